"""Finding at the desk: what stands in the address stands on the page, and nothing leaks."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import without_pictures
from shelf import SHELF

from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.facets import Within
from pipeline.values.decisions import Change, Target
from pipeline.values.people import Who
from web.services.finding import A_PAGE, Asked


def kept(document, folder, **options):
    source = replace(document.source, name=f"{folder}/{document.source.name}")
    return entry_of(replace(document, source=source), fonds={folder.partition("/")[0]}, **options)


@pytest.fixture
def shelf(desk_archive):
    """The index of the archive with the shelf in two fonds."""
    desk_archive.search.index.add(
        [
            kept(document, "quận ủy/2021" if at % 2 else "ủy ban", signed=at == 1)
            for at, document in enumerate(SHELF.values())
        ]
    )
    return desk_archive


def hits(html):
    return re.findall(r'class="open" href="/documents/([^?"]+)', html)


def links(html, words):
    """Addresses of links with these words."""
    found = re.findall(r'<a href="(/search\?[^"]*)"[^>]*>([^<]*)', html)
    return [address.replace("&amp;", "&") for address, said in found if said.strip() == words]


def test_nothing_asked_shows_examples_that_can_be_asked(client):
    html = client.get("/search").text
    examples = re.findall(r'<li><a href="(/search\?q=[^"]+)">', html)
    assert len(examples) > 3
    for example in examples:
        assert client.get(example).status_code == 200


def test_a_hit_is_named_as_clerks_name_it_with_its_words_marked(client, desk_archive):
    html = client.get("/search", params={"q": "phong chong dich"}).text
    assert "CÔNG VĂN số 55-CV/QU" in html
    assert "QUẬN ỦY LONG BIÊN" in html
    assert "<mark>phòng</mark>, <mark>chống dịch</mark>" in html
    (found,) = hits(html)
    assert desk_archive.has(found)
    assert f"/documents/{found}/pages/1/iiif/original/full/!168,238/0/default.jpg" in html


def test_an_error_of_the_question_stands_at_the_box(client):
    answer = client.get("/search", params={"q": 'phòng "chống'})
    assert answer.status_code == 400
    assert "thiếu dấu ngoặc kép đóng" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="phòng &#34;chống"' in answer.text


def test_nothing_found_says_what_to_try(client):
    answer = client.get("/search", params={"q": "zzzz", "org": "không có"})
    assert "Không tìm thấy" in answer.text
    assert "không dấu" in answer.text
    assert links(answer.text, "Bỏ các điều kiện thu hẹp") == ["/search?q=zzzz"]


def test_without_an_index_the_page_says_what_to_run(client, desk_archive):
    desk_archive.search.close()
    for path in (desk_archive.store.folder).glob("search.sqlite*"):
        path.unlink()
    answer = client.get("/search", params={"q": "dịch"})
    assert answer.status_code == 503
    assert "sohoa search --rebuild" in answer.text


def test_facets_narrow_and_are_taken_off(client, shelf):
    html = client.get("/search", params={"q": "số OR dịch OR ban"}).text
    (narrower,) = links(html, "CÔNG VĂN")
    narrowed = client.get(narrower).text
    assert set(hits(narrowed)) < set(hits(html))
    chosen = re.search(r'<ul class="chosen".*?</ul>', narrowed, re.DOTALL).group()
    assert "Loại" in chosen
    (off,) = re.findall(r'href="([^"]+)"', chosen)
    assert parse_qs(urlsplit(off).query) == {"q": ["số OR dịch OR ban"]}
    assert hits(client.get(off).text) == hits(html)


def test_counts_are_what_following_them_finds(client, shelf):
    html = client.get("/search", params={"q": "số OR dịch OR ban"}).text
    aside = html[html.index('class="facets"') :]
    told = re.findall(r'<a href="(/search[^"]+)"[^>]*>[^<]*</a> <span class="count">(\d+)', aside)
    assert len(told) > 8
    for address, count in told:
        assert len(hits(client.get(address.replace("&amp;", "&")).text)) == int(count), address


def test_pages_have_addresses_of_their_own(client, desk_archive):
    document = SHELF["dịch 2021"]
    desk_archive.search.index.add(
        [entry_of(replace(document, id=f"many-{at:03d}")) for at in range(2 * A_PAGE + 3)]
    )
    seen, address = [], "/search?q=nguyen+manh+ha"
    while address:
        html = client.get(address).text
        seen += hits(html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following and following.group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 2 * A_PAGE + 3
    again = client.get("/search?q=nguyen+manh+ha&page=2").text
    assert hits(again) == seen[A_PAGE : 2 * A_PAGE]
    for nonsense in ("page=x", "page=-1", "page=99999999999", "order=none", "page=²"):
        assert client.get(f"/search?q=ha&{nonsense}").status_code == 200


def test_by_date_is_by_date(client, shelf):
    newest = hits(client.get("/search", params={"q": "số OR ban", "order": "newest"}).text)
    oldest = hits(client.get("/search", params={"q": "số OR ban", "order": "oldest"}).text)
    assert len(newest) > 2
    assert newest == oldest[::-1]


def test_who_sees_one_fonds_learns_nothing_of_the_other(client, keeper, shelf):
    """Not by hits, counts, names of facets, the number that the index lacks, or snippets."""
    everything = client.get("/search", params={"q": "số OR dịch OR ban"}).text
    keeper.as_who = Who("Anh Tư", frozenset({"view"}), frozenset({"ủy ban"}))
    answer = shelf.search.search(
        "số OR dịch OR ban", limit=99, within=Within(frozenset({"ủy ban"}))
    )
    for order in ("best", "newest", "oldest"):
        html = client.get("/search", params={"q": "số OR dịch OR ban", "order": order}).text
        assert set(hits(html)) == {hit.id for hit in answer.hits} < set(hits(everything))
        assert "2021/" not in html
        assert "ĐẢNG ỦY PHƯỜNG BỒ ĐỀ" not in html
        assert "Chỉ mục thiếu" not in html
        assert f"{len(answer.hits)} văn bản" in html
    html = client.get("/search", params={"q": "nguyen manh ha", "fonds": "quận ủy"}).text
    assert hits(html) == []
    keeper.as_who = Who("Anh Năm", frozenset({"view"}), frozenset())
    assert hits(client.get("/search", params={"q": "số OR dịch"}).text) == []


def test_what_a_person_corrected_is_what_is_found(client, desk_archive):
    (document,) = desk_archive.documents()
    was = desk_archive.read_document(document).fields["subject"].value
    change = Change("correct", Target("field", "subject"), was, "tuyển quân năm 2022")
    desk_archive.decisions.decide(document, [change], "Cô Lan", 0)
    assert hits(client.get("/search", params={"q": "trích yếu: tuyển quân"}).text) == [document]
    assert hits(client.get("/search", params={"q": f"trích yếu: {was}"}).text) == []


def test_a_signed_record_is_counted_as_signed(client, desk_archive):
    (document,) = desk_archive.documents()
    assert hits(client.get("/search?q=55&signed=yes").text) == []
    desk_archive.decisions.decide(
        document, [Change("sign", Target("document"), reason="xong")], "Cô Lan", 0
    )
    assert hits(client.get("/search?q=55&signed=yes").text) == [document]


def test_what_papers_say_is_text_on_the_page(client, desk_archive):
    document = SHELF["dịch 2021"]
    wicked = "<script>alert(1)</script> dịch <b>đậm</b>"
    fields = {**document.fields, "subject": replace(document.fields["subject"], value=wicked)}
    shown = replace(document, id="wicked-0001", fields=fields)
    desk_archive.search.index.add([kept(shown, '"><img src=x>')])
    html = client.get("/search", params={"q": "dịch đậm"}).text
    assert "wicked-0001" in html
    assert "<script>alert" not in html
    assert "<b>đậm" not in html
    assert "<img src=x>" not in html


def test_a_question_is_what_its_address_says():
    asked = Asked.of({"q": " số  5 ", "org": "A&B", "order": "newest", "page": "3", "x": "y"})
    assert asked == Asked("số 5", (("org", "A&B"),), "newest", 3)
    back = {key: values[0] for key, values in parse_qs(asked.query).items()}
    assert Asked.of(back) == asked


@pytest.mark.slow
def test_hits_are_walked_by_keyboard_and_back_brings_them_again(tab, shelf):
    without_pictures(tab)
    tab.goto("/search?q=d%E1%BB%8Bch&order=newest")
    titles = tab.locator("a.open")
    assert titles.count() > 1
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement === document.querySelectorAll('a.open')[1]")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.fill("#q", "55-CV/QU")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**q=55-CV**")
    assert "order=newest" in tab.url
    tab.go_back()
    tab.wait_for_url("**q=d%E1%BB%8Bch**")
    assert tab.input_value("#q") == "dịch"
