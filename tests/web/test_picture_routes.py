"""Pictures of pages over HTTP: who sees them, how long they are kept, each drawn once."""

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page
from fastapi.testclient import TestClient
from PIL import Image

from pipeline.archive import InboxFile
from pipeline.errors import SecretScanError
from pipeline.values.people import Who
from pipeline.values.readings import PageReading
from web.app import make_app

pytestmark = pytest.mark.slow  # a process draws


def home(desk, page=1, layer="original"):
    return f"/documents/{desk.archive.documents()[0]}/pages/{page}/iiif/{layer}"


def picture(answer):
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


def test_the_whole_way_from_the_bag_to_the_browser(client, desk):
    """Information, pixels in every layer, what is kept, what is refused."""
    told = client.get(home(desk) + "/info.json")
    assert told.headers["content-type"] == "application/json"
    truth = draw_page().image
    assert (told.json()["width"], told.json()["height"]) == truth.size
    assert told.json()["id"] == "http://127.0.0.1" + home(desk)
    linked = client.get(home(desk) + "/info.json", headers={"accept": "application/ld+json"})
    assert linked.headers["content-type"].startswith("application/ld+json;profile=")
    moved = client.get(home(desk), follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, home(desk) + "/info.json")

    whole = client.get(home(desk) + "/full/max/0/default.png")
    seen = np.asarray(picture(whole).convert("L"), dtype=int)
    assert np.abs(seen - np.asarray(truth)).mean() < 3  # two JPEGs on the way
    assert whole.headers["vary"].lower().find("cookie") >= 0
    assert whole.headers["cache-control"] == "private, no-cache"
    again = {"if-none-match": whole.headers["etag"]}
    assert client.get(home(desk) + "/full/max/0/default.png", headers=again).status_code == 304

    version = whole.headers["etag"].strip('"')
    named = client.get(f"{home(desk)}/full/max/0/default.jpg?v={version}")
    assert "immutable" in named.headers["cache-control"]
    for other in ("0" * 16, "../../etc", "x"):
        stale = client.get(f"{home(desk)}/full/max/0/default.jpg", params={"v": other})
        assert stale.headers["cache-control"] == "private, no-cache"
    turned = picture(client.get(home(desk) + "/full/max/90/default.jpg"))
    assert turned.size == truth.size[::-1]
    for layer in ("cleaned", "evidence"):
        assert picture(client.get(home(desk, layer=layer) + "/full/200,/0/gray.jpg")).width == 200

    for path, status in (
        (home(desk) + "/full/max/0/default.bmp", 400),
        (home(desk) + "/9999,0,5,5/max/0/default.jpg", 400),
        (home(desk) + "/full/max/33/default.jpg", 501),
        (home(desk, page=2) + "/full/max/0/default.jpg", 404),
        (home(desk, page=0) + "/info.json", 404),
        (home(desk, layer="secret") + "/full/max/0/default.jpg", 404),
        ("/documents/none/pages/1/iiif/original/full/max/0/default.jpg", 404),
        ("/documents/none/pages/1/iiif/original/info.json", 404),
        ("/documents/..%2f..%2fetc/pages/1/iiif/original/info.json", 404),
        (home(desk).replace("pages/1", "pages/x") + "/info.json", 404),
    ):
        assert client.get(path).status_code == status, path


def test_nobody_sees_a_picture_without_the_right(client, desk, keeper):
    keeper.as_who = None
    assert client.get(home(desk) + "/full/max/0/default.jpg").status_code == 401
    keeper.as_who = Who("ai đó", frozenset())
    for path in ("", "/info.json", "/full/max/0/default.jpg"):
        assert client.get(home(desk) + path).status_code == 403
    assert client.get(home(desk).partition("/pages")[0] + "/picture").status_code == 403


def test_however_many_ask_a_page_is_drawn_once(client, desk, drawn_here):
    gate = threading.Barrier(12)

    def ask(number):
        gate.wait()
        return client.get(f"{home(desk)}/{number},0,50,50/max/0/default.jpg").status_code

    with ThreadPoolExecutor(12) as threads:
        assert set(threads.map(ask, range(12))) == {200}
    assert len(drawn_here) == 1


def test_what_is_prepared_is_there_when_it_is_opened(client, desk, drawn_here):
    pictures = client.app.state.pictures
    (document,) = desk.archive.documents()
    pictures.prepare(document)
    pictures.find(document, 1, "original")[1].result(30)
    assert pictures.find(document, 1, "original")[1].size == draw_page().image.size


