"""Files sent to the desk: into the inbox whole, once, by whoever may; and what became of them."""

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import list_inbox
from pipeline.archive.ledger.uploads import UploadRow
from pipeline.archive.receiving import arrival
from pipeline.errors import SecretScanError
from web.routes.api import scans

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
HASH = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def inbox(desk):
    folder = Path(desk.settings.inbox)
    folder.mkdir()
    return folder


def names(inbox):
    return [file.name for file in list_inbox(str(inbox))]


def test_a_file_sent_lies_in_the_inbox_and_tells_how_it_goes(sign_in, inbox, desk):
    client = sign_in("reviewer")
    told = client.post("/api/v1/scans", files={"file": ("công văn 55.pdf", PDF)})
    assert told.status_code == 202
    assert told.json() == {"sha256": HASH, "known": False, "status_url": f"/api/v1/scans/{HASH}"}
    assert names(inbox) == ["công văn 55.pdf"]
    assert (inbox / "công văn 55.pdf").read_bytes() == PDF

    scan = client.get(told.headers["location"]).json()
    assert (scan["state"], scan["state_said"]) == ("waiting", "Đang chờ đêm tới")
    assert (scan["sent_by"], scan["size"], scan["documents"]) == ("reviewer", len(PDF), [])
    lines = desk.people.log.lines(what="/api/v1/scans")
    assert [(line.who, line.act) for line in lines] == [("reviewer", "change")]


def test_plain_bytes_are_a_file_too(client, inbox):
    told = client.post(
        "/api/v1/scans?name=quét.pdf&fonds=ubnd",
        content=PDF,
        headers={"content-type": "application/pdf"},
    )
    assert told.status_code == 202
    assert names(inbox) == ["ubnd/quét.pdf"]


def test_the_same_bytes_twice_are_one_file(client, inbox):
    assert client.post("/api/v1/scans", files={"file": ("a.pdf", PDF)}).status_code == 202
    again = client.post("/api/v1/scans", files={"file": ("b.pdf", PDF)})
    assert (again.status_code, again.json()["known"]) == (200, True)
    assert names(inbox) == ["a.pdf"]


def test_what_is_in_the_archive_is_not_taken_again(client, inbox, desk):
    """The archive's own document; nothing is read for this, its hash is enough."""
    row = desk.archive.ledger.documents()[0]
    desk.archive.ledger.publish(row.sha256)
    home = Path(desk.settings.archive) / "documents" / row.id / "data"
    original = next(home.glob("original.*")).read_bytes()
    told = client.post("/api/v1/scans", files={"file": ("a.pdf", original)})
    assert (told.status_code, told.json()["known"]) == (200, True)
    assert names(inbox) == []
    scan = client.get(told.json()["status_url"]).json()
    assert (scan["state"], scan["documents"]) == ("published", [row.id])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("virus.exe", b"MZ" + bytes(100)),
        ("nén.pdf", b"PK\3\4" + bytes(100)),
        ("trang.pdf", b"<html><script>alert(1)</script>"),
        ("rỗng.pdf", b""),
    ],
)
def test_what_is_no_scan_is_refused(client, inbox, name, data):
    told = client.post("/api/v1/scans", files={"file": (name, data)})
    assert told.status_code == 415
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["code"] == "not-sent"
    assert list(inbox.iterdir()) == []


