"""The command `sohoa` as clerks and programs meet it, without a night."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from flows_drawing import letter

from flows.cli import app
from flows.commands.desk import desk
from flows.commands.read import pages_asked
from flows.doctor.machine import private
from flows.doctor.program import closed
from pipeline.archive import InboxFile, open_archive
from pipeline.errors import EmptyFileError, SetupError
from pipeline.geometry import Box
from pipeline.offline import SWITCHES
from pipeline.settings import Settings
from pipeline.values.document import Document, Field, ReviewNote, Source, Text
from pipeline.values.readings import PageReading, UnreadPrint


@pytest.fixture
def open_place():
    """A folder that every account reaches; pytest's own are closed."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        if not all(folder.stat().st_mode & 0o011 == 0o011 for folder in place.parents):
            pytest.skip(f"other accounts do not reach {place.parent}")
        yield place


@pytest.fixture
def archive(tmp_path):
    """An archive whose ledger knows a file that was set aside."""
    settings = Settings(archive=str(tmp_path / "kho"))
    opened = open_archive(settings)
    opened.ledger.sight(InboxFile(str(tmp_path / "a.pdf"), "a.pdf", 0, 1), "ab" * 32)
    opened.set_aside("a.pdf", "ab" * 32, EmptyFileError("a.pdf"))
    opened.close()
    return tmp_path / "kho"


COMMANDS = [command.name for command in app.registered_commands]


def test_every_command_explains_itself_with_an_example(sohoa):
    """`sohoa --help` names all commands; each tells a clerk how it is used."""
    told = sohoa("--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in told
    for command in app.registered_commands:
        assert f"Ví dụ: sohoa {command.name}" in command.callback.__doc__
    for command in desk.registered_commands:
        assert f"Ví dụ: sohoa desk {command.name}" in command.callback.__doc__
    assert "Ví dụ: sohoa ingest" in sohoa("ingest", "--help").stdout


@pytest.mark.slow
def test_help_answers_at_once():
    """No command's help loads Prefect, the pipeline's engines or the database."""
    code = (
        "import sys; import flows.cli; heavy = {'prefect', 'cv2', 'numpy', 'tesserocr', "
        "'sqlalchemy', 'fsspec', 'jinja2'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    command = [sys.executable, "-m", "flows.cli", "--help"]
    seconds = []
    for _ in range(3):
        started = time.monotonic()
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        seconds.append(time.monotonic() - started)
    assert min(seconds) < 3.0  # 0.2 s on an idle machine; this tells only seconds of imports


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nope"], 2, "không có lệnh"),
        (["ingest", "--nope"], 2, "không có tùy chọn --nope"),
        (["read"], 2, "thiếu TỆP"),
        (["split", "x"], 2, "thiếu --pages"),
        (["read", "none.pdf"], 2, "không có tệp none.pdf"),
        (["retry"], 2, "--all"),
        (["status", "--archive", "none"], 5, "chưa có kho"),
        (["status", "--config", "none.toml"], 3, "none.toml"),
        (["samples", "x", "--conditions", "nope"], 2, "không có kiểu nope"),
        (["samples", "x", "--conditions", "clean,nope+pale190"], 2, "sohoa samples --list"),
        (["samples", "x", "--split", "nope"], 2, "open hoặc held"),
    ],
)
def test_wrong_use_is_told_in_a_sentence_with_a_documented_code(sohoa, arguments, code, words):
    """Errors stand on stderr, say what to do, and are no tracebacks."""
    result = sohoa(*arguments)
    assert result.returncode == code
    assert words in result.stderr
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_slip_in_a_name_is_told(sohoa, archive):
    """A misspelt variable is not silently without effect."""
    result = sohoa("status", "--archive", archive, SOHOA_WORKRES="3")
    assert result.returncode == 0
    assert "SOHOA_WORKRES" in result.stderr


def test_samples_names_its_conditions_and_kinds_without_drawing(sohoa, tmp_path):
    """Each condition with what it is for, then the kinds that go before a plus."""
    told = sohoa("samples", "--list")
    assert told.returncode == 0
    assert "pale190" in told.stdout
    assert "statement" in told.stdout.splitlines()[-1]
    assert list(tmp_path.rglob("*.pdf")) == []


@pytest.mark.slow
def test_samples_draws_kinds_under_conditions_in_the_split_that_was_asked(sohoa, tmp_path):
    """`KIND+CONDITION`; a held-out scan has a name of its own and another text."""
    asked = ("--conditions", "hung+dpi90", "--seed", "7", "--json")
    names = []
    for split in ("open", "held"):
        told = sohoa("samples", tmp_path / "in", *asked, "--split", split)
        names += json.loads(told.stdout)["scans"]
    assert [Path(name).name for name in names] == [
        "hung+dpi90-0007.pdf",
        "hung+dpi90-0007-held.pdf",
    ]
    truths = [
        json.loads(Path(name).with_suffix(".truth.json").read_text("utf-8")) for name in names
    ]
    assert [truth["condition"] for truth in truths] == ["hung+dpi90"] * 2
    assert truths[0]["pages"][0]["text"] != truths[1]["pages"][0]["text"]


