"""Folders with a truth, and readings of them, made by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

LETTER = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG NGÃI

Số: /UBND-KTTH

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM

Quảng Ngãi, ngày tháng 02 năm 2025

Theo đề nghị của Giám đốc Sở Tài chính tại Công văn số 287/STC-
HCSN ngày 04/02/2025, UBND tỉnh đăng ký bổ sung nội dung.

CHỦ TỊCH

Nguyễn Hoàng Giang
"""

RECORD = {
    "org": "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
    "number": "574",
    "number_ink": "hand",
    "symbol": "UBND-KTTH",
    "date": "2025-02-04",
    "date_ink": "hand-part",
    "type": "CÔNG VĂN",
    "parent_org": None,
    "signer": "Nguyễn Hoàng Giang",
}


def blank_pdf(path: Path, pages: int = 1) -> Path:
    """A PDF of small white pages."""
    sheets = [Image.new("L", (165, 234), 255) for _ in range(pages)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], resolution=20)
    return path


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """A folder of transcribed scans: one letter of two pages, the first with a truth."""
    root = tmp_path / "scans"
    (root / "tỉnh").mkdir(parents=True)
    blank_pdf(root / "tỉnh" / "cv.pdf", pages=2)
    (root / "tỉnh" / "cv.p1.gt.txt").write_text(LETTER, "utf-8")
    (root / "tỉnh" / "cv.p1.hand.txt").write_text("hand\t574\t(số)\nsign\t[chữ ký]\n", "utf-8")
    (root / "fields.json").write_text(json.dumps({"tỉnh/cv.p1": RECORD}), "utf-8")
    return root


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A folder of drawn samples: one file with a letter, its blank back, and a second letter."""
    root = tmp_path / "drawn"
    root.mkdir()
    blank_pdf(root / "hai-văn-bản.pdf", pages=3)
    page = {"width": 165, "height": 234, "dpi": 20, "mode": "grey", "rotation": 180, "lines": []}
    page |= {"skew_degrees": 0.0, "struck": []}
    mark = {"kind": "seal", "box": [10, 20, 30.4, 40], "text": None, "colour": "red"}
    truth = {
        "schema_version": 1,
        "name": "hai-văn-bản",
        "condition": "annotated",
        "seed": 7,
        "note": "hai văn bản trong một tệp",
        "documents": [
            {"pages": [1, 2], "fields": RECORD},
            {"pages": [3], "fields": RECORD | {"number": "575", "number_ink": "printed"}},
        ],
        "pages": [
            page
            | {"number": 1, "blank": False, "text": LETTER, "hand": [["hand", "574", "số"]]}
            | {"marks": [mark]},
            page | {"number": 2, "blank": True, "text": "", "hand": [], "marks": []},
            page | {"number": 3, "blank": False, "text": LETTER, "hand": [], "marks": []},
        ],
    }
    (root / "hai-văn-bản.truth.json").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")
    return root
