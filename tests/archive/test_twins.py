"""Documents of the archive that are one paper: found by their pictures, decided by people."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page
from sqlalchemy import delete, select

from pipeline.archive import InboxFile
from pipeline.archive.ledger.likeness_tables import (
    fingerprint_bands,
    fingerprints,
    link_verdicts,
    links,
)
from pipeline.archive.ledger.tables import documents
from pipeline.archive.relearning.relearning import relearn
from pipeline.archive.twins import Originals, decide, find_twins, recall
from pipeline.errors import ArchiveError
from pipeline.likeness import prints_of
from pipeline.settings import Raster
from pipeline.values.document import Field

LINES = (
    "ĐẢNG BỘ QUẬN LONG BIÊN",
    "Số 5512-CV/QU, ngày 17 tháng 4 năm 2021",
    "Kính gửi: Ủy ban nhân dân quận, phường Ngọc Thụy",
    "Thường trực Quận ủy đề nghị các đồng chí nghiêm túc triển khai",
    "giao ông Nguyễn Văn Hùng nhận 5.400.000 đồng, báo cáo trước hạn",
)
MISREAD = tuple(line.replace("5512", "5572") for line in LINES)
RASTER = Raster()


@pytest.fixture
def put(archive, tmp_path):
    """Scan a paper into the archive: its id."""

    def scanned(name, lines=LINES, *, rotation=0, dpi=150, read=None, number="55", org="QUẬN ỦY"):
        drawn = draw_page(lines=lines, dpi=dpi, rotation=rotation)
        reading = (
            draw_page(lines=read, dpi=dpi, rotation=rotation).reading if read else drawn.reading
        )
        path = tmp_path / f"{name}.pdf"
        with pikepdf.new() as pdf:
            add_scan(pdf, drawn.image, dpi)
            pdf.save(path, static_id=True)
        found = path.stat()
        document = document_of(path, [reading])
        fields = {
            **document.fields,
            "date": Field("2021-04-17", "x", 0.9),
            "number": Field(number, number, 0.9),
            "org": Field(org, org, 0.9),
        }
        document = replace(document, fields=fields)
        file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
        archive.ledger.sight(file, document.source.sha256)
        archive.publish(document, path, {})
        return document.id

    return scanned


def linked(archive):
    return {(row.first, row.second): row for row in archive.ledger.likeness.links()}


def test_a_paper_scanned_twice_is_linked_and_both_stay(archive, put):
    """On its head, coarser; the link says what agrees."""
    one, other = put("sáng"), put("chiều", rotation=180, dpi=120)
    assert find_twins(archive, other, RASTER) == 1
    (row,) = linked(archive).values()
    assert {row.first, row.second} == {one, other}
    assert (row.kind, row.newer, row.pages, row.is_open) == ("same", other, ((1, 1),), True)
    assert row.score == 1.0
    assert set(archive.documents()) == {one, other}


def test_a_misread_number_is_seen_in_the_picture(archive, put):
    """The text says another number, the ink does not; or the ink does, the text does not."""
    put("một")
    misread = put("hai", read=MISREAD, dpi=160)
    put("ba", MISREAD, read=LINES, dpi=140)
    assert find_twins(archive, misread, RASTER) == 2
    kinds = sorted(row.kind for row in linked(archive).values())
    assert kinds == ["number", "same"]


def test_of_many_copies_some_are_told(archive, put):
    """A paper that lies there three times already is held against no more; what a person has
    called another paper does not count."""
    ids = [put(f"bản {number}", dpi=120 + number) for number in range(6)]
    assert find_twins(archive, ids[0], RASTER) == 3
    for row in linked(archive).values():
        decide(archive, row.first, row.second, "Mai", same=False)
    assert find_twins(archive, ids[0], RASTER) == 5


def test_papers_that_differ_in_a_name_are_not_linked(archive, put):
    """Decisions on several persons; each has a number of its own."""
    put("Hùng")
    other = put("Dũng", tuple(x.replace("Hùng", "Dũng") for x in LINES), number="56")
    assert find_twins(archive, other, RASTER) == 0
    assert archive.ledger.likeness.not_compared() != [other]
    assert linked(archive) == {}


def test_two_papers_of_one_number_are_told(archive, put):
    """Organ, symbol and year are the same: one of the numbers was misread."""
    one = put("một")
    other = put("hai", ("BÁO CÁO", "tình hình thu ngân sách quý một của các phường trong quận"))
    assert find_twins(archive, other, RASTER) == 1
    (row,) = linked(archive).values()
    assert row.kind == "number"
    assert "cùng số" in row.reasons[0]
    assert {row.first, row.second} == {one, other}


def test_a_person_s_word_holds(archive, put):
    """Later nights find the pair again and leave it decided; the last word counts."""
    one, other = put("một"), put("hai", dpi=120)
    find_twins(archive, other, RASTER)
    decide(archive, other, one, "Lê Thị Mai", same=False)
    find_twins(archive, one, RASTER)
    (row,) = linked(archive).values()
    assert (row.verdict.same, row.verdict.who) == (False, "Lê Thị Mai")
    decide(archive, one, other, "Trần Bé", same=True)
    (row,) = linked(archive).values()
    assert (row.verdict.same, row.verdict.who) == (True, "Trần Bé")
    assert len(archive.store.names("decisions/twins")) == 2  # nothing that was said is lost


def test_what_a_person_calls_one_paper_is_linked(archive, put):
    """The machine found nothing; nights leave the link alone."""
    one = put("một")
    other = put("hai", ("ẢNH",), number="9")
    decide(archive, one, other, "Mai", same=True)
    find_twins(archive, other, RASTER)
    (row,) = linked(archive).values()
    assert (row.kind, row.verdict.same) == ("same", True)


def test_nonsense_is_refused(archive, put):
    """A document that is not there, or only one."""
    one = put("một")
    with pytest.raises(ArchiveError, match="khong-co"):
        decide(archive, one, "khong-co", "Mai", same=True)
    with pytest.raises(ArchiveError, match="hai văn bản khác nhau"):
        decide(archive, one, one, "Mai", same=True)


def test_a_lost_ledger_is_taught_again(archive, put):
    """Fingerprints from the bags, people's words from the archive."""
    one, other = put("một"), put("hai", dpi=120)
    find_twins(archive, other, RASTER)
    decide(archive, one, other, "Mai", same=False)
    before = linked(archive)
    for table in (fingerprints, links, link_verdicts):
        archive.ledger._db.run(delete(table))
    told = relearn(archive, "")
    assert (told.documents, told.decisions, told.unreadable) == (2, 1, [])
    assert set(archive.ledger.likeness.not_compared()) == {one, other}
    find_twins(archive, one, RASTER)
    find_twins(archive, other, RASTER)
    after = linked(archive)
    assert after.keys() == before.keys()
    assert [row.verdict for row in after.values()] == [row.verdict for row in before.values()]