def test_status_shows_what_waits_for_a_person(sohoa, archive):
    """In words, and as JSON for programs."""
    assert "a.pdf: tệp rỗng" in sohoa("status", "--archive", archive).stdout
    told = json.loads(sohoa("status", "--archive", archive, "--json").stdout)
    assert told["files"]["set_aside"] == 1
    assert told["waiting"][0]["code"] == "empty-file"


@pytest.fixture
def graded(archive):
    """The archive with three documents: one must be looked at, one should, one needs nobody."""
    opened = open_archive(Settings(archive=str(archive)))
    opened.ledger.sight(InboxFile("/in/b.pdf", "b.pdf", 9, 1), "cd" * 32)
    pen = ReviewNote("Chưa có số", "trang 1, ảnh p.png", "viết tay", "must", "pen", ("number",), 3)
    doubt = ReviewNote("2 chỗ", "trang 2", "ví dụ", "should", "words")
    for n, notes in enumerate([(pen, doubt), (doubt,), ()], 1):
        fields = {"symbol": Field("QĐ-STC", "x", 0.9)}
        source = Source("b.pdf", "cd" * 32, (n,))
        made = Document(f"cdcd-{n:04d}", source, fields, (), Text("", ""), notes)
        opened.ledger.record(made.id, source.sha256, source.pages, "k")
        opened.ledger.records.keep(made)
        (archive / "documents" / made.id).mkdir(parents=True)
    opened.ledger.record("old-0001", "cd" * 32, (9,), "k")
    (archive / "documents" / "old-0001").mkdir()
    opened.close()
    return archive


def test_status_lists_documents_that_need_a_person(sohoa, graded):
    """How many, how long, what to do by cause; what older programs published is not forgotten."""
    said = sohoa("status", "--archive", graded).stdout
    assert "Phải xem 1 văn bản (khoảng 3 phút), nên xem 1, không cần ai xem 1." in said
    assert "Số, ngày viết tay: 1 văn bản, 3 phút" in said
    assert "- cdcd-0001 QĐ-STC (b.pdf): Chưa có số: viết tay (trang 1)" in said
    assert "1 văn bản vào kho từ bản trước" in said

    told = json.loads(sohoa("status", "--archive", graded, "--json").stdout)
    assert (told["documents_must"], told["documents_should"]) == (1, 1)
    assert (told["documents_clear"], told["documents_unranked"]) == (1, 1)
    assert [entry["cause"] for entry in told["review"]] == ["pen", "words"]
    assert [d["id"] for d in told["review"][1]["documents"]] == ["cdcd-0001", "cdcd-0002"]


def test_status_names_a_part_unless_all_are_asked_for(sohoa, graded, monkeypatch):
    """And says how many it left out."""
    monkeypatch.setattr("flows.commands.status.SHOWN", 1)
    assert "… và 2 việc nữa" in sohoa("status", "--archive", graded).stdout
    everything = sohoa("status", "--archive", graded, "--all").stdout
    assert "việc nữa" not in everything
    assert everything.count("cdcd-") == 3


def test_status_tells_of_unread_print_of_the_last_night(sohoa, archive):
    """Pages and square millimetres, in words and for programs; nothing where all was read."""
    opened = open_archive(Settings(archive=str(archive)))
    opened.ledger.start_night("2026-11-21T220000")
    opened.ledger.end_night("2026-11-21T220000", {"pages_unread": 0, "unread_mm2": 0.0})
    assert "chưa đọc" not in sohoa("status", "--archive", archive).stdout
    opened.ledger.start_night("2026-11-22T220000")
    opened.ledger.end_night("2026-11-22T220000", {"pages_unread": 2, "unread_mm2": 32.25})
    opened.close()
    said = sohoa("status", "--archive", archive).stdout
    assert "Chữ chưa đọc trên 2 trang, 32,2 mm² nét mực" in said
    night = json.loads(sohoa("status", "--archive", archive, "--json").stdout)["nights"][0]
    assert (night["pages_unread"], night["unread_mm2"]) == (2, 32.25)


def test_retry_gives_a_file_another_chance(sohoa, archive):
    """By its name or the beginning of its hash; `--dry-run` changes nothing; the reason goes."""

    def waiting():
        return json.loads(sohoa("status", "--archive", archive, "--json").stdout)["files"]

    assert sohoa("retry", "zz", "--archive", archive).returncode == 2
    sohoa("retry", "--all", "--dry-run", "--archive", archive)
    assert waiting()["set_aside"] == 1
    assert list((archive / "quarantine").iterdir())
    again = sohoa("retry", "abab", "--archive", archive)
    assert "1 tệp sẽ được đọc lại" in again.stdout
    assert (waiting()["set_aside"], waiting()["seen"]) == (0, 1)
    assert not list((archive / "quarantine").iterdir())


