"""What the ledger keeps of lists, deliveries and waiting files, on both databases."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.archive import InboxFile
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.manifests import LineRow, ManifestRow


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def ledger(request, tmp_path):
    """An empty ledger, in one kind of database after the other."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with closing(Ledger(url)) as opened:
        yield opened


def test_lists_lines_and_what_was_found_of_them(ledger):
    lists = ledger.manifests
    row = ManifestRow("/in/bad\udcff/SHA256SUMS", "SHA256SUMS", 9, -1, "sums", None, ("dòng 3",), 1)
    lines = [LineRow(n, f"{n}.pdf", "sha256", "a" * 64, None, "KHẨN" * (n == 2)) for n in (1, 2, 3)]
    lists.keep(row, lines)
    assert lists.all() == [row]
    assert lists.lines(row) == lines
    for line in lines[:2]:
        line.state, line.file, line.sha256 = "met", f"lô/{line.number}.pdf", "a" * 64
    lines[2].state, lines[2].found_pages = "miscounted", 7
    lists.compare(row, lines, ["extra.pdf"] * 30, "print")
    assert lists.lines(row) == lines
    (kept,) = lists.all()
    assert (len(kept.extras), kept.extras_number, kept.compared) == (20, 30, "print")
    assert lists.counts() == {row.id: {"met": 2, "miscounted": 1}}
    assert lists.urgent() == {"lô/2.pdf": "KHẨN"}
    assert [line.number for line in lists.named(row, "met", 1)] == [1]
    lists.compare(row, (), [], "")
    lists.keep(row, lines[:1])
    assert len(lists.lines(row)) == 1
    lists.forget([row])
    assert (lists.all(), lists.counts()) == ([], {})


def test_the_last_delivery_on_each_way_is_remembered(ledger):
    ledger.deliveries.note("n1", "mail", "không nối được")
    ledger.deliveries.note("n1", "webhook")
    ledger.deliveries.note("n2", "mail", "lần đầu")
    ledger.deliveries.note("n2", "mail")
    told = {row.way: (row.night, row.state, row.said) for row in ledger.deliveries.last()}
    assert told == {"mail": ("n2", "sent", None), "webhook": ("n1", "sent", None)}


def test_files_that_a_night_leaves_wait_as_before(ledger):
    for number, pages in ((1, 4), (2, 6), (3, None)):
        ledger.sight(InboxFile(f"/in/{number}", str(number), 1, 1), str(number) * 64)
        if pages:
            ledger.begin(str(number) * 64, pages)
    ledger.pages.finish("1" * 64, 1, "k", 0.5)
    ledger.leave(["2" * 64, "3" * 64])
    assert [(row.state, row.attempts) for row in ledger.files()] == [
        ("reading", 1),
        ("seen", 0),
        ("seen", 0),
    ]
    waiting = ledger.work.waiting()
    assert (waiting.files, waiting.pages, waiting.uncounted) == (3, 9, 1)
    assert waiting.pages_about == 14
    since = datetime.now(UTC) - timedelta(minutes=1)
    assert ledger.work.finished(since)[0] == 1
    ledger.start_night("n")
    ledger.work.stops("n", since)
    assert ledger.nights(1)[0].counts == {"stops": since.isoformat(timespec="seconds")}
