"""Several documents as one PDF/A-2b, with bookmarks."""

from __future__ import annotations

import pikepdf
import pytest
from drawn_scans import document_of, draw_page
from hurting import cmyk_jpeg, hurt_pdf, ink_percentages, nameless_layers, sound_font
from pikepdf import Array, Dictionary, Name
from test_searchable_pdf import difference, pictures, shown, text_of

from pipeline.errors import CorruptScanError, NotArchivalError
from pipeline.export.joining import join_pdfs
from pipeline.export.pdf import write_searchable
from pipeline.export.pdfa import check_pdfa

HURTS = (nameless_layers, cmyk_jpeg, ink_percentages, sound_font)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    made = []
    for number, hurt in enumerate(HURTS, start=1):
        page = draw_page(lines=(f"Văn bản thứ {number} của hồ sơ",))
        path = folder / f"in-{number}.pdf"
        hurt_pdf(path, page, hurt)
        made.append(folder / f"{number}.pdf")
        write_searchable(document_of(path, [page.reading]), path, made[-1])
    return made


def test_documents_are_joined_with_bookmarks(parts, tmp_path):
    """Pages, words, pictures and looks are those of the documents, in order."""
    whole = tmp_path / "hoso.pdf"
    join_pdfs(parts, whole, "Hồ sơ số 1")

    assert check_pdfa(whole) == []
    said = [line for line in text_of(whole) if line.startswith("Văn bản")]
    assert said == [f"Văn bản thứ {number} của hồ sơ" for number in range(1, 5)]
    assert pictures(whole) == [one for part in parts for one in pictures(part)]
    assert difference(shown(parts[0]), shown(whole)) == 0  # hidden layers stay hidden
    with pikepdf.open(whole) as pdf:
        with pdf.open_outline() as outline:
            bookmarks = [item.title for item in outline.root]
        assert bookmarks == ["CÔNG VĂN 55-CV/QU: phòng, chống dịch"] * 4
        assert str(pdf.docinfo.Title) == "Hồ sơ số 1"
        said = pdf.Root.Metadata.read_bytes().decode()
        fonts = {page.Resources.Font["/SohoaText"].objgen for page in pdf.pages}
    assert said.count("<rdf:li>QUẬN ỦY LONG BIÊN</rdf:li>") == 1
    assert "sohoa:documents" in said
    assert len(fonts) == 1
    assert whole.stat().st_size < sum(part.stat().st_size for part in parts)


def test_joining_twice_gives_the_same_file(parts, tmp_path):
    for name in ("one.pdf", "two.pdf"):
        join_pdfs(parts, tmp_path / name, "Hồ sơ")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_damaged_document_leaves_nothing_half_written(parts, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(CorruptScanError, match=r"broken\.pdf"):
        join_pdfs([parts[0], broken], tmp_path / "hoso.pdf", "Hồ sơ")
    with pytest.raises(CorruptScanError, match="gone"):
        join_pdfs([tmp_path / "gone.pdf"], tmp_path / "hoso.pdf", "Hồ sơ")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.pdf"]


def test_what_is_not_pdfa_is_not_joined(parts, tmp_path):
    """A file that others made may not hide in one that says it is PDF/A."""
    other = tmp_path / "other.pdf"
    with pikepdf.open(parts[0]) as pdf:
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].Resources.Font["/F1"] = helvetica
        pdf.pages[0].contents_add(b" BT /F1 9 Tf (x) Tj ET")
        pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Array([Name.DeviceRGB]))
        pdf.save(other)
    with pytest.raises(NotArchivalError, match=r"6\.2\.11"):
        join_pdfs([parts[1], other], tmp_path / "hoso.pdf", "Hồ sơ")
    assert [path.name for path in tmp_path.iterdir()] == ["other.pdf"]


def test_there_must_be_something_to_join(tmp_path):
    with pytest.raises(ValueError, match="nothing to join"):
        join_pdfs([], tmp_path / "hoso.pdf", "Hồ sơ")
