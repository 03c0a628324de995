"""Documents for other programs: found, listed, read, its files had."""

import hashlib

import pytest


@pytest.fixture
def document(desk):
    """Id of the desk's one document."""
    return desk.archive.ledger.documents()[0].id


@pytest.fixture
def home(document):
    return f"/api/v1/documents/{document}"


def test_documents_are_found_as_on_the_page_of_searching(client, document):
    shown = client.get(f"/api/v1/documents/{document}").json()["record"]
    word = shown["text"]["canonical"].split()[0]
    told = client.get("/api/v1/documents", params={"q": word}).json()
    assert [hit["id"] for hit in told["items"]] == [document]
    assert told["total"] == 1
    assert {"org", "type", "year", "fonds"} <= told["facets"].keys()
    assert told["next"] is None
    assert client.get("/api/v1/documents", params={"fonds": "ubnd"}).json()["items"] == []


@pytest.mark.parametrize("question", ["ngày: 99/99/2020", "cơ quan:", "("])
def test_a_question_nobody_understands(client, question):
    told = client.get("/api/v1/documents", params={"q": question})
    assert told.status_code in (200, 422)
    if told.status_code == 422:
        assert told.json()["code"] == "query"


def test_all_documents_are_listed(client, document):
    (row,) = client.get("/api/v1/documents").json()["items"]
    assert (row["id"], row["href"]) == (document, f"/api/v1/documents/{document}")
    assert row["snippet"] is None


def test_a_document_is_read(client, home, document, desk):
    told = client.get(home)
    assert told.headers["etag"] == '"0"'
    assert (told.json()["seen"], told.json()["signed"], told.json()["machine"]) == (0, False, {})
    record = told.json()["record"]
    assert record["id"] == document
    text = client.get(f"{home}/text").json()["text"]
    assert text == desk.archive.read_text(document).rstrip()
    number = record["pages"][0]["number"]
    assert client.get(f"{home}/pages/{number}").json()["page"] == record["pages"][0]
    assert client.get(f"{home}/pages/99").status_code == 404
    for link in told.json()["links"].values():
        assert client.get(link).status_code == 200


def test_its_files_are_had_byte_for_byte(client, home, desk):
    files = client.get(f"{home}/files").json()["items"]
    assert {"document.pdf", "document.json", "text.txt"} <= {file["name"] for file in files}
    for file in files:
        told = client.get(file["href"])
        assert hashlib.sha256(told.content).hexdigest() == file["sha256"]
        assert len(told.content) == file["size"]
        assert told.headers["content-disposition"].startswith("attachment")
    part = client.get(f"{home}/files/document.pdf", headers={"range": "bytes=0-7"})
    assert (part.status_code, part.content[:5]) == (206, b"%PDF-")


@pytest.mark.parametrize(
    "name", ["../bagit.txt", "%2e%2e/bagit.txt", "..%2fbagit.txt", "/etc/passwd", "none", "a%00b"]
)
def test_no_name_leads_out_of_the_bag(client, home, name):
    told = client.get(f"{home}/files/{name}")
    assert told.status_code == 404


def test_documents_of_another_fonds_are_not_there(sign_in, home, document):
    client = sign_in("signer", fonds=["ubnd"])
    for path in ("", "/text", "/files", "/files/document.pdf", "/pages/1"):
        told = client.get(f"{home}{path}")
        nothing = client.get(f"/api/v1/documents/none{path}")
        assert told.status_code == nothing.status_code == 404
        assert told.json()["detail"] == nothing.json()["detail"]
    for path in ("/api/v1/documents", "/api/v1/documents?q=công"):
        told = client.get(path).json()
        assert told["items"] == []
        assert not told.get("total")


def test_views_of_documents_that_not_everybody_sees_are_on_record(sign_in, home, document, desk):
    sign_in("viewer", fonds=["ubnd"])  # from now on, somebody does not see it
    sign_in("viewer").get(f"{home}/text")
    desk.people.log.lines(what=document)
    assert [line.who for line in desk.people.log.lines(what=document, act="view")] == ["viewer"]
