"""What strangers wrote runs in no browser; a session that ends loses nothing that was typed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from desks import AT_TERMINAL, PASSWORD, SignedIn, put_away
from fastapi.routing import iter_route_contexts

from pipeline.values.document import Field, ReviewNote
from web.app import make_app

EVIL = "<x-evil onclick=hacked=1>'\"><script>window.hacked=1</script><img src=x onerror=hacked=1>"
NAME = "<script>window.hacked=1</script><x-evil>'\"&.pdf"
pytestmark = pytest.mark.slow


def _spoiled(document):
    """The same with markup wherever text can stand."""
    fields = {key: replace(field, raw=EVIL) for key, field in document.fields.items()}
    for key in ("type", "org", "subject", "signer", "number", "symbol"):
        fields[key] = Field(EVIL, EVIL, 0.3, 1, None, "print", EVIL, (EVIL + "1",))
    note = ReviewNote(EVIL, EVIL, EVIL, "must", "pen", ("number",))
    text = replace(document.text, canonical=EVIL + "\n" + document.text.canonical, raw=EVIL)
    return replace(document, fields=fields, text=text, review=(note, *document.review))


@pytest.fixture
def spoiled(desk, tmp_path):
    """A document full of markup."""
    return put_away(desk.archive, tmp_path / NAME.replace("/", "⁄"), NAME, _spoiled)


def _pages(app, document):
    """Addresses of all pages for people that a document may stand on."""
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if "GET" in (getattr(route, "methods", None) or ()) and not path.startswith("/api/"):
            address = path.replace("{id}", document)
            if "{" not in address and path not in ("/login/oidc", "/login/oidc/back"):
                yield address
                yield f"{address}?q=script"


def test_markup_in_names_fields_and_texts_is_shown_as_what_it_is(desk, spoiled):
    """In every page of the desk, for who may see all of them."""
    roles = ["administrator", "signer", "exporter"]
    desk.people.accounts.add(EVIL[:79], roles, PASSWORD, by=AT_TERMINAL)
    app = make_app(desk)
    shown = 0
    with closing(SignedIn(desk, app)) as sign_in:
        client = sign_in("administrator", name=EVIL[:79])
        for address in _pages(app, spoiled):
            answer = client.get(address, headers={"accept": "text/html"})
            assert answer.status_code < 500, (address, answer.text)
            if answer.headers.get("content-type", "").startswith("text/html"):
                for raw in ("<x-evil", "<img src=x", "<script>window"):
                    assert raw not in answer.text, (address, raw)
                shown += "&lt;x-evil" in answer.text
    assert shown > 3


def test_no_download_lets_a_name_into_its_headers(desk, spoiled, tmp_path):
    """Nor is anything that came from outside shown by a browser as a page."""
    crlf = put_away(desk.archive, tmp_path / "b.pdf", "a\r\nSet-Cookie: x=1\r\n\r\n<h1>.pdf")
    with closing(SignedIn(desk)) as sign_in:
        client = sign_in("exporter")
        for document in (spoiled, crlf):
            for name in ("original.pdf", "text.txt", "document.json", "document.pdf", "bag.zip"):
                answer = client.get(f"/documents/{document}/files/{name}")
                assert "set-cookie" not in answer.headers, name
                assert answer.headers["x-content-type-options"] == "nosniff"
                kind = answer.headers["content-type"]
                assert answer.status_code == 200, (name, answer.text)
                assert not kind.startswith(("text/html", "image/svg", "application/xhtml")), kind
                for value in answer.headers.values():
                    assert "\r" not in value
                    assert "\n" not in value


@pytest.fixture
def at_desk(chromium, desk, serve_desk):
    """Chromium, where somebody signed in with name and password; what its console says of errors.

    The desk is the true one, with its own keeper.
    """
    desk.people.accounts.add(
        "Cô Lan", ["administrator", "signer", "exporter"], PASSWORD, by=AT_TERMINAL
    )
    with serve_desk(make_app(desk)) as address:
        context = chromium.new_context(base_url=address)
        tab = context.new_page()
        tab.goto("/login?next=/account")
        tab.fill("#name", "Cô Lan")
        tab.fill("#password", PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{address}/account")
        yield tab
        context.close()


def test_no_script_of_a_document_runs(at_desk, desk, spoiled):
    """Were one in a page, the policy would stop it and the console would say so."""
    said = []
    at_desk.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    at_desk.on("pageerror", lambda error: said.append(str(error)))
    app = make_app(desk)
    for address in _pages(app, spoiled):
        if "?" in address or "/files/" in address:
            continue
        answer = at_desk.goto(address, wait_until="load")
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert at_desk.evaluate("window.hacked") is None, address
            assert at_desk.locator("x-evil").count() == 0, address
    refused = [line for line in said if "Content Security Policy" in line or "hacked" in line]
    assert not refused, refused


def test_a_session_that_ends_asks_for_the_password_in_place_and_goes_on(at_desk, desk):
    """What was sent is sent again, what was typed still stands there."""
    at_desk.goto("/account")
    at_desk.fill("#old", "đang gõ dở")
    for row in desk.people._db.run(_all_sessions()):
        desk.people._db.run(_end(row.id))
    at_desk.evaluate(
        """async () => {
            const { send } = await import(document.querySelector('script[type=module]').src);
            window.answered = send("/people/state", new URLSearchParams("name=ai&state=enabled"))
                .then((answer) => answer === null ? "told" : answer.status);
        }"""
    )
    dialog = at_desk.locator("#gone[open]")
    dialog.wait_for()
    assert dialog.locator("#again-name").input_value() == "Cô Lan"
    at_desk.fill("#again-password", "sai rồi nhé")
    at_desk.keyboard.press("Enter")
    at_desk.get_by_text("Tên hoặc mật khẩu không đúng.").wait_for()
    at_desk.fill("#again-password", PASSWORD)
    at_desk.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    # Answered by the route itself, which knows no such person: the mark of the new session held.
    assert at_desk.evaluate("window.answered") == "told"
    assert desk.people.log.lines(act="refused")[0].detail["status"] == 404
    assert at_desk.locator("#old").input_value() == "đang gõ dở"
    mark = at_desk.locator('meta[name="csrf"]').get_attribute("content")
    assert at_desk.locator('form[action="/account"] input[name="csrf"]').input_value() == mark


def _all_sessions():
    from sqlalchemy import select

    from pipeline.archive.people.tables import sessions

    return select(sessions.c.id)


def _end(session):
    from sqlalchemy import delete

    from pipeline.archive.people.tables import sessions

    return delete(sessions).where(sessions.c.id == session)
