"""The morning page: what the night did, what waits, and what people do with files set aside."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import shelf

from pipeline.archive import InboxFile
from pipeline.archive.asides import NotAsideError, put_away
from pipeline.archive.ledger.manifests import LineRow, ManifestRow
from pipeline.archive.ledger.nights import Progress
from pipeline.errors import EmptyFileError, SecretScanError
from pipeline.values.likeness import Likeness
from web.services.morning import morning_of, night_of
from web.works import AtWork

HTML = {"accept": "text/html"}
HTMX = {**HTML, "hx-request": "true"}


class Works:
    """Work that a test tells of."""

    def __init__(self):
        self.now, self.asked = AtWork("idle"), []

    def begin_night(self, who):
        self.asked.append(who)
        self.now = AtWork("beginning")

    def at_work(self):
        return self.now


@pytest.fixture
def works():
    return Works()


@pytest.fixture
def desk(desk, works):
    """The desk, with work that the test tells of."""
    return replace(desk, works=works)


@pytest.fixture
def ledger(desk):
    return desk.archive.ledger


@pytest.fixture
def sight(ledger):
    """Put a file on record under a name within the inbox: its hash."""

    def put(name, pages=1):
        sha256 = f"{abs(hash(name)):064x}"[-64:]
        ledger.sight(InboxFile(f"/hop/{name}", name, 10, 1), sha256)
        ledger.begin(sha256, pages)
        return sha256

    return put


@pytest.fixture
def publish(desk, sight):
    """Put a made-up document on record, as if it lay in the archive."""

    def put(name, folder="", **fields):
        document = shelf.letter(name, ["Thân văn bản"], **fields)
        source, path = document.source, f"{folder}{name}.pdf"
        ledger = desk.archive.ledger
        ledger.sight(InboxFile(f"/hop/{path}", path, 10, 1), source.sha256)
        ledger.record(document.id, source.sha256, source.pages, "")
        ledger.records.keep(document)
        ledger.queue.keep(document)
        return document

    return put


def seen_by(desk, keeper, **changes):
    keeper.as_who = replace(keeper.as_who, **changes)
    return morning_of(desk, keeper.as_who)


# The night


def test_without_a_night_the_page_says_how_to_begin_one(client):
    page = client.get("/", headers=HTML).text
    assert "Chưa có lượt đọc nào" in page
    assert "Đặt bản quét vào hộp nhận" in page
    assert 'hx-trigger="every' not in page


def test_a_night_is_begun_by_who_may_review(client, keeper, works):
    answer = client.post("/night", headers=HTMX)
    assert works.asked == [keeper.as_who.name]
    assert "Đang khởi động" in answer.text
    assert 'hx-trigger="every 3s"' in answer.text
    assert json.loads(answer.headers["hx-trigger"])["desk:said"]["words"]
    keeper.as_who = replace(keeper.as_who, rights=frozenset({"view"}))
    assert client.post("/night", headers=HTMX).status_code == 403
    assert "Đọc hộp nhận ngay</button>" not in client.get("/", headers=HTML).text


def test_a_night_at_work_tells_how_far_it_is(desk, works, ledger, sight, client):
    """Whoever runs it: what it leaves in the ledger is enough."""
    ledger.start_night("2026-11-30T220000")
    works.now = AtWork("holds", "máy A, tiến trình 7")
    assert night_of(desk).progress == Progress()
    assert "Đang xem các tệp" in client.get("/night", headers=HTMX).text
    one, two = sight("một.pdf", 3), sight("hai.pdf", 3)
    for number in (1, 2, 3):
        ledger.pages.finish(one, number, "k", 2.5)
    ledger.publish(one)
    ledger.pages.finish(two, 1, "k", 2.5)
    ledger.pages.finish(two, 2, "k", 2.5)
    ledger.pages.claim(two, 3, "k", 2)
    night = night_of(desk, datetime.now(UTC) + timedelta(minutes=2))
    told = night.progress
    assert (night.state, night.said) == ("running", "máy A, tiến trình 7")
    assert (told.files, told.files_done, told.pages, told.pages_done) == (2, 1, 6, 5)
    assert (told.pages_read, told.seconds) == (5, 12.5)
    assert night.backlog.pages_a_second * 3600 == pytest.approx(150, rel=0.05)
    page = client.get("/night", headers=HTMX).text
    assert "5 / 6 trang" in page
    assert "dự kiến đọc xong lúc" in page


def test_a_night_with_a_last_hour_tells_what_it_will_leave(desk, works, ledger, sight, client):
    """The hour in the site's zone, and a guess from the speed of the last while."""
    ledger.start_night("2026-11-29T220000")
    works.now = AtWork("holds", "tiến trình 7")
    sha256 = sight("a.pdf", 1000)
    for number in range(1, 11):
        ledger.pages.finish(sha256, number, "k", 1.0)
    assert "không bắt đầu việc mới" not in client.get("/night", headers=HTMX).text
    stops = datetime.now(UTC) + timedelta(minutes=2)
    ledger.work.stops("2026-11-29T220000", stops)
    night = night_of(desk, datetime.now(UTC) + timedelta(minutes=1))
    assert night.backlog.stops == stops.replace(microsecond=0)
    assert 0 < night.backlog.pages - night.backlog.left < 30
    told = " ".join(client.get("/night", headers=HTMX).text.split())
    assert f"Từ {desk.clock.hour(stops)} không bắt đầu việc mới" in told
    assert "dự kiến đọc xong" not in told  # not by this night


