"""The command `sohoa`.

Results go to stdout, everything else to stderr; exit codes stand in `pipeline/errors.py`.
Nothing heavy is imported before a command runs: `sohoa --help` answers at once, and only the
commands that run a night load Prefect.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer.exceptions import Abort, TyperException

from flows.commands import (
    acceptance,
    convert,
    corrections,
    desk,
    desk_webhooks,
    doctor,
    export,
    ingest,
    measure,
    metrics,
    migrate,
    read,
    repair,
    reread,
    retry,
    search,
    serve,
    split,
    status,
    twins,
    verify,
)
from flows.configuration import keep_to_ourselves, load_settings, one_thread_each
from flows.console import warn
from flows.ledger_news import tell_of_ledgers
from pipeline.errors import DigitiseError
from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["app", "main"]

STOPPED = 130
"""Exit code after Ctrl-C, as shells count."""

app = typer.Typer(
    name="sohoa",
    help="Số hóa văn bản giấy: từ thư mục bản quét tới kho văn bản có thể tra cứu.",
    epilog="Xem từng lệnh: sohoa LỆNH --help. Ví dụ: sohoa ingest ./hop-nhan --archive ./kho",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts faster and wraps paragraphs
    context_settings={"help_option_names": ["-h", "--help"]},
)

for _name, _command in (
    ("ingest", ingest.ingest),
    ("read", read.read),
    ("serve", serve.serve),
    ("status", status.status),
    ("search", search.search),
    ("retry", retry.retry),
    ("split", split.split),
    ("reread", reread.reread),
    ("twins", twins.twins),
    ("verify", verify.verify),
    ("repair", repair.repair),
    ("acceptance", acceptance.acceptance),
    ("export", export.export),
    ("convert", convert.convert),
    ("corrections", corrections.corrections),
    ("evaluate", measure.evaluate),
    ("samples", measure.samples),
    ("metrics", metrics.metrics),
    ("doctor", doctor.doctor),
    ("migrate", migrate.migrate),
    ("version", doctor.version),
):
    app.command(_name)(_command)
for _name, _command in (
    ("add-webhook", desk_webhooks.add_webhook),
    ("list-webhooks", desk_webhooks.list_webhooks),
    ("remove-webhook", desk_webhooks.remove_webhook),
):
    desk.desk.command(_name)(_command)
app.add_typer(desk.desk, name="desk")


def main() -> NoReturn:
    """Run one command and leave with its exit code; what a person can mend is told in words."""
    one_thread_each()
    logging.getLogger().addHandler(logging.NullHandler())
    tell_of_ledgers()
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        warn(_wrong_use(error))
        code = error.exit_code
    except DigitiseError as error:
        warn(str(error))
        if error.__cause__ is not None:  # what system or store said, word for word
            _keep_trace()
        code = error.exit_code
    except BrokenPipeError:
        # Whoever read our output has enough (`sohoa read … | head`).
        sys.stderr.close()
        code = 0
    except (KeyboardInterrupt, Abort):
        code = STOPPED
    except Exception:  # noqa: BLE001  # a clerk is no reader of tracebacks; the log keeps it
        warn(f"Lỗi ngoài dự kiến. Hãy gửi tệp nhật ký này cho người quản trị: {_keep_trace()}")
        code = DigitiseError.exit_code
    if code == STOPPED:  # Typer says so by this code, Python by an exception
        warn("Đã dừng theo yêu cầu. Chạy lại lệnh để làm tiếp phần còn lại.")
    sys.exit(code or 0)


def _keep_trace() -> Path:
    """Write the error at hand into the log of this machine; where that is."""
    settings = load_settings()
    keep_to_ourselves(settings)
    path = state_folder(settings) / "logs" / "sohoa.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        said = re.sub(r"(://[^:/@\s]+:)[^@\s]+@", r"\1***@", " ".join(sys.argv[1:]))  # a password
        file.write(f"{datetime.now(UTC).isoformat()} sohoa {said}\n")
        traceback.print_exc(file=file)
    return path


def _called(parameter: Any) -> str:
    """An option as it is typed; an argument by what stands for it in the help."""
    option = next((name for name in parameter.opts if name.startswith("--")), None)
    return option or parameter.metavar or parameter.name


def _wrong_use(error: TyperException) -> str:
    """What was wrong with the command line, and where the right way stands.

    Typer's own classes for this are private, so they are told apart by name.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "sohoa"
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.message
    named = getattr(error, "param", None)
    name = _called(named) if named else getattr(error, "param_hint", "tham số")
    what = {
        "NoSuchOption": f"không có tùy chọn {getattr(error, 'option_name', '')}",
        "MissingParameter": f"thiếu {name}",
        "BadParameter": f"{name}: {error.message}",
    }.get(kind, error.format_message().rstrip("."))
    if what.startswith("No such command"):
        what = f"không có lệnh {what.removeprefix('No such command').strip()}"
    return f"Lệnh chưa đúng: {what}. Xem cách dùng: {command} --help"


if __name__ == "__main__":
    main()
