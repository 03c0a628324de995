"""`sohoa desk add-token …` and `sohoa desk log`: other programs, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.desk_people import Name, asking, open_people_of
from flows.commands.options import Archive, By, Config, Database, Json, settings_from
from flows.console import say, say_json, warn

if TYPE_CHECKING:
    from pipeline.archive.people import Broken, Line, Token

__all__ = ["add_commands"]


def add_commands(group: typer.Typer) -> None:
    """Put the commands for tokens and the log into the group `sohoa desk`."""
    for name, command in (
        ("add-token", add_token),
        ("list-tokens", list_tokens),
        ("revoke-token", revoke_token),
        ("log", log),
    ):
        group.command(name)(command)


def add_token(
    name: Name,
    *,
    purpose: Annotated[
        str, typer.Option("--for", metavar="VIỆC", help="Dùng cho việc gì, như 'máy quét tầng 2'.")
    ],
    right: Annotated[
        list[str],
        typer.Option(
            "--right",
            metavar="QUYỀN",
            help="view, review, sign, export, administer: chỉ những quyền tài khoản có.",
        ),
    ],
    days: Annotated[
        float, typer.Option("--days", metavar="NGÀY", help="Thời hạn; 0 = không hết hạn.")
    ] = 365.0,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Lập mã truy cập API cho chương trình khác, dưới tên một tài khoản; chỉ hiện một lần.

    Ví dụ: sohoa desk add-token "Cô Lan" --for "máy quét" --right view --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        rights: Any = right
        token, secret = people.tokens.add(name, purpose, rights, days=days or None, by=asking(by))
    warn(f"Mã {token.id} của {token.account}. Giữ kín; sẽ không hiện lại:")
    say(secret)


def list_tokens(
    *,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Liệt kê mã truy cập, không hiện phần bí mật.

    Ví dụ: sohoa desk list-tokens --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        found = people.tokens.of()
    if json:
        say_json({"tokens": [_token(one) for one in found]})
        return
    for one in found:
        state = "còn hạn" if one.holds else "hết giá trị"
        say(f"{one.id}  {one.account}  {one.name}  {', '.join(sorted(one.rights))}  {state}")
    if not found:
        say("Chưa có mã truy cập nào.")


def revoke_token(
    token: Annotated[str, typer.Argument(metavar="MÃ", help="Mã như list-tokens cho biết.")],
    *,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Thu hồi mã truy cập: chương trình dùng mã ấy bị từ chối ngay.

    Ví dụ: sohoa desk revoke-token 251e1ad489e8 --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        people.tokens.revoke(token, by=asking(by))
    say(f"Đã thu hồi {token}.")


def log(
    *,
    verify: Annotated[
        bool, typer.Option("--verify", help="Kiểm tra nhật ký còn nguyên: 0 nguyên, 1 bị sửa.")
    ] = False,
    noted: Annotated[
        str | None,
        typer.Option(
            "--noted",
            metavar="SỐ:MÃ",
            help="Cùng --verify: dòng cuối đã ghi lại lần trước phải còn đó.",
        ),
    ] = None,
    user: Annotated[str, typer.Option("--user", metavar="TÊN", help="Chỉ của người này.")] = "",
    what: Annotated[
        str, typer.Option("--what", metavar="MÃ", help="Chỉ về văn bản hoặc việc này.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="Số dòng, mới trước.")] = 50,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Nhật ký: ai vào, ai xem văn bản hạn chế, ai đổi gì, khi nào.

    Ví dụ: sohoa desk log --verify --archive ./kho
    """
    with open_people_of(settings_from(config, archive=archive, database=database)) as people:
        if verify:
            broken = people.log.verify(_noted(noted))
            last = people.log.last()
        else:
            lines = people.log.lines(who=user, what=what, limit=limit)
    if verify:
        _tell_verified(broken, last, json=json)
    elif json:
        say_json({"lines": [_line(one) for one in lines]})
    else:
        for one in lines:
            say("  ".join(str(value) for value in _shown(one).values() if value))


def _tell_verified(broken: Broken | None, last: tuple[int, str], *, json: bool) -> None:
    number, digest = last
    if json:
        told = None if broken is None else {"line": broken.number, "what": broken.what}
        say_json({"lines": number, "last": digest, "broken": told})
    elif broken is None:
        say(f"Nhật ký còn nguyên: {number} dòng. Ghi lại ở nơi khác để lần sau đối chiếu:")
        say(f"{number}:{digest}")
    else:
        warn(f"Nhật ký không còn nguyên từ dòng {broken.number} ({_BROKEN[broken.what]}).")
    if broken is not None:
        raise typer.Exit(1)


_BROKEN = {
    "changed": "dòng bị sửa",
    "missing": "thiếu dòng",
    "not-as-noted": "khác với lần ghi lại trước",
}


def _noted(said: str | None) -> tuple[int, str] | None:
    if said is None:
        return None
    number, _, digest = said.partition(":")
    if not number.isdecimal() or not digest:
        raise typer.BadParameter("dạng SỐ:MÃ như lần --verify trước in ra", param_hint="--noted")
    return int(number), digest


def _token(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "account": token.account,
        "name": token.name,
        "rights": sorted(token.rights),
        "ends": token.ends.isoformat() if token.ends else None,
        "used": token.used.isoformat() if token.used else None,
        "holds": token.holds,
    }


def _shown(line: Line) -> dict[str, Any]:
    """A line for people: its detail without brackets."""
    detail = " ".join(
        f"{key}={','.join(value) if isinstance(value, list) else value}"
        for key, value in line.detail.items()
        if value is not None
    )
    return _line(line) | {"detail": detail}


def _line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "at": line.at.isoformat(timespec="seconds"),
        "act": line.act,
        "who": line.who,
        "what": line.what,
        "by": line.by,
        "address": line.address,
        "detail": line.detail,
    }
