"""`sohoa search`: find documents of the archive by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import Archive, Config, Database, Json, settings_from
from flows.commands.status import existing
from flows.console import listener_for, say, say_json, warn
from flows.night_facts import plain_name
from pipeline.text.document_number import number_of

if TYPE_CHECKING:
    from pipeline.archive import Archive as OpenArchive
    from pipeline.archive.search.facets import FacetName, Facets
    from pipeline.archive.search.searching import Answer, Hit

__all__ = ["search"]

SHOWN_FACETS = 8
_FACETS: dict[FacetName, str] = {
    "org": "Cơ quan", "type": "Loại", "year": "Năm", "folder": "Thư mục"
}  # fmt: skip
KINDS = {"exact": "", "folded": "", "fuzzy": "  (gần giống)"}


def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="CÂU HỎI", help="Những gì nhớ được về văn bản cần tìm."),
    ] = None,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=1000, help="Số kết quả nhiều nhất.")
    ] = 20,
    facets: Annotated[
        bool, typer.Option("--facets", help="Đếm cả kết quả theo cơ quan, loại, năm.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Lập lại chỉ mục từ kho; văn bản không bị đụng tới.")
    ] = False,
    archive: Archive = None,
    database: Database = None,
    json: Json = False,
    config: Config = None,
) -> None:
    """Tìm văn bản trong kho; có dấu hay không dấu đều được.

    Ví dụ: sohoa search 1943-CV/QU · sohoa search "so 1943 cv qu" · sohoa search phong chong dich

    Cụm từ: sohoa search '"phòng, chống dịch"'. Bỏ bớt: sohoa search 'dịch -covid'. Hoặc: bão OR lụt

    Theo mục: sohoa search "loại: công văn, cơ quan: quận ủy, ngày: 2020..2022, khẩu trang"

    Các mục: cơ quan, loại, người ký, số, ngày, từ, đến, trích yếu, gửi, tệp, cần xem. Tên cơ quan,
    tên người kéo tới dấu phẩy. Ngày: 30/7/2021, 7/2021, 2021, 2020..2022. Cần xem: có, phải, nên,
    không. Xem docs/search.md.
    """
    text = " ".join(query or ())
    if not text.strip() and not rebuild:
        raise typer.BadParameter("cho biết cần tìm gì", param_hint="CÂU HỎI")
    settings = settings_from(config, archive=archive, database=database)
    with existing(settings) as opened:
        if rebuild:
            _rebuild(opened, quiet=json)
        if not text.strip():
            if json:
                say_json({"documents": opened.search.count()})
            return
        answer = opened.search.search(text, limit=limit, facets=facets)
        missing = max(0, opened.ledger.published() - opened.search.count())
    if json:
        told = {"hits": [_named(hit) for hit in answer.hits], "more": answer.more}
        found = {"facets": answer.facets.as_dict()} if answer.facets else {}
        say_json({**told, **found, "missing": missing})
    else:
        _tell(answer)
    if missing:
        warn(f"Lưu ý: chỉ mục thiếu {missing} văn bản; chạy: sohoa search --rebuild")


def _rebuild(opened: OpenArchive, *, quiet: bool) -> None:
    from pipeline.archive.search.keeping import rebuild

    listener = listener_for(quiet=quiet)
    try:
        unread = rebuild(
            opened, lambda total: listener.stage("Lập chỉ mục", total), listener.advance
        )
    finally:
        listener.close()
    if unread:
        named = ", ".join(unread[:5])
        warn(f"Không đọc được {len(unread)} văn bản nên chưa có trong chỉ mục: {named}")
    warn(f"Chỉ mục có {opened.search.count()} văn bản.")


def _named(hit: Hit) -> dict[str, object]:
    return {**hit.as_dict(), "name": plain_name(hit.name)}


def _tell(answer: Answer) -> None:
    for number, hit in enumerate(answer.hits, 1):
        page = f", trang {hit.snippet.page}" if hit.snippet.page else ""
        say(f"{number}. {_title(hit)}{KINDS[hit.kind]}")
        say(f"   {hit.id}  {plain_name(hit.name)}{page}")
        say(f"   {_marked(hit)}")
    if not answer.hits:
        say(
            "Không tìm thấy văn bản nào. Thử ít từ hơn, không dấu; tên sau dấu hai chấm kéo tới "
            "dấu phẩy."
        )
    elif answer.more:
        say("Còn nữa; thêm từ cho hẹp lại, hoặc --limit lớn hơn.")
    if answer.facets:
        _tell_facets(answer.facets)


def _title(hit: Hit) -> str:
    """Type, number, date and organ of a document, as far as they were read."""
    fields = hit.fields
    number = number_of(fields)
    dated = "/".join(reversed(fields["date"].split("-"))) if "date" in fields else ""
    named = f"{'số' if fields.get('number') else 'ký hiệu'} {number}" if number else ""
    parts = [fields.get("type", ""), named, dated, fields.get("org", "")]
    return " · ".join(part for part in parts if part) or plain_name(hit.name)


def _marked(hit: Hit) -> str:
    """The snippet with what was asked for between «»."""
    text, at, parts = hit.snippet.text, 0, []
    for start, end in hit.snippet.marks:
        parts += [text[at:start], "«", text[start:end], "»"]
        at = end
    return "".join([*parts, text[at:]]).replace("» «", " ")


def _tell_facets(facets: Facets) -> None:
    say(f"Tất cả: {facets.total} văn bản.")
    for key, name in _FACETS.items():
        rows = facets.values[key]
        shown = [f"{value or '(không rõ)'} {number}" for value, number in rows[:SHOWN_FACETS]]
        more = f"; và {len(rows) - SHOWN_FACETS} nữa" if len(rows) > SHOWN_FACETS else ""
        say(f"  {name}: {'; '.join(shown)}{more}")
