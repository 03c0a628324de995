"""Who sees one fonds learns nothing of another: not by hits, counts, snippets, hints or order."""

from dataclasses import replace

import pytest
from shelf import SHELF

from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.facets import EVERYTHING, Within
from pipeline.archive.search.searching import search
from pipeline.archive.search.sqlite_index import SqliteIndex
from pipeline.values.document import Field


def kept_in(document, folder, *also, signed=False):
    source = replace(document.source, name=f"{folder}/{document.source.name}")
    fonds = {folder.partition("/")[0], *also}
    return entry_of(replace(document, source=source), fonds=fonds, signed=signed)


@pytest.fixture
def two_fonds(index):
    """The shelf in fonds A; in fonds B the same documents under other ids and organs."""
    for at, document in enumerate(SHELF.values()):
        index.add([kept_in(document, "A/hồ sơ 1", signed=at == 0)])
        fields = {**document.fields, "org": Field("BÍ MẬT B", confidence=0.9)}
        other = replace(document, id=f"b-{at}", fields=fields)
        # Some papers lay in both: who sees one fonds does not see them.
        index.add([kept_in(other, "A" if at % 3 == 0 else "B", "B")])
    return index


@pytest.fixture
def only_a(tmp_path):
    """An index in which there never was anything but fonds A."""
    made = SqliteIndex(tmp_path / "a" / "search.sqlite")
    (tmp_path / "a").mkdir()
    for at, document in enumerate(SHELF.values()):
        made.add([kept_in(document, "A/hồ sơ 1", signed=at == 0)])
    yield made
    made.close()


QUESTIONS = (
    "", "dịch", "phong chong", "1943", "loại: công văn", "bí mật", "nguyen manh ha 2021",
    "phonq chong", "-covid", "ngày: 2021", "cơ quan: bí mật", '"phòng, chống dịch"', "tệp: b",
)  # fmt: skip


@pytest.mark.parametrize("order", ["best", "newest", "oldest"])
def test_another_fonds_might_as_well_not_be_there(two_fonds, only_a, order):
    """The answer is the one of an archive that has only what this person sees."""
    asked = {"facets": True, "order": order, "limit": 50}
    within = Within(frozenset({"A"}))
    for question in QUESTIONS:
        seen = search(two_fonds, question, within=within, **asked)
        assert seen == search(only_a, question, **asked), question


def test_who_sees_no_fonds_finds_nothing(two_fonds):
    answer = search(two_fonds, "dịch", within=Within(frozenset()), facets=True)
    assert (answer.hits, answer.more, answer.facets.total) == ((), False, 0)


def test_chosen_values_narrow_hits_and_counts_alike(two_fonds):
    everything = search(two_fonds, "", facets=True, limit=100, within=EVERYTHING)
    for name, values in everything.facets.values.items():
        for value, number in values:
            within = Within(chosen=((name, value),))
            answer = search(two_fonds, "", facets=True, limit=100, within=within)
            assert len(answer.hits) == answer.facets.total == number, (name, value)
            assert answer.facets.values[name] == ((value, number),)


def test_pages_of_an_answer_are_its_parts(two_fonds):
    for order in ("best", "newest", "oldest"):
        whole = search(two_fonds, "dịch OR số OR ban", limit=100, order=order).hits
        parts = []
        for skip in range(0, len(whole), 3):
            answer = search(two_fonds, "dịch OR số OR ban", limit=3, skip=skip, order=order)
            assert answer.more == (skip + 3 < len(whole))
            parts += answer.hits
        assert tuple(parts) == whole
        assert len(whole) > 3


def test_by_date_the_youngest_or_the_oldest_is_first(two_fonds):
    dates = [
        [hit.fields.get("date", "") for hit in search(two_fonds, "", order=order, limit=99).hits]
        for order in ("newest", "oldest")
    ]
    assert dates[0] == sorted(dates[0], reverse=True)
    assert dates[1] == dates[0][::-1]


def test_a_hidden_document_is_neither_found_nor_counted(two_fonds):
    seen = search(two_fonds, "dịch", facets=True, limit=100)
    hidden = frozenset({seen.hits[0].id})
    rest = search(two_fonds, "dịch", facets=True, limit=100, within=Within(hidden=hidden))
    assert [hit.id for hit in rest.hits] == [hit.id for hit in seen.hits[1:]]
    assert rest.facets.total == seen.facets.total - 1
