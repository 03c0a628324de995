"""`sohoa doctor` and `sohoa version`: is this machine ready for the night?"""

from __future__ import annotations

from importlib.metadata import version as installed

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.console import say, say_json
from pipeline.errors import SetupError

__all__ = ["doctor", "version"]


def version(*, json: Json = False) -> None:
    """In phiên bản của chương trình.

    Ví dụ: sohoa version
    """
    if json:
        say_json({"sohoa": installed("sohoa"), "prefect": installed("prefect")})
    else:
        say(f"sohoa {installed('sohoa')}")


def doctor(
    archive: Archive = None, database: Database = None, config: Config = None, *, json: Json = False
) -> None:
    """Kiểm tra máy đã sẵn sàng: chương trình, mô hình, đồng hồ, đĩa, cơ sở dữ liệu, chứng chỉ.

    Kiểm tra cả việc không gì nối ra ngoài và tài khoản khác không xem được kho; mục nào chưa đạt
    thì nói phải làm gì. Mã thoát 3 khi có mục chưa đạt; mục "CHÚ Ý" không ngăn đêm chạy.

    Ví dụ: sohoa doctor --archive ./kho
    """
    from flows.doctor import elsewhere, machine, program
    from flows.doctor.certificates import certificates
    from flows.doctor.findings import look

    settings = settings_from(config, archive=archive, database=database)
    # Whether anything talks to the outside is asked before a database or a bucket is.
    found = [look(check, settings) for check in (*program.CHECKS, *machine.CHECKS)]
    found += certificates(settings)
    found += [look(check, settings) for check in (*elsewhere.CHECKS, machine.PRIVATE)]
    ready = all(one.ok for one in found)
    if json:
        say_json({"checks": [one.as_dict() for one in found], "ready": ready})
    else:
        for one in found:
            say(one.line)
    if not ready:
        raise typer.Exit(SetupError.exit_code)
