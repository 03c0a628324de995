"""Codes of types and organs in symbols: repairs against closed lists, and what bears them out."""

from __future__ import annotations

import re
import unicodedata

from pipeline.record.kinds import code_of
from pipeline.record.lexicon import ORG_CODES
from pipeline.record.type_names import TYPE_CODES, TYPES
from pipeline.text.folding import differences, fold

__all__ = ["agreements", "closest", "repair_symbol"]

_TONES = str.maketrans(dict.fromkeys("\u0300\u0301\u0303\u0309\u0323"))
# Issuer's name, folded: the code of a Party committee.
_ISSUERS = (
    (re.compile(r"^(?:tinh|thanh) uy\b"), "TU"),
    (re.compile(r"^quan uy\b"), "QU"),
    (re.compile(r"^(?:huyen|thi) uy\b"), "HU"),
    (re.compile(r"^dang uy\b"), "ĐU"),
    (re.compile(r"^chi bo\b"), "CB"),
    (re.compile(r"^ban chap hanh trung uong\b"), "TW"),
)


def closest(token: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that a token is, or may be when accents were misread."""
    if token in known:
        return (token,)
    folded = fold(token)
    return tuple(code for code in known if fold(code) == folded)


def _without_tones(token: str) -> str:
    apart = unicodedata.normalize("NFD", token).translate(_TONES)
    return unicodedata.normalize("NFC", apart)


def repair_symbol(symbol: str, *, issuer: str | None = None, kind: str | None = None) -> str:
    """A symbol with its codes as the closed lists spell them.

    Args:
        symbol: As read, without spaces.
        issuer: The issuing organ, which decides the code of a Party committee.
        kind: The printed type, which decides between HD and HĐ, ĐA and DA.

    Codes that no list knows are left as read, without tone marks, which no code bears.

    >>> repair_symbol("QD-UBNĐ"), repair_symbol("CTR-UBND"), repair_symbol("UBND-KTTH")
    ('QĐ-UBND', 'CTr-UBND', 'UBND-KTTH')
    >>> repair_symbol("CV/U", issuer="ĐẢNG ỦY PHƯỜNG X"), repair_symbol("CT/TUỦ", issuer="THÀNH ỦY")
    ('CV/ĐU', 'CT/TU')
    >>> repair_symbol("CV/BTCTU", issuer="THÀNH ỦY X"), repair_symbol("HD-STC", kind="HỢP ĐỒNG")
    ('CV/BTCTU', 'HĐ-STC')
    >>> repair_symbol("QĐĐ-BCĐ138", kind="QUYẾT ĐỊNH"), repair_symbol("UBND-NC", kind="CÔNG VĂN")
    ('QĐ-BCĐ138', 'UBND-NC')
    """
    parts = re.split(r"([-/])", symbol)
    codes = TYPES.get(kind or "", ())
    for i in range(0, len(parts), 2):
        token = _without_tones(parts[i])
        if i == 0:
            by_title = [code for code in codes if fold(code) == fold(token)]
            near = closest(token, TYPE_CODES)
            if by_title and token not in codes:
                token = by_title[0]
            elif len(near) == 1:
                token = near[0]
            elif not near and codes and differences(fold(token), fold(codes[0]), 1) <= 1:
                token = codes[0]  # QĐĐ under QUYẾT ĐỊNH
            elif not near and len(closest(token, ORG_CODES)) == 1:
                token = closest(token, ORG_CODES)[0]
        elif len(closest(token, ORG_CODES)) == 1:
            token = closest(token, ORG_CODES)[0]
        parts[i] = token
    wanted = _issuer_code(issuer)
    if wanted and len(parts) == 3 and parts[0] in TYPE_CODES:
        read, want = fold(parts[2]), fold(wanted)
        office = re.search(r"vp|btc|ubkt|btg|bdv|bnc|bxd", read)
        same = read in want or want in read or re.sub(r"(.)\1", r"\1", read) == want
        if not office and same and abs(len(read) - len(want)) <= 1:
            parts[2] = wanted
    return "".join(parts)


def _issuer_code(issuer: str | None) -> str | None:
    if not issuer:
        return None
    folded = fold(issuer)
    return next((code for pattern, code in _ISSUERS if pattern.search(folded)), None)


def agreements(symbol: str, *, issuer: str | None, kind: str | None) -> frozenset[str]:
    """Which parts of a symbol the rest of the page bears out: `type`, `organ`.

    A type's code agrees with the printed type; an organ's with the organ's name, whose words it
    abbreviates in their order. A letter's symbol has no type; there the organ comes first.

    >>> sorted(agreements("QĐ-VKSTC", issuer="VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", kind="QUYẾT ĐỊNH"))
    ['organ', 'type']
    >>> sorted(agreements("UBND-KTTH", issuer="ỦY BAN NHÂN DÂN TỈNH X", kind="CÔNG VĂN"))
    ['organ']
    >>> sorted(agreements("TR-SYZ", issuer="SỞ Y TẾ", kind="TỜ TRÌNH"))
    []
    """
    parts = [part for part in re.split(r"[-/]", symbol) if part]
    codes = TYPES.get(kind or "", ()) or ((code_of(kind) or "",) if kind else ())
    borne = {"type"} if parts and parts[0] in codes else set()
    rest = parts[1:] if borne or (parts and parts[0] in TYPE_CODES) else parts[:1]
    if rest and issuer and _abbreviates(rest[0], issuer):
        borne.add("organ")
    return frozenset(borne)


def _abbreviates(code: str, issuer: str) -> bool:
    """Whether the letters of a code begin words of a name, in their order."""
    if code == _issuer_code(issuer):
        return True
    words = re.findall(r"[a-z]+", fold(issuer))
    letters = [letter for letter in fold(code) if letter.isalpha()]
    if len(letters) < 2:
        return False
    # Abbreviations that stand in the name count by their letters: `UBND` in `VPUBND`.
    initials = "".join(w if w in ("ubnd", "hdnd", "bch", "mttq", "pccc") else w[0] for w in words)
    at = 0
    for letter in letters:
        at = initials.find(letter, at) + 1
        if at == 0:
            return False
    return True