def test_a_list_that_the_inbox_is_not_as_is_told_to_who_sees_its_folder(
    desk, keeper, ledger, client
):
    """Names in it come from strangers."""
    for name in ("lo1/SHA256SUMS", "lo2/SHA256SUMS"):
        row = ManifestRow(f"/hop/{name}", name, 9, 1, "sums")
        ledger.manifests.keep(row, [LineRow(1, "<b>.pdf", "md5", "0" * 32, None, "")])
    assert "còn thiếu 1 tệp: &lt;b&gt;.pdf" in client.get("/", headers=HTML).text
    told = seen_by(desk, keeper, fonds=frozenset({"lo2"})).lists
    assert told == (("lo2/SHA256SUMS", ("CHƯA ĐỦ, còn thiếu 1 tệp: <b>.pdf",)),)


def test_pages_of_an_earlier_night_are_done_and_not_read(desk, works, ledger, sight):
    """A night that goes on where a killed one stopped begins where that one was."""
    sha256 = sight("một.pdf", 3)
    ledger.pages.finish(sha256, 1, "k", 2.0)
    ledger.pages.finish(sha256, 1, "other settings", 2.0)
    ledger.start_night("2026-11-30T220000")
    ledger.begin(sha256, 3)
    told = ledger.work.progress(ledger.nights(1)[0].started)
    assert (told.pages, told.pages_done, told.pages_read) == (3, 1, 0)


def test_a_night_that_died_is_told_and_can_be_taken_up(desk, works, ledger, sight, client):
    """Nobody holds the archive and nothing has happened for long: it says what is kept."""
    ledger.start_night("2026-11-30T220000")
    sight("một.pdf", 3)
    assert night_of(desk).state == "running"  # it may run on another machine
    later = datetime.now(UTC) + timedelta(minutes=10)
    assert night_of(desk, later).state == "lost"
    works.now = AtWork("holds", "máy A, tiến trình 7")
    assert night_of(desk, later).state == "running"


def test_what_else_holds_the_archive_is_told(desk, works, client):
    works.now = AtWork("holds", "máy A, tiến trình 7")
    answer = client.get("/night", headers=HTMX)
    assert "Kho đang bận" in answer.text
    assert "disabled" in answer.text
    works.now = AtWork("failed", "Kho đầy.")
    answer = client.get("/night", headers=HTMX)
    assert "Kho đầy." in answer.text
    assert answer.headers["hx-refresh"] == "true"


def test_the_last_nights_are_a_table_and_charts(client, ledger):
    for day, pages in (("28", 100), ("29", 300)):
        ledger.start_night(f"2026-11-{day}T220000")
        counts = {"pages_read": pages, "seconds": 360, "documents_must": 4, "nothing_new": False}
        ledger.end_night(f"2026-11-{day}T220000", counts)
    page = client.get("/", headers=HTML).text
    assert page.count('<svg class="chart"') == 3
    assert "3.000" in page  # 300 pages in six minutes
    assert "style=" not in page


