"""What is found, in which order: the same from SQLite and from PostgreSQL."""

import pytest
from shelf import NAME_OF, SHELF, letter

from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.searching import search


@pytest.mark.parametrize(
    "question",
    ["1943-CV/QU", "1943 CV QU", "1943/cv-qu", "số 1943 cv qu", "so 1943 - CV / QU", "1943CV/QU",
     "Số: 1943-CV/QU", "1943cvqu", "cong van 1943", "CV 1943"],
)  # fmt: skip
def test_a_number_is_found_however_it_is_spaced(found, question):
    """The document that bears it comes first, before the one that cites it."""
    assert found(question)[0] == "dịch 2021"


def test_who_bears_a_number_comes_before_who_cites_it(found):
    """Both are found, in this order; `số:` names only the first."""
    assert found("1943-CV/QU") == ["dịch 2021", "dịch 2022"]
    assert found("số: 1943-CV/QU") == ["dịch 2021"]


def test_a_bare_number_finds_all_who_bear_it(found):
    """The younger one first, then who cites it."""
    assert found("số 1943") == ["dịch 2021", "quyết định", "dịch 2022"]


def test_a_year_inside_a_symbol_may_be_left_out(found):
    assert found("30/2020/NĐ-CP")[0] == found("30/NĐ-CP")[0] == "nghị định"


def test_the_year_of_a_number_counts(shelf):
    """The record keeps it apart; the number as printed is no near miss, another year is one."""
    for question in ("30/2020/NĐ-CP", "số: 30/2020/NĐ-CP", "30 2020 nđ cp"):
        hit = search(shelf, question).hits[0]
        assert (NAME_OF[hit.id], hit.kind) != ("nghị định", "fuzzy"), question
        assert (NAME_OF[hit.id], hit.fields["year"]) == ("nghị định", "2020"), question
    (hit,) = search(shelf, "số: NĐ-CP").hits
    assert NAME_OF[hit.id] == "nghị định"
    assert all(hit.kind == "fuzzy" for hit in search(shelf, "số: 30/2019/NĐ-CP").hits)


def test_exact_accents_come_before_folded_ones(found):
    """`đảng` is not `đang`, but both are `dang`."""
    said = ["dịch 2022", "dịch 2021", "đảng"]
    assert found("đảng") == [*said, "đang"]
    assert found("đang") == ["đang", *said]
    assert set(found("dang")) == {"đang", *said}


def test_the_place_of_a_tone_and_i_for_y_make_no_difference(shelf):
    """`hoà` is `hòa`, `Kỉ` is `Kỷ`, and both are exact."""
    for question in ("hoà bình", "hòa bình", "Lê Văn Kỉ", "lê văn kỷ"):
        (hit,) = search(shelf, question).hits
        assert (NAME_OF[hit.id], hit.kind) == ("quyết định", "exact"), question


def test_words_without_accents_are_told_from_exact_ones(shelf):
    (hit,) = search(shelf, "hoa binh").hits
    assert hit.kind == "folded"


def test_a_phrase_stands_word_by_word(shelf):
    """Punctuation and ends of pages do not part it, other words do; else it only looks like it."""

    def found(question):
        hits = search(shelf, question).hits
        return [NAME_OF[hit.id] for hit in hits if hit.kind != "fuzzy"]

    assert found('"phòng chống dịch bệnh"') == ["dịch 2021"]
    assert found('"chuyển đổi số do đồng chí"') == ["quyết định"]
    assert found('"dịch bệnh phòng chống"') == []
    # Both pairs of words are there, the three in a row are not.
    assert found('"công tác văn thư"') == ["nghị định"]
    assert "dịch 2021" not in found('"công tác văn"')


