"""`sohoa desk add-webhook`, `list-webhooks`, `remove-webhook`: programs told of what happens."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, By, Config, Database, Json, decider, settings_from
from flows.console import say, say_json, warn
from pipeline.values.events import EVENT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archive import Archive as OpenArchive
    from pipeline.settings import Settings
    from pipeline.values.events import Webhook
    from web.security.sealing import Seal

__all__ = ["add_webhook", "list_webhooks", "remove_webhook", "seal_of"]


def seal_of(settings: Settings) -> Seal:
    """What closes the secrets of webhooks on this machine."""
    from pipeline.state_folder import state_folder
    from web.security.sealing import Seal

    return Seal(state_folder(settings) / "desk" / "webhooks.key")


def add_webhook(
    url: Annotated[str, typer.Argument(metavar="ĐỊA_CHỈ", help="http://… hoặc https://…")],
    *,
    event: Annotated[
        list[str] | None,
        typer.Option("--event", metavar="TIN", help=f"Tin cần báo: {', '.join(EVENT_KINDS)}."),
    ] = None,
    by: By = None,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Báo cho một chương trình khác khi có văn bản vào kho, cần xem, được sửa hay ký duyệt.

    Ví dụ: sohoa desk add-webhook http://10.0.0.5/so-hoa --event document.archived

    Không có --event: báo mọi tin. Chỉ gửi mã và đường dẫn, không gửi nội dung. Xem docs/api.md.
    """
    from web.services.webhooks import add_webhook as add

    with _opened(config, archive, database) as (settings, opened):
        webhook, secret = add(opened, seal_of(settings), url, event or (), decider(by))
    if json:
        say_json({**_told(webhook), "secret": secret})
        return
    say(f"Đã đặt nơi nhận {webhook.id}: {webhook.url}")
    say(f"Bí mật để kiểm tra chữ ký, chỉ hiện một lần: {secret}")


def list_webhooks(
    *, archive: Archive = None, database: Database = None, json: Json = False, config: Config = None
) -> None:
    """Các nơi nhận tin, và nơi nào đang không nhận.

    Ví dụ: sohoa desk list-webhooks --archive ./kho
    """
    with _opened(config, archive, database) as (_, opened):
        found = opened.ledger.webhooks.all()
    if json:
        say_json({"webhooks": [_told(webhook) for webhook in found]})
        return
    if not found:
        say("Chưa có nơi nhận tin nào. Đặt: sohoa desk add-webhook ĐỊA_CHỈ")
    for webhook in found:
        say(f"{webhook.id}  {webhook.url}  {', '.join(webhook.kinds)}")
        if webhook.failing_since is not None:
            since = webhook.failing_since.astimezone().strftime("%H:%M %d/%m/%Y")
            say(f"   không nhận từ {since}: {webhook.said}; đã thử {webhook.failures} lần")
        if webhook.given_up:
            say(f"   {webhook.given_up} tin đã thôi không báo")


def remove_webhook(
    webhook: Annotated[str, typer.Argument(metavar="MÃ", help="Như list-webhooks in ra.")],
    *,
    archive: Archive = None,
    database: Database = None,
    config: Config = None,
) -> None:
    """Thôi báo tin cho một nơi nhận.

    Ví dụ: sohoa desk remove-webhook 1f0c9a3e
    """
    from web.services.webhooks import remove_webhook as remove

    with _opened(config, archive, database) as (_, opened):
        remove(opened, webhook)
    warn(f"Đã bỏ nơi nhận {webhook}.")


@contextmanager
def _opened(
    config: Path | None, archive: str | None, database: str | None
) -> Iterator[tuple[Settings, OpenArchive]]:
    from flows.commands.status import existing

    settings = settings_from(config, archive=archive, database=database)
    with existing(settings) as opened:
        yield settings, opened


def _told(webhook: Webhook) -> dict[str, object]:
    """Everything but its secret."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.kinds),
        "made_at": webhook.made_at.isoformat(timespec="seconds"),
        "made_by": webhook.made_by,
        "failures": webhook.failures,
        "failing_since": webhook.failing_since and webhook.failing_since.isoformat(),
        "said": webhook.said,
        "given_up": webhook.given_up,
    }