def test_bombs_are_kept_closed(client, inbox):
    """A PDF that unpacks to gigabytes is a file like others: the night opens it, in bounds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("0", bytes(50 << 20))
    data = b"%PDF-1.7\n" + packed.getvalue()
    assert client.post("/api/v1/scans", files={"file": ("bom.pdf", data)}).status_code == 202
    assert (inbox / "bom.pdf").read_bytes() == data


def test_too_large_is_told_before_it_is_read(client, inbox, monkeypatch):
    lie = {"content-type": "application/pdf", "content-length": str(5 << 30)}
    told = client.post("/api/v1/scans", content=PDF, headers=lie)
    assert told.status_code == 413
    assert told.headers["content-type"] == "application/problem+json"

    small = replace(client.app.state.desk.settings.desk, upload_mb=3)
    settings = replace(client.app.state.desk.settings, desk=small)
    monkeypatch.setattr(client.app.state, "desk", replace(client.app.state.desk, settings=settings))
    told = client.post(
        "/api/v1/scans",
        content=b"%PDF-" + bytes(4 << 20),
        headers={"content-type": "application/pdf"},
    )
    assert told.status_code == 413
    assert list(inbox.iterdir()) == []


def test_a_full_disk_is_told(client, inbox, monkeypatch):
    monkeypatch.setattr(arrival, "_LEAVE_FREE", 1 << 60)
    told = client.post("/api/v1/scans", files={"file": ("a.pdf", PDF)})
    assert told.status_code == 507
    assert "không còn chỗ" in told.json()["detail"]


def test_too_many_at_once_wait(client, inbox, monkeypatch):
    monkeypatch.setattr(scans, "AT_ONCE", 0)
    told = client.post("/api/v1/scans", files={"file": ("a.pdf", PDF)})
    assert (told.status_code, told.headers["retry-after"]) == (429, "5")


def test_what_was_damaged_on_the_way_is_not_kept(client, inbox):
    told = client.post(f"/api/v1/scans?sha256={'0' * 64}", files={"file": ("a.pdf", PDF)})
    assert told.status_code == 422
    assert names(inbox) == []
    told = client.post(f"/api/v1/scans?sha256={HASH}", files={"file": ("a.pdf", PDF)})
    assert told.status_code == 202


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422),
        (b"", "multipart/form-data; boundary=x", 422),
        (b"", "multipart/form-data", 415),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nno file\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.pdf"\r\n\r\n%PDF-',
            "multipart/form-data; boundary=x",
            422,
        ),
        (b"--x\r\n" + b"A" * 20_000 + b": b\r\n\r\n", "multipart/form-data; boundary=x", 422),
    ],
)
def test_broken_forms_leave_nothing(client, inbox, body, kind, status):
    told = client.post("/api/v1/scans", content=body, headers={"content-type": kind})
    assert told.status_code == status
    assert list(inbox.iterdir()) == []


@pytest.mark.parametrize("fonds", ["../x", "a/b", ".a", "a\0"])
def test_a_fonds_is_one_folder_of_the_inbox(client, inbox, fonds):
    told = client.post("/api/v1/scans", params={"fonds": fonds}, files={"file": ("a.pdf", PDF)})
    assert told.status_code in (415, 422)
    assert list(inbox.iterdir()) == []


def test_whoever_may_only_look_sends_nothing(sign_in, inbox):
    for role in ("viewer", "exporter", "administrator"):
        assert sign_in(role).post("/api/v1/scans", files={"file": PDF}).status_code == 403
    assert sign_in.nobody().post("/api/v1/scans", files={"file": PDF}).status_code == 401
    assert list(inbox.iterdir()) == []


def test_a_fonds_of_others_takes_and_shows_nothing(sign_in, inbox):
    mine, all_ = sign_in("reviewer", fonds=["ubnd"]), sign_in("reviewer")
    send = {"files": {"file": ("a.pdf", PDF)}}
    assert mine.post("/api/v1/scans?fonds=thành ủy", **send).status_code == 404
    assert mine.post("/api/v1/scans", **send).status_code == 404
    assert all_.post("/api/v1/scans?fonds=thành ủy", **send).status_code == 202
    assert mine.get(f"/api/v1/scans/{HASH}").status_code == 404
    assert mine.get("/api/v1/scans").json()["items"] == []
    other = PDF + b"x"
    assert mine.post("/api/v1/scans?fonds=ubnd", files={"file": ("a.pdf", other)}).is_success
    assert [scan["name"] for scan in mine.get("/api/v1/scans").json()["items"]] == ["ubnd/a.pdf"]


def test_lists_neither_repeat_nor_miss_while_files_come_in(client, inbox):
    for number in range(7):
        client.post("/api/v1/scans", files={"file": (f"{number}.pdf", PDF + bytes([number]))})
    before = {scan["sha256"] for scan in client.get("/api/v1/scans").json()["items"]}
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(
            "/api/v1/scans", params={"limit": 3, **({"cursor": cursor} if cursor else {})}
        )
        seen += [scan["sha256"] for scan in page.json()["items"]]
        cursor = page.json()["next"]
        client.post("/api/v1/scans", files={"file": ("neu.pdf", PDF + b"neu" + bytes([len(seen)]))})
    assert len(seen) == len(set(seen)) == 8
    assert set(seen) == before
    assert client.get("/api/v1/scans?cursor=x").status_code == 422
    assert client.get("/api/v1/scans?state=published").json()["items"] == []


def test_that_a_file_is_secret_only_administrators_and_who_sent_it_are_told(sign_in, desk):
    """And why, administrators alone."""
    row = desk.archive.ledger.files()[0]
    desk.archive.ledger.set_aside(row.sha256, SecretScanError(row.name, 1, "MẬT"))
    place = f"/api/v1/scans/{row.sha256}"
    for role in ("viewer", "reviewer", "signer"):
        client = sign_in(role)
        assert client.get(place).status_code == 404
        for listed in ("/api/v1/scans?limit=200", "/api/v1/events?limit=200&type=scan.set_aside"):
            assert row.sha256 not in client.get(listed).text

    chief = sign_in("administrator")
    assert "MẬT" in chief.get(place).json()["reason"]
    assert row.sha256 in chief.get("/api/v1/scans?limit=200").text
    assert row.sha256 in chief.get("/api/v1/events?limit=200&type=scan.set_aside").text

    sender = sign_in("reviewer", name="máy quét")
    moment = datetime(2026, 11, 29, tzinfo=UTC)
    sent = UploadRow(row.sha256, row.name, "", row.name, row.size, moment, "máy quét")
    desk.archive.ledger.uploads.coming(sent)
    told = sender.get(place).json()
    assert (told["state"], told["reason"]) == ("set_aside", None)