def test_a_phrase_of_pairs_that_stand_apart_is_none(index):
    """`a b c` is not in `a b x b c`."""
    index.add([entry_of(letter("rời", ["ban chỉ huy và chỉ huy trưởng"]))])
    kinds = [
        [hit.kind for hit in search(index, question).hits]
        for question in ('"ban chỉ huy trưởng"', '"chỉ huy trưởng"')
    ]
    assert kinds == [["fuzzy"], ["exact"]]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("ngày: 30/7/2021", {"dịch 2021"}),
        ("ngày:2020..2022", {"dịch 2021", "dịch 2022", "nghị định"}),
        ("date: 2020-03-05", {"nghị định"}),
        ("từ: 3/2020 đến: 8/2021", {"dịch 2021", "nghị định"}),
        ("năm: 2019", {"quyết định"}),
        ("ngày: quý III/2021", {"dịch 2021"}),
        ("đến: 2018", {"nhiễu"}),
        ("loại: công văn", {"dịch 2021", "dịch 2022"}),
        ("loai:QĐ", {"quyết định"}),
        ("type: quyet dinh", {"quyết định"}),
        ("cơ quan: quận ủy", {"dịch 2021"}),
        ("organ: quan uy long bien, dich", {"dịch 2021"}),
        ("người ký: nguyễn mạnh hà", {"dịch 2021"}),
        ("signer: phuc", {"nghị định"}),
        ("gửi: đảng ủy", {"dịch 2021"}),
        ("trích yếu: tiêm chủng", {"dịch 2022"}),
        ("tệp: nghị", {"nghị định"}),
        ("cần xem", {"dịch 2021"}),
        ("can xem: phai", {"dịch 2021"}),
        ("review:no, loại: quyết định", {"quyết định"}),
        ("loại:CV -covid-19", {"dịch 2022"}),
        ("loại:CV NOT tiêm", {"dịch 2021"}),
        ("-loại:CV -loại:BC -loại:KH", {"quyết định", "nghị định"}),
        ("covid OR văn thư", {"dịch 2021", "nghị định"}),
        ("(covid HOẶC tiêm) loại:CV", {"dịch 2021", "dịch 2022"}),
    ],
)
def test_fields_dates_and_operators(found, question, names):
    """Keys with accents, without, and in English; and, or, not."""
    assert set(found(question)) == names


def test_a_time_among_words_is_the_documents_or_in_its_text(found):
    """Documents of that day first, then those that name it."""
    assert found("tháng 7/2021") == ["dịch 2021"]
    assert found("30/7/2021") == ["dịch 2021", "dịch 2022"]


def test_what_only_looks_like_it_is_the_last_resort_and_says_so(shelf):
    """A misread letter (`cháv`), a misspelt word, a wrong number; never beside a sure hit."""
    for question, name in (
        ("phòng cháy mùa khô", "nhiễu"),
        ("chuyen doj so", "quyết định"),
        ("1944-CV/QU", "dịch 2021"),
        ("bao ve rung phong ho xuan mai", "nhiễu"),
    ):
        hits = search(shelf, question).hits
        assert (NAME_OF[hits[0].id], hits[0].kind) == (name, "fuzzy"), question
    assert all(hit.kind != "fuzzy" for hit in search(shelf, "1943-CV/QU").hits)
    assert search(shelf, "xyzzyx").hits == ()


@pytest.mark.parametrize("read", ["Ca Ngọc Tuyết", "Cao Ngọc Tuyệí", "Caọ. Ngọc Tuyết"])
def test_a_misread_name_comes_before_its_syllables_here_and_there(index, read):
    """Misread by a letter and of the year it is meant; it says that it only looks like it."""
    scattered = ["Ông Cao Văn Ba", "và bà Ngọc ở phường Tuyết Sơn, năm 2015"]
    papers = {
        "tản mát": letter("tản mát", scattered, date="2015-04-01"),
        "ký": letter("ký", ["CHỦ TỊCH", read], date="2015-02-01"),
        "năm khác": letter("năm khác", ["CHỦ TỊCH", "Ca Ngọc Tuyết"], date="2016-02-01"),
        "họ khác": letter("họ khác", ["CHỦ TỊCH", "Vũ Ngọc Tuyết"], date="2015-03-01"),
    }
    index.add([entry_of(one) for one in papers.values()])
    names = {one.id: name for name, one in papers.items()}
    for question in ("cao ngoc tuyet 2015", "cao ngoc tuyet năm: 2015"):
        hits = search(index, question).hits
        told = [(names[hit.id], hit.kind) for hit in hits[:2]]
        expected = [("ký", "folded" if "Caọ" in read else "fuzzy"), ("tản mát", "folded")]
        assert told == expected, question