def test_a_word_that_cannot_be_read_is_told(archive, put):
    """It is a person's decision: it must not be passed over; the others are known again."""
    one, other = put("một"), put("hai", dpi=120)
    decide(archive, one, other, "Mai", same=False)
    path = "decisions/twins/20260101T000000000000Z-a-b.json"
    archive.store.write(path, b"{")
    assert recall(archive) == (1, [path])


def test_what_is_known_of_a_document_goes_with_it(archive, put):
    """A file that is cut anew has other documents; people's words stay."""
    one, other = put("một"), put("hai", dpi=120)
    find_twins(archive, other, RASTER)
    decide(archive, one, other, "Mai", same=True)
    db = archive.ledger._db
    db.run(delete(documents).where(documents.c.id == other))
    assert linked(archive) == {}
    rows = db.run(fingerprints.select())
    assert {row.document for row in rows} == {one}
    bands = {row.fingerprint for row in db.run(fingerprint_bands.select())}
    assert bands == {row.id for row in rows}
    assert len(archive.ledger.likeness.verdicts()) == 1


def test_documents_that_are_lost_are_nobody_s_twins(archive, put):
    """Nor are they compared; the pair is there again when they are."""
    one, other = put("một"), put("hai", dpi=120)
    find_twins(archive, other, RASTER)
    archive.ledger.miss([one])
    assert linked(archive) == {}
    assert archive.ledger.likeness.not_compared() == []
    assert find_twins(archive, other, RASTER) == 0


def test_a_twin_that_is_damaged_stops_nobody(archive, put):
    """Its original is gone: the pair is left alone, the document counts as compared."""
    one, other = put("một"), put("hai", read=MISREAD, dpi=120, number="7")
    archive.store.remove(f"documents/{one}/data/original.pdf")
    assert find_twins(archive, other, RASTER) == 0
    assert other not in archive.ledger.likeness.not_compared()


def test_documents_of_older_programs_are_known(archive, put):
    """They have no fingerprints yet."""
    one = put("một")
    likeness = archive.ledger.likeness
    assert likeness.knows(one)
    archive.ledger._db.run(delete(fingerprints))
    assert likeness.unknown() == [one]
    assert not likeness.knows(one)


def test_originals_are_read_once(archive, put, tmp_path):
    """The same page is asked for many times."""
    one = put("một")
    pictures = Originals(archive, RASTER, tmp_path)
    assert pictures.page(one, 0) is pictures.page(one, 0)


def test_pages_and_their_bands_are_kept_as_one(archive, put):
    """Of several that publish one document none stumbles; what cannot be kept changes nothing."""
    paper = put("một")
    (known,) = prints_of(archive.read_document(paper))
    keep, run = archive.ledger.likeness.keep, archive.ledger._db.run
    with ThreadPoolExecutor(6) as several:
        for kept in [several.submit(keep, paper, [known]) for _ in range(6)]:
            kept.result()

    unheard = replace(known, bands=(*known.bands, 2**70))  # no database holds such a number
    with pytest.raises((ArchiveError, OverflowError)):
        keep(paper, [unheard])
    bands = {row.band for row in run(select(fingerprint_bands.c.band))}
    assert bands == set(known.bands)
    assert len(run(select(fingerprints.c.id))) == 1
