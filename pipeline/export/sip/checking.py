"""Whether a folder is a submission package: schemas, E-ARK's own rules, and every file's hash.

The rules are those of the E-ARK validator for CSIP and SIP 2.0.4 (Schematron), with its
vocabularies; they are run here because that validator fetches its vocabularies from the net.  Two
of them are left out: SIP11 and SIP14 ask of every agent in the role CREATOR what CSIP12 and CSIP16
forbid it, since both mean another agent.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree
from lxml.isoschematron import Schematron

from pipeline.digests import sha256_of
from pipeline.export.validity import SCHEMAS, validate_ead, validate_mets, validate_premis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["check_sip"]

_RULES = SCHEMAS / "eark"
_METS = "{http://www.loc.gov/METS/}"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_VOCABULARIES = {
    "@TYPE": "CSIPVocabularyContentCategory.xml",
    "@csip:CONTENTINFORMATIONTYPE": "CSIPVocabularyContentInformationType.xml",
    "@csip:OAISPACKAGETYPE": "CSIPVocabularyOAISPackageType.xml",
    "@STATUS": "CSIPVocabularyStatus.xml",
}
_CONTRADICTED = {"SIP11", "SIP14"}
# Rules of the package's METS that no METS of a representation can keep: what they ask for lies
# in the package.
_OF_PACKAGE = {
    "CSIP60", "CSIP113", "CSIP114", "CSIP95", "CSIP99", "CSIP103", "CSIP88", "CSIP90",
}  # fmt: skip


def check_sip(root: Path) -> list[str]:
    """What is wrong with a package, in the words of the rule that is broken; empty if nothing is.

    Args:
        root: Its folder.
    """
    mets = root / "METS.xml"
    if not mets.is_file():
        return ["METS.xml: không có"]
    wrong = [f"METS.xml: {said}" for said in validate_mets(mets.read_bytes())]
    if wrong:
        return wrong
    named = {"METS.xml"}
    wrong += [f"METS.xml: {said}" for said in _broken_rules(mets, ("csip", "sip"), set())]
    wrong += _referenced(root, mets, named)
    for inner in sorted((root / "representations").glob("*/METS.xml")):
        path = inner.relative_to(root).as_posix()
        found = validate_mets(inner.read_bytes())
        found = found or list(_broken_rules(inner, ("csip",), _OF_PACKAGE))
        wrong += [f"{path}: {said}" for said in found]
        wrong += _referenced(root, inner, named)
    for pattern, validate in (("**/EAD.xml", validate_ead), ("**/premis.xml", validate_premis)):
        for place in sorted(root.glob(pattern)):
            told = place.relative_to(root).as_posix()
            wrong += [f"{told}: {said}" for said in validate(place.read_bytes())]
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    wrong += [f"{path}: không có METS nào kể tới" for path in sorted(there - named)]
    return wrong


def _referenced(root: Path, mets: Path, named: set[str]) -> Iterator[str]:
    """Every file that a METS names is there, as long and with the hash that it says."""
    tree = etree.parse(str(mets))
    references = [(one, one) for one in tree.iter(f"{_METS}mdRef")]
    references += [(one, one.find(f"{_METS}FLocat")) for one in tree.iter(f"{_METS}file")]
    for entry, where in references:
        path = mets.parent / unquote(where.get(_HREF))
        told = path.relative_to(root).as_posix()
        named.add(told)
        if not path.is_file():
            yield f"{told}: không có"
        elif path.stat().st_size != int(entry.get("SIZE")):
            yield f"{told}: dài {path.stat().st_size} byte, METS ghi {entry.get('SIZE')}"
        elif sha256_of(path) != entry.get("CHECKSUM"):
            yield f"{told}: mã băm SHA-256 khác METS"


def _broken_rules(mets: Path, specifications: tuple[str, ...], left_out: set[str]) -> Iterator[str]:
    """E-ARK's rules of the level ERROR that a METS breaks."""
    tree = etree.parse(str(mets))
    for specification in specifications:
        for rules in _rules(specification):
            rules.validate(tree)
            for failed in rules.validation_report.iter(f"{_SVRL}failed-assert"):
                rule = str(failed.get("id")).partition("_")[0]
                if failed.get("role") == "ERROR" and rule not in left_out | _CONTRADICTED:
                    said = " ".join(failed.findtext(f"{_SVRL}text").split())
                    yield f"{rule}: {said}"


@cache
def _rules(specification: str) -> tuple[Any, ...]:
    """A specification's rules, made once in a process."""
    tests = {f"{name}_vocabulary_test": _one_of(name, _terms(file)) for name, file in
             _VOCABULARIES.items()}  # fmt: skip
    types = (_RULES / "IANA.txt").read_text("ascii").split()
    # So many that the rules would not compile as a list of comparisons: one string holds them.
    tests["@MIMETYPE_IANA_test"] = f"contains(' {' '.join(types)} ', concat(' ', @MIMETYPE, ' '))"
    made = []
    for path in sorted((_RULES / specification).glob("*.xml")):
        text = path.read_text("utf-8")
        for name, test in tests.items():
            text = text.replace(name, test)
        tree = etree.fromstring(text.encode())
        if tree.find(".//{http://purl.oclc.org/dsdl/schematron}rule") is not None:
            made.append(Schematron(tree, store_report=True))
    return tuple(made)


def _terms(name: str) -> list[str]:
    tree = etree.parse(str(_RULES / name))
    return [term.text for term in tree.iter("{*}Term")]


def _one_of(attribute: str, values: list[str]) -> str:
    return " or ".join(f"({attribute} = '{value}')" for value in values)