def test_a_field_that_lacks_a_syllable_is_a_name_too(index):
    """Two of three are the whole field; two of three in a longer name are another name."""
    papers = {
        "tản mát": letter(
            "tản mát", ["cao hơn mức", "Hoàng Mai", "tỉnh Hưng Yên"], date="2017-10-01"
        ),
        "ký": letter("ký", ["a"], signer="Hoàng Hưng", date="2017-02-01"),
        "dài hơn": letter("dài hơn", ["a"], signer="Lê Hoàng Hưng", date="2017-03-01"),
    }
    index.add([entry_of(one) for one in papers.values()])
    names = {one.id: name for name, one in papers.items()}
    hits = search(index, "cao hoang hung 2017").hits
    assert [(names[hit.id], hit.kind) for hit in hits] == [
        ("ký", "fuzzy"), ("tản mát", "folded"), ("dài hơn", "fuzzy")
    ]  # fmt: skip


def test_a_hit_says_where_its_words_stand(shelf):
    """Page, box and marks belong to the words that were asked for."""
    (hit,) = search(shelf, '"Trưởng ban"').hits
    told = hit.as_dict()
    assert told["page"] == 2
    assert [told["snippet"][a:b] for a, b in told["marks"]] == ["Trưởng", "ban"]
    words = {
        word.text: word.box for page in SHELF["quyết định"].pages for word in page.lines[0].words
    }
    box = words["Trưởng"]
    assert told["boxes"][0] == [box.x, box.y, box.width, box.height]
    assert told["box"][0] == box.x
    assert told["box"][2] > box.width


def test_facets_count_all_that_answer(shelf):
    answer = search(shelf, "loại:CV OR loại:QĐ", limit=1, facets=True)
    assert len(answer.hits) == 1
    assert answer.more
    assert answer.facets.as_dict() == {
        "total": 3,
        "org": [["QUẬN ỦY LONG BIÊN", 1], ["ĐẢNG ỦY PHƯỜNG BỒ ĐỀ", 1],
                ["ỦY BAN NHÂN DÂN TỈNH HÒA BÌNH", 1]],
        "type": [["CÔNG VĂN", 2], ["QUYẾT ĐỊNH", 1]],
        "year": [["2019", 1], ["2021", 1], ["2022", 1]],
        "folder": [["", 3]],
        "fonds": [["", 3]],
        "grade": [["may", 1], ["must", 1], ["none", 1]],
        "signed": [["no", 3]],
    }  # fmt: skip


@pytest.mark.server
def test_both_databases_give_the_same_answers(tmp_path, postgres_url):
    """Hits, order, scores, kinds and snippets, for questions of every kind."""
    from pipeline.archive.search.postgres_index import PostgresIndex
    from pipeline.archive.search.sqlite_index import SqliteIndex

    one, two = SqliteIndex(tmp_path / "search.sqlite"), PostgresIndex(postgres_url)
    for made in (one, two):
        made.add([entry_of(document) for document in SHELF.values()])
    questions = ["công tác", "dich", "1943", "số 1943", "cong trinh dang", '"công tác"', "-dịch",
                 "ngày:2018..2022", "phong chay", "ban chi dao chuyen doi", "a OR b",
                 "O'Brien ; --", "quan uy long bien ha noi", "ngyuen manh ha",
                 "%_*:&!<->' ủy \\", "ủy", "nguyen manh ho 2021",
                 "tran thj binh năm: 2022"]  # fmt: skip
    for question in questions:
        assert search(one, question, facets=True) == search(two, question, facets=True), question
    one.close()
    two.close()
