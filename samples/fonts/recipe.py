# ruff: noqa: INP001 - a recipe is run by its path
"""How the handwriting faces in this folder were made from their npm packages.

    npm pack @fontsource/patrick-hand@5.3.0 …      # into PACKAGES
    python samples/fonts/recipe.py PACKAGES        # writes the .ttf and .LICENSE files here

Fontsource ships every face cut into one file per script. We join latin, latin-ext and
vietnamese again, keep the letters that Vietnamese paper has, and check that none is missing.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
import unicodedata
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

#: npm package → version; all under the SIL Open Font License 1.1.
PACKAGES = {
    "patrick-hand": "5.3.0",
    "dancing-script": "5.3.0",
    "mali": "5.3.0",
    "charm": "5.2.7",
    "itim": "5.3.0",
    "sriracha": "5.3.0",
    "pacifico": "5.3.0",
    "mansalva": "5.3.0",
    "ephesis": "5.3.0",
    "playpen-sans": "5.3.0",
    "shantell-sans": "5.3.0",
}
SCRIPTS = ("latin", "latin-ext", "vietnamese")


def vietnamese_letters() -> str:
    """The 134 letters of Vietnamese with marks, both cases, composed (NFC)."""
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    marked = [unicodedata.normalize("NFC", v + t) for v in vowels for t in tones]
    lower = "".join(letter for letter in [*marked, "đ"] if not letter.isascii())
    return lower + lower.upper()


def kept_characters() -> str:
    """Everything a pen writes on Vietnamese office paper."""
    return "".join(map(chr, range(0x20, 0x7F))) + vietnamese_letters() + "“”‘’–…✓"


def join_face(archive: Path, name: str) -> TTFont:
    """One face with all the letters, from the three files of its package.

    Raises:
        ValueError: The face lacks letters of Vietnamese.
    """
    parts = []
    with tarfile.open(archive) as package:
        for script in SCRIPTS:
            member = package.extractfile(f"package/files/{name}-{script}-400-normal.woff")
            if member is None:
                raise ValueError(f"{archive.name} has no {script} file for {name}")
            font = TTFont(io.BytesIO(member.read()))
            font.flavor = None
            # Substitution tables of separate cuts do not join cleanly and a pen has no ligatures.
            for table in ("GSUB", "GPOS", "GDEF", "DSIG", "STAT", "HVAR", "MVAR", "meta"):
                if table in font:
                    del font[table]
            plain = io.BytesIO()
            font.save(plain)
            plain.seek(0)
            parts.append(plain)
    joined = merge.Merger().merge(parts)
    cutter = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"]))
    cutter.populate(text=kept_characters())
    cutter.subset(joined)
    have = set(joined.getBestCmap())
    missing = [c for c in vietnamese_letters() + "0123456789/-.,:" if ord(c) not in have]
    if missing:
        raise ValueError(f"{name} lacks {''.join(missing)}")
    return joined


def main(packages: Path) -> None:
    """Write every face and its licence here, and print the rows of README's table."""
    here = Path(__file__).parent
    for name, version in PACKAGES.items():
        archive = packages / f"fontsource-{name}-{version}.tgz"
        target = here / f"{name}.ttf"
        join_face(archive, name).save(target, reorderTables=True)
        with tarfile.open(archive) as package:
            licence = package.extractfile("package/LICENSE")
            if licence is None:
                raise ValueError(f"{archive.name} has no LICENSE")
            (here / f"{name}.LICENSE").write_bytes(licence.read())
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        sys.stdout.write(
            f"| `{name}.ttf` | @fontsource/{name} {version} | OFL-1.1 | `{digest}` |\n"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
