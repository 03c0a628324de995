"""What others say of our PDF/A: veraPDF, PDFBox Preflight (1b) and qpdf (`make test-pdfa`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from drawn_scans import document_of, draw_page
from hurting import HURTS, hurt_pdf
from test_pdfa_clauses import BREAKS, IN_BYTES, broken, good  # noqa: F401 - a fixture

from pipeline.export.joining import join_pdfs
from pipeline.export.pdf import write_searchable
from pipeline.geometry import Box
from pipeline.raster import open_scan, read_page
from pipeline.settings import Raster
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

ROOT = Path(__file__).parents[2]
VALIDATORS = os.environ.get("SOHOA_VALIDATORS")
SCANS = sorted((ROOT / "samples" / "scans").glob("*.pdf"))
SCANS += sorted((ROOT.parent / "shared" / "scans").glob("*/*.pdf"))
STRICTER = {
    # Asked by our check alone: nothing of a file's is left to a viewer's judgement.
    "marked_language",
    "no_attached_files",
    "metadata_streams",
    "agreement",
    "no_lists",
    "own_resources",
    "own_resources[page]",
}
# Preflight knows part 1: in files made to hurt, what part 2 allows beside it.
OF_PART_2 = (
    "JPXDecode",
    "JPEG2000",
    "Charset entry is missing",
    "ICCProfile",
    "OCPProperties",
    "Transparency error",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(VALIDATORS is None, reason="veraPDF and Preflight: `make test-pdfa`"),
]


def verdicts(which, paths):
    """What a validator finds, by file name."""
    out = subprocess.run(
        [VALIDATORS, ROOT / "scripts" / "validate_pdfa.py", which, "-"],
        input="\n".join(map(str, paths)), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return {Path(name).name: found for name, found in json.loads(out).items()}


def some_words(path):
    """A reading of each page, without reading it: one line in the middle."""
    for number in range(1, open_scan(path).pages + 1):
        page = read_page(path, number, Raster())
        width, height = page.size_px
        box = Box(width // 4, height // 3, width // 4, height // 50)
        line = Line(f"p{number:04d}-z01-l001", "Ủy ban", "Ủy ban", box, 0.9, (Word("Ủy", box, 1),))
        zone = ZoneReading("body", box, (line,))
        yield PageReading(number, page.size_px, page.dpi, page.origin, zones=(zone,))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """document.pdf of every sample, scan, picture file and file made to hurt, and some joined."""
    folder = tmp_path_factory.mktemp("written")
    made = []
    for path in SCANS:
        made.append(folder / f"{path.parent.name}-{path.stem}.pdf")
        write_searchable(document_of(path, list(some_words(path))), path, made[-1])
    page = draw_page()
    for hurt in HURTS:
        hurtful = folder / "in.pdf"
        made.append(folder / f"hurt-{hurt.__name__}.pdf")
        hurt_pdf(hurtful, page, hurt)
        write_searchable(document_of(hurtful, [page.reading]), hurtful, made[-1])
    for ending, options in (
        ("jpg", {"quality": 90}),
        ("png", {}),
        ("jp2", {}),
        ("j2k", {"no_jp2": True}),
        ("tif", {"compression": "tiff_lzw"}),
        ("tiff", {"compression": "group4"}),
    ):
        picture = folder / f"in.{ending}"
        made.append(folder / f"picture-{ending}.pdf")
        image = page.image.convert("1") if ending == "tiff" else page.image
        image.save(picture, "JPEG2000" if ending == "j2k" else None, **options)
        write_searchable(document_of(picture, [page.reading]), picture, made[-1])
    join_pdfs(made[:8] + made[-20:], folder / "joined.pdf", "Hồ sơ số 1")
    return [*made, folder / "joined.pdf"]


def test_verapdf_finds_nothing(written):
    found = verdicts("verapdf", written)
    assert len(found) == len(written)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_preflight_finds_nothing_that_part_2_forbids(written):
    found = verdicts("preflight", written)
    assert len(found) == len(written)
    odd = {
        name: [one for one in wrong if not any(allowed in one for allowed in OF_PART_2)]
        for name, wrong in found.items()
    }
    assert {name: wrong for name, wrong in odd.items() if wrong} == {}
    assert {name for name, wrong in found.items() if wrong and not name.startswith("hurt-")} <= {
        "picture-jp2.pdf",
        "picture-j2k.pdf",
        "joined.pdf",
    }


def test_qpdf_finds_nothing(written):
    assert shutil.which("qpdf")
    for path in written:
        done = subprocess.run(
            ["qpdf", "--check", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{path.name}: {done.stderr}"


def test_verapdf_finds_what_our_check_finds(good, tmp_path):  # noqa: F811
    """The files that our own check refuses are refused by veraPDF, too: our rules are its rules."""
    paths = []
    for name in sorted((set(BREAKS) | set(IN_BYTES)) - STRICTER):
        paths.append(tmp_path / f"{name.strip(']').replace('[', '-')}.pdf")
        broken(good, tmp_path, name).rename(paths[-1])
    found = verdicts("verapdf", paths)
    assert [name for name, wrong in found.items() if not wrong] == []
