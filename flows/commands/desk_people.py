"""`sohoa desk add-user …`: who comes in at the desk, set up where the archive lies."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import Archive, By, Config, Database, Json, decider, settings_from
from flows.console import say, say_json
from pipeline.errors import PeopleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive.people import Account, People
    from pipeline.settings import Settings
    from pipeline.values.people import Who

__all__ = ["add_commands", "asking", "open_people_of"]

Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên người dùng.")]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role",
        metavar="VAI_TRÒ",
        help="viewer (xem), reviewer (soát), signer (soát và ký), exporter (xuất), "
        "administrator (quản trị). Nêu nhiều lần được.",
    ),
]
Fonds = Annotated[
    list[str] | None,
    typer.Option(
        "--fonds",
        metavar="PHÔNG",
        help="Chỉ xem phông này: tên thư mục đầu tiên trong hộp nhận; '.' là các tệp nằm ngoài "
        "cùng. Nêu nhiều lần được; không nêu là mọi phông.",
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="TỆP", help="Tệp có mật khẩu; '-' là đọc từ đầu vào chuẩn."
    ),
]
TOP = "."
"""How the terminal spells the fonds of files at the top of the inbox."""


def add_commands(group: typer.Typer) -> None:
    """Put the commands for people into the group `sohoa desk`."""
    for name, command in (
        ("add-user", add_user),
        ("list-users", list_users),
        ("set-role", set_role),
        ("set-password", set_password),
        ("disable-user", disable_user),
        ("enable-user", enable_user),
    ):
        group.command(name)(command)


def add_user(
    name: Name,
    *,
    role: Roles,
    fonds: Fonds = None,
    password_file: PasswordFile = None,
    without_password: Annotated[
        bool,
        typer.Option(
            "--without-password", help="Chỉ vào qua proxy hoặc nơi đăng nhập chung (OIDC)."
        ),
    ] = False,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Thêm người dùng cho bàn làm việc; hỏi mật khẩu hai lần nếu không có --password-file.

    Ví dụ: sohoa desk add-user "Cô Lan" --role signer --role administrator --archive ./kho
    """
    if without_password and password_file is not None:
        raise typer.BadParameter("chọn một trong hai", param_hint="--password-file")
    password = None if without_password else _password(password_file)
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        seen = _fonds(fonds)
        made = people.accounts.add(name, _roles(role), password, fonds=seen, by=asking(by))
    say(f"Đã thêm: {_in_words(made)}")


def list_users(
    *,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Liệt kê người dùng.

    Ví dụ: sohoa desk list-users --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        found = people.accounts.all()
    if json:
        say_json({"users": [_account(one) for one in found]})
        return
    for one in found:
        say(_in_words(one))
    if not found:
        say("Chưa có ai. Thêm: sohoa desk add-user TÊN --role administrator --role signer")


def set_role(
    name: Name,
    *,
    role: Roles,
    fonds: Fonds = None,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Đổi vai trò và phông của người dùng: thay hết những gì đã đặt trước.

    Ví dụ: sohoa desk set-role "Cô Lan" --role reviewer --fonds ubnd --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        seen = _fonds(fonds)
        changed = people.accounts.change(name, roles=_roles(role), fonds=seen, by=asking(by))
    say(f"Đã đổi: {_in_words(changed)}")


def set_password(
    name: Name,
    *,
    password_file: PasswordFile = None,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Đặt mật khẩu mới; các phiên đang mở của người này kết thúc, hết bị khóa vì gõ sai.

    Ví dụ: sohoa desk set-password "Cô Lan" --archive ./kho
    """
    password = _password(password_file)
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        people.accounts.set_password(name, password, by=asking(by))
        people.attempts.forget(name)
    say(f"Đã đặt mật khẩu cho {name}.")


def disable_user(
    name: Name,
    *,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Khóa tài khoản: không đăng nhập được nữa, phiên và mã truy cập hết giá trị.

    Tài khoản không bao giờ bị xóa: tên còn trong các quyết định và nhật ký.

    Ví dụ: sohoa desk disable-user "Cô Lan" --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        say(f"Đã khóa: {_in_words(people.accounts.disable(name, by=asking(by)))}")


def enable_user(
    name: Name,
    *,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Mở lại tài khoản đã khóa.

    Ví dụ: sohoa desk enable-user "Cô Lan" --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        say(f"Đã mở lại: {_in_words(people.accounts.enable(name, by=asking(by)))}")


@contextmanager
def open_people_of(settings: Settings) -> Iterator[People]:
    """The people of an archive that is there."""
    from flows.commands.status import see_archive
    from pipeline.archive.people import open_people

    see_archive(settings)
    with closing(open_people(settings)) as people:
        yield people


def asking(by: str | None) -> Who:
    """Who works at the terminal, as the log has it."""
    from pipeline.values.people import Who

    return Who(decider(by), frozenset(), by="terminal")


def _roles(said: list[str]) -> Any:
    return [one.strip().lower() for one in said]


def _fonds(said: list[str] | None) -> list[str] | None:
    return None if not said else ["" if one == TOP else one for one in said]


def _password(file: Path | None) -> str:
    """A password from a file, or asked for twice without showing it."""
    if file is not None:
        try:
            said = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise typer.BadParameter(
                f"không đọc được tệp {file}", param_hint="--password-file"
            ) from error
        return said.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter("không có bàn phím để hỏi mật khẩu", param_hint="--password-file")
    from getpass import getpass

    first = getpass("Mật khẩu (không hiện): ")
    if getpass("Gõ lại: ") != first:
        raise PeopleError("Mật khẩu", "hai lần gõ khác nhau; chưa đổi gì")
    return first


def _in_words(account: Account) -> str:
    seen = (
        "mọi phông"
        if account.fonds is None
        else ", ".join(one or TOP for one in sorted(account.fonds))
    )
    state = "  (đã khóa)" if account.disabled else ""
    return f"{account.name}  {', '.join(sorted(account.roles))}  {seen}{state}"


def _account(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "roles": sorted(account.roles),
        "fonds": None if account.fonds is None else sorted(account.fonds),
        "disabled": account.disabled,
        "password": account.has_password,
        "created": account.created.isoformat(),
    }