def test_a_page_that_cannot_be_drawn_shows_words(client, desk, drawn_here, tmp_path):
    """Its scan broke after it was archived: a picture says so, and its size fits the boxes."""
    (document,) = desk.archive.documents()
    (original,) = (tmp_path / "kho").glob(f"documents/{document}/data/original.pdf")
    data = original.read_bytes()
    at = data.index(b"\xff\xd8")
    original.write_bytes(data[: at + 300] + bytes(len(data) - at - 300))
    answer = client.get(home(desk) + "/full/400,/0/default.jpg")
    assert picture(answer).width == 400
    assert answer.headers["cache-control"] == "no-store"
    told = client.get(home(desk) + "/info.json").json()
    assert (told["width"], told["height"]) == draw_page().image.size
    assert "trang 1" in told["problem"]


def test_an_archive_without_the_original_is_told(client, desk, tmp_path):
    (document,) = desk.archive.documents()
    for original in (tmp_path / "kho").glob(f"documents/{document}/data/original.pdf"):
        original.unlink()
    assert client.get(home(desk) + "/full/400,/0/default.jpg").status_code == 503


def test_a_hole_in_a_document_is_a_page_like_others(desk, keeper, drawn_here, tmp_path):
    """Page 3 of a stack, as its number in the scanned file, though it is the second of its own."""
    drawn = draw_page(2)
    path = tmp_path / "stack.pdf"
    with pikepdf.new() as pdf:
        for shade in (255, 200, 120):
            add_scan(pdf, Image.new("L", drawn.image.size, shade), 100)
        pdf.save(path)
    hole = PageReading(3, (0, 0), 0.0, problem="trang 3: đọc quá 120 giây nên đã dừng.")
    document = document_of(path, [drawn.reading, hole], (2, 3))
    document = replace(document, pages=(replace(drawn.reading, number=2), hole))
    file = InboxFile(str(path), path.name, path.stat().st_size, path.stat().st_mtime_ns)
    desk.archive.ledger.sight(file, document.source.sha256)
    desk.archive.publish(document, path, {})
    with TestClient(make_app(desk, keeper), base_url="http://127.0.0.1") as client:
        base = f"/documents/{document.id}/pages"
        two = picture(client.get(f"{base}/2/iiif/original/full/max/0/default.png"))
        three = picture(client.get(f"{base}/3/iiif/original/full/max/0/default.png"))
        assert abs(np.asarray(two).mean() - 200) < 3
        assert abs(np.asarray(three).mean() - 120) < 3
        assert client.get(f"{base}/1/iiif/original/info.json").status_code == 404
        page = client.get(f"/documents/{document.id}/picture").text
        told = json.loads(page.partition('type="application/json">')[2].partition("</script>")[0])
        assert [one["number"] for one in told["pages"]] == [2, 3]
        assert "đọc quá 120 giây" in told["pages"][1]["problem"]


def test_a_document_that_was_read_anew_never_shows_old_pixels(client, desk, drawn_here, tmp_path):
    """Its bag is another one: another name for browsers, and nothing of before is kept."""
    (document,) = desk.archive.documents()
    bag = tmp_path / "kho" / "documents" / document
    before = client.get(home(desk) + "/full/100,/0/default.jpg")
    with pikepdf.new() as pdf:
        add_scan(pdf, Image.new("L", draw_page().image.size, 40), 100)
        pdf.save(bag / "data" / "original.pdf")
    (bag / "tagmanifest-sha256.txt").write_text("of another bag")
    after = client.get(home(desk) + "/full/100,/0/default.jpg")
    assert np.asarray(picture(after)).max() < 60
    assert after.headers["etag"] != before.headers["etag"]
    kept = list((tmp_path / "state" / "desk-pictures" / document).iterdir())
    assert [path.name for path in kept] == [after.headers["etag"].strip('"')]
    again = {"if-none-match": before.headers["etag"]}
    assert client.get(home(desk) + "/full/100,/0/default.jpg", headers=again).status_code == 200


def test_nothing_is_kept_of_a_document_that_is_withheld(client, desk, drawn_here, tmp_path):
    assert client.get(home(desk) + "/full/100,/0/default.jpg").status_code == 200
    (row,) = desk.archive.ledger.documents()
    desk.archive.withhold(row.sha256, SecretScanError("a.pdf", 1, "MẬT"))
    assert client.get(home(desk) + "/full/100,/0/default.jpg").status_code == 404
    pictures = client.app.state.pictures
    pictures._sweep()
    assert list((tmp_path / "state" / "desk-pictures").glob("*/*/*.tiles")) != []
    pictures._swept = -10_000
    pictures._sweep()
    assert list((tmp_path / "state" / "desk-pictures").glob("*/*/*.tiles")) == []