def test_a_report_is_shown_to_who_sees_everything(client, desk, ledger, keeper):
    """Its pictures lead to where the desk shows them; it names files of all fonds."""
    ledger.start_night("2026-11-29T220000")
    ledger.end_night("2026-11-29T220000", {"nothing_new": False})
    html = (
        b'<a href="../documents/ab-1/data/document.pdf">'
        b'<img src="../documents/ab-1/data/evidence/p.png">'
    )
    desk.archive.write_report("2026-11-29T220000", html)
    answer = client.get("/reports/2026-11-29T220000")
    assert (
        '<a href="/documents/ab-1"><img src="/documents/ab-1/files/evidence/p.png">' in answer.text
    )
    assert "script" not in answer.headers["content-security-policy"]
    assert client.get("/reports/..%2F..%2Fledger").status_code == 404
    assert client.get("/reports/2026-11-28T220000").status_code == 404
    assert "/reports/" in client.get("/", headers=HTML).text
    keeper.as_who = replace(keeper.as_who, fonds=frozenset({"a"}))
    assert client.get("/reports/2026-11-29T220000").status_code == 404
    assert "/reports/" not in client.get("/", headers=HTML).text


# What waits


def test_causes_are_counted_with_their_minutes(desk, keeper, publish):
    publish("một", grade="must")
    publish("hai", grade="must")
    publish("ba", grade="should")
    told = seen_by(desk, keeper)
    assert told.grades == {"must": 2, "should": 1, "none": 1}  # the drawn one needs nobody
    assert [(one.grade, one.documents) for one in told.waits] == [("must", 2), ("should", 1)]
    assert told.minutes["must"] == 2.0


def test_documents_that_are_lost_are_named_and_wait_for_nobody(client, ledger, publish):
    document = publish("một", grade="must")
    ledger.miss([document.id])
    page = client.get("/", headers=HTML).text
    assert "Mất hoặc hỏng trong kho" in page
    assert document.id in page
    assert "Không có văn bản nào cần người xem" in page


def test_only_fonds_that_are_seen_are_counted(desk, keeper, ledger, publish, sight):
    """Folders letter by letter; a file that lay elsewhere too is not seen."""
    publish("một", "ubnd/", grade="must")
    publish("hai", "UBND/", grade="must")
    both = publish("ba", "ubnd/", grade="must")
    ledger.sight(InboxFile("/hop/toa/ba.pdf", "toa/ba.pdf", 10, 1), both.source.sha256)
    ledger.miss([publish("bốn", "toa/", grade="must").id])
    for name in ("ubnd/rỗng.pdf", "toa/rỗng.pdf"):
        ledger.set_aside(sight(name), EmptyFileError(name))
    left = [(f"/hop/{name}", name, "x", "đuôi lạ") for name in ("ubnd/a.x", "toa/b.x", "c.x")]
    ledger.entries.note("2026-11-29T220000", left)
    told = seen_by(desk, keeper, fonds=frozenset({"ubnd"}))
    assert told.grades == {"must": 1}
    assert [count.documents for count in told.causes] == [1]
    assert (told.documents, told.lost_number) == (1, 0)
    assert [one.file.name for one in told.asides] == ["ubnd/rỗng.pdf"]
    assert [one.names for one in told.left] == [("ubnd/a.x",)]
    top = seen_by(desk, keeper, fonds=frozenset({""}))
    assert [one.names for one in top.left] == [("c.x",)]
    assert seen_by(desk, keeper, fonds=frozenset()).documents == 0


def test_new_versions_and_possible_twins_are_counted(desk, keeper, ledger, publish):
    first, second = publish("một", "a/"), publish("hai", "a/")
    row = ledger.document(first.id)
    (version,) = ledger.versions.begin([row], "new")
    ledger.versions.propose(version, {})
    alike = Likeness("same", 0.9, ("cùng số",), ((1, 1),))
    ledger.likeness.link(*sorted((first.id, second.id)), alike)
    told = seen_by(desk, keeper)
    assert (told.versions, told.twins) == (1, 1)
    assert [one.name for one in told.versions_of] == ["a/một.pdf"]
    assert [one.id for one in told.twins_of] == [max(first.id, second.id)]
    hidden = seen_by(desk, keeper, fonds=frozenset({"b"}))
    assert (hidden.versions, hidden.twins) == (0, 0)


