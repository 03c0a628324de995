"""Of which fonds a document is, and who sees it."""

from pipeline.archive import InboxFile
from pipeline.archive.fonds import fonds_of, fonds_of_file, visible
from pipeline.errors import SecretScanError
from pipeline.values.people import Who

VIEW = frozenset({"view"})
ALL = Who("ai đó", VIEW)


def _lies(archive, sha256, *names):
    for name in names:
        archive.ledger.sight(InboxFile(f"/hop/{name}", name, 1, 1), sha256)


def _document(archive, number, *names):
    sha256 = f"{number:064x}"
    _lies(archive, sha256, *names)
    archive.ledger.record(f"d{number}", sha256, [1], "")
    return f"d{number}"


def test_fonds_are_the_first_folders_that_a_file_lay_in(archive):
    deep = _document(archive, 1, "ubnd/2024/cv 1.pdf")
    top = _document(archive, 2, "cv 2.pdf")
    both = _document(archive, 3, "ubnd/cv 3.pdf", "Thành ủy/cv 3.pdf")
    gone = _document(archive, 4, "ubnd/cv 4.pdf")
    # Another file lies there now: the ledger keeps one file a place, the first name stays known.
    _lies(archive, "f" * 64, "ubnd/cv 4.pdf")
    missing = _document(archive, 5, "ubnd/cv 5.pdf")
    archive.ledger.miss([missing])
    ids = [deep, top, both, gone, missing, "never"]
    assert fonds_of(archive, ids) == {
        deep: {"ubnd"},
        top: {""},
        both: {"ubnd", "Thành ủy"},
        gone: {"ubnd"},
    }
    assert fonds_of(archive, [deep] * 1000) == {deep: {"ubnd"}}
    assert fonds_of_file(archive, f"{3:064x}") == {"ubnd", "Thành ủy"}
    assert fonds_of_file(archive, "e" * 64) == frozenset()
    assert archive.ledger.fonds.first_folders() == {"", "ubnd", "Thành ủy"}

    def seen(*fonds):
        return visible(archive, Who("ai đó", VIEW, frozenset(fonds)), ids[:4])

    assert seen("ubnd") == [deep, gone]
    assert seen("") == [top]
    assert seen("ubnd", "Thành ủy") == [deep, both, gone]
    assert seen("UBND") == []
    assert visible(archive, ALL, ids[:4]) == ids[:4]


def test_secret_documents_are_seen_by_nobody(archive):
    """Whatever fonds are seen, and whatever role; what may be secret by who decides alone."""
    secret, doubted = _document(archive, 1, "a/1.pdf"), _document(archive, 2, "a/2.pdf")
    chief = Who("Sếp", frozenset({"view", "administer"}))
    here = Who("ai đó", VIEW, frozenset({"a"}))
    archive.ledger.set_aside(f"{1:064x}", SecretScanError("1.pdf", 1, "MẬT"))
    row = archive.ledger.document(doubted)
    (version,) = archive.ledger.versions.begin([row], "another reading")
    archive.ledger.versions.end(version, "secret", "MẬT")
    assert visible(archive, here, [secret, doubted]) == []
    assert visible(archive, ALL, [secret, doubted]) == []
    assert visible(archive, chief, [secret, doubted]) == [doubted]
    archive.ledger.clear(row.sha256, "người có thẩm quyền")
    assert visible(archive, here, [secret, doubted]) == [doubted]