def test_dry_run_tells_the_plan_and_makes_nothing(sohoa, tmp_path):
    """Not even an archive."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(b"")
    told = json.loads(sohoa("ingest", "in", "--archive", "kho", "--dry-run", "--json").stdout)
    backlog = told.pop("backlog")
    assert told == {"files_in_inbox": 1, "files_new": ["a.pdf"], "files_not_taken": []}
    assert (backlog["files"], backlog["expected"]) == (1, None)  # nothing was ever read here
    assert not (tmp_path / "kho").exists()


def test_doctor_names_what_is_not_ready(sohoa):
    """A missing inbox is a finding with its remedy, and the exit code says so."""
    result = sohoa("doctor", "--json")
    found = {check["name"]: check for check in json.loads(result.stdout)["checks"]}
    assert result.returncode == 3
    assert not found["Hộp nhận"]["ok"]
    assert "SOHOA_INBOX" in found["Hộp nhận"]["detail"]
    assert found["Kho"]["ok"]
    assert found["Quyền xem"]["ok"]
    assert found["Không kết nối ra ngoài"]["ok"]
    assert all(name in found["Không kết nối ra ngoài"]["detail"] for name in SWITCHES)


def test_doctor_notices_a_switch_that_was_turned(monkeypatch, tmp_path):
    """Whatever turned it, the library can talk again, and that is told."""
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    with pytest.raises(SetupError, match="ORT_DISABLE_TELEMETRY"):
        closed(Settings())


@pytest.mark.parametrize(
    ("mode", "umask", "told"),
    [
        (0o644, "077", "mọi tài khoản"),
        (0o640, "077", "nhóm"),
        (0o640, "027", None),
        (0o644, "022", None),
        (0o600, "077", None),
    ],
)
def test_doctor_tells_of_an_archive_that_others_can_read(open_place, mode, umask, told):
    """Only what the setting forbids, with the command that mends it; a closed folder is enough."""
    kho = open_place / "kho"
    settings = Settings(archive=str(kho), state=str(open_place / "state"), umask=umask)
    kho.mkdir()
    kho.chmod(0o755)
    (kho / "ledger.sqlite").write_text("")
    (kho / "ledger.sqlite").chmod(mode)
    if told is None:
        assert umask in private(settings)
        return
    with pytest.raises(SetupError, match=told) as finding:
        private(settings)
    assert "chmod -R g-rwx,o-rwx" in str(finding.value)
    kho.chmod(0o700)
    assert umask in private(settings)


@pytest.mark.parametrize(
    ("asked", "numbers"), [("2", [2]), ("1-2,4", [1, 2, 4]), ("3-", [3, 4]), (None, [1, 2, 3, 4])]
)
def test_pages_are_asked_for_as_people_write_them(asked, numbers):
    """Ranges, lists, open ends."""
    assert pages_asked(asked, 4) == numbers


@pytest.mark.slow
def test_read_prints_the_text_and_stores_nothing(sohoa, tmp_path):
    """Canonical text, or the records as JSON with the asked pages only."""
    (tmp_path / "a.pdf").write_bytes(letter(7, pages=2))
    assert "7/UBND-VX" in sohoa("read", "a.pdf").stdout
    told = json.loads(sohoa("read", "a.pdf", "--pages", "1", "--json").stdout)
    assert [page["number"] for page in told["documents"][0]["pages"]] == [1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "state"]
    assert [path.name for path in (tmp_path / "state").rglob("*.*")] == ["pages.log"]
    assert sohoa("read", "a.pdf", "--pages", "3").returncode == 2


@pytest.mark.slow
def test_read_tells_what_was_not_read(sohoa, tmp_path, monkeypatch):
    """In the text at its place, and beside it how much it is; silence where all was read."""
    (tmp_path / "a.pdf").write_bytes(letter(7))
    gap = UnreadPrint(Box(10, 20, 300, 40), 12.5, "p0001-u01.png")
    page = PageReading(1, (1654, 2339), 200.0)

    def reads(*pages):
        monkeypatch.setattr("flows.pages.read_scan", lambda *_: list(pages))
        return sohoa("read", "a.pdf")

    torn = reads(replace(page, unread=(gap,)))
    assert torn.stdout == "[Chữ chưa đọc] p0001-u01.png\n"
    assert "Trang 1: 1 chỗ có chữ chưa đọc, 12,5 mm²." in torn.stderr
    whole = reads(page)
    assert "chưa đọc" not in whole.stdout + whole.stderr


def test_what_the_store_said_is_kept_word_for_word_and_no_password(tmp_path, sohoa):
    """The clerk reads Vietnamese, the administrator finds the sentence in the log."""
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho" / "ledger.sqlite").write_text("no database at all " * 100)
    where = ("--archive", tmp_path / "kho")
    result = sohoa("status", *where)
    assert result.returncode == 5
    assert "tệp sổ cái bị hỏng" in result.stderr
    assert "not a database" not in result.stderr
    kept = tmp_path / "state" / "logs" / "sohoa.log"
    assert "not a database" in kept.read_text()
    sohoa("status", *where, "--database", "postgresql+psycopg://sohoa:geheim@127.0.0.1:9/x")
    assert "127.0.0.1:9" in kept.read_text()
    assert "geheim" not in kept.read_text()