# Files set aside


@pytest.fixture
def aside(desk, ledger, sight):
    """A file that is set aside: its hash."""
    sha256 = sight("rỗng.pdf")
    desk.archive.set_aside("rỗng.pdf", sha256, EmptyFileError("rỗng.pdf"))
    return sha256


def test_a_file_is_read_again_and_who_said_so_is_on_record(client, ledger, aside, keeper):
    answer = client.post(f"/asides/{aside}", data={"act": "retry"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Không có tệp nào để riêng" in answer.text
    assert ledger.file(aside).state == "seen"
    assert [(one.who, one.act) for one in ledger.asides.of(aside)] == [("Cô Lan", "retry")]
    again = client.post(f"/asides/{aside}", data={"act": "retry"}, headers=HTMX)
    assert again.status_code == 422
    assert "không còn chờ" in again.text


def test_a_file_is_taken_off_the_list_and_brought_back(client, desk, ledger, aside):
    answer = client.post(f"/asides/{aside}", data={"act": "put_away"}, headers=HTMX)
    assert "Đã bỏ khỏi danh sách (1)" in answer.text
    assert ledger.file(aside).state == "set_aside"  # no night reads it
    answer = client.post(f"/asides/{aside}", data={"act": "bring_back"}, headers=HTMX)
    assert "đã đưa lại danh sách: Cô Lan" in answer.text
    put_away(desk.archive, aside, "Cô Mai")
    assert ledger.asides.count() == 0
    ledger.set_aside(aside, EmptyFileError("rỗng.pdf"))  # anew: it is on the list again
    assert ledger.asides.count() == 1


def test_a_secret_file_needs_a_word_that_the_paper_was_seen(client, desk, ledger, keeper, sight):
    sha256 = sight("mật.pdf")
    desk.archive.withhold(sha256, SecretScanError("mật.pdf", 1, "MẬT"))
    page = client.get("/", headers=HTML).text
    assert "Chỉ người có thẩm quyền" in page
    bare = client.post(f"/asides/{sha256}", data={"act": "not_secret"}, headers=HTMX)
    assert bare.status_code == 422
    assert ledger.clearance(sha256) is None
    said = {"act": "not_secret", "sure": "yes"}
    assert client.post(f"/asides/{sha256}", data=said, headers=HTMX).status_code == 200
    assert ledger.clearance(sha256).who == "Cô Lan"


def test_names_of_secret_files_are_for_who_looks_after_them(client, desk, keeper, sight):
    desk.archive.withhold(sight("mật.pdf"), SecretScanError("mật.pdf", 1, "MẬT"))
    keeper.as_who = replace(keeper.as_who, rights=frozenset({"view", "review"}))
    page = client.get("/", headers=HTML).text
    assert "mật.pdf" not in page
    assert "1 tệp có dấu độ mật" in page


def test_what_is_not_set_aside_or_not_seen_is_left_alone(client, desk, ledger, keeper, aside):
    said = {"act": "not_secret", "sure": "yes"}
    assert client.post(f"/asides/{aside}", data=said, headers=HTMX).status_code == 422
    assert client.post(f"/asides/{'0' * 64}", data={"act": "retry"}).status_code == 404
    keeper.as_who = replace(keeper.as_who, fonds=frozenset({"b"}))
    assert client.post(f"/asides/{aside}", data={"act": "retry"}).status_code == 404
    keeper.as_who = replace(keeper.as_who, rights=frozenset({"view", "review", "sign"}))
    assert client.post(f"/asides/{aside}", data={"act": "retry"}).status_code == 403
    assert ledger.file(aside).state == "set_aside"
    with pytest.raises(NotAsideError):
        put_away(desk.archive, "0" * 64, "Cô Mai")


def test_names_from_strangers_are_only_text(client, ledger, sight):
    name = '<img src=x onerror="alert(1)">.pdf'
    ledger.set_aside(sight(name), EmptyFileError(name))
    page = client.get("/", headers=HTML).text
    assert "<img" not in page
    assert "&lt;img" in page
