"""Log-in through an OpenID provider: a small one of our own, on loopback."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import pytest
import uvicorn
from desks import AT_TERMINAL, PASSWORD
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse

from pipeline.errors import SettingsError
from web.app import make_app

CLIENT, SECRET = "so-hoa", "bí mật của hai bên"


@dataclass
class Idp:
    """A provider, and what it says wrong on purpose.

    Attributes:
        claims: Laid over what an honest provider says; None takes a claim away.
        algorithm: It signs with.
        strange_key: It signs with a key that it does not publish.
        code_for: Code → what was asked with it.
        asked: Paths that were asked of it.
    """

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    issuer: str = ""
    claims: dict = field(default_factory=dict)
    algorithm: str = "RS256"
    strange_key: bool = False
    down: bool = False
    code_for: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def app(self):
        """Its four doors."""
        app = FastAPI()

        @app.middleware("http")
        async def note(request: Request, call_next):
            self.asked.append(request.url.path)
            return JSONResponse({}, 503) if self.down else await call_next(request)

        @app.get("/.well-known/openid-configuration")
        def discover():
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @app.get("/keys")
        def keys():
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(request: Request):
            asked = dict(request.query_params)
            code = f"code-{len(self.code_for)}"
            self.code_for[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

        @app.post("/token")
        async def token(request: Request):
            form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
            basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            asked = self.code_for.pop(form["code"], None)
            challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
            right = (
                asked is not None
                and request.headers["authorization"] == f"Basic {basic}"
                and form["redirect_uri"] == asked["redirect_uri"]
                and asked["code_challenge_method"] == "S256"
                and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
                == asked["code_challenge"]
            )
            if not right:
                return JSONResponse({"error": "invalid_grant"}, 400)
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.signed(asked)}

        return app

    def signed(self, asked):
        """Its word."""
        now = int(time.time())
        said = {
            "iss": self.issuer, "aud": asked["client_id"], "sub": "u-1", "iat": now,
            "exp": now + 300, "nonce": asked["nonce"], "preferred_username": "Cô Lan",
            "groups": ["so-hoa", "khác"],
        }  # fmt: skip
        said = {k: v for k, v in (said | self.claims).items() if v is not None}
        header = {"alg": self.algorithm, "kid": "1"}
        if self.algorithm == "none":
            parts = (str(header), str(said))
            return ".".join(base64.urlsafe_b64encode(one.encode()).decode() for one in parts) + "."
        if self.algorithm == "HS256":
            return jwt.encode(header, said, OctKey.import_key(SECRET.encode()))
        key = RSAKey.generate_key(2048, {"kid": "1"}) if self.strange_key else self.key
        return jwt.encode(header, said, key)


@pytest.fixture(scope="module")
def running():
    """It, on a port of this machine."""
    idp = Idp()
    config = uvicorn.Config(idp.app(), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    idp.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield idp
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def idp(running):
    """The same, honest again."""
    running.claims, running.algorithm, running.strange_key = {}, "RS256", False
    running.down = False
    running.asked.clear()
    return running


@pytest.fixture
def secret_file(tmp_path):
    path = tmp_path / "oidc"
    path.write_text(SECRET + "\n")
    return str(path)


@pytest.fixture
def app(desk, idp, secret_file):
    return _app(desk, idp, secret_file)


def _app(desk, idp, secret_file, **more):
    door = replace(
        desk.settings.desk, oidc_issuer=idp.issuer, oidc_client=CLIENT,
        oidc_secret_file=secret_file, **more,
    )  # fmt: skip
    return make_app(replace(desk, settings=replace(desk.settings, desk=door)))


def _browser(app):
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def _goes(client, back="/account"):
    """As far as the provider: where that sends the browser."""
    there = client.get(f"/login/oidc?next={back}")
    assert there.status_code == 303, there.text
    import httpx

    return httpx.get(there.headers["location"], trust_env=False).headers["location"]


def _comes(client, address):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


@pytest.fixture
def lan(desk):
    return desk.people.accounts.add("Cô Lan", ["reviewer"], None, by=AT_TERMINAL)


def test_nothing_is_asked_of_it_before_somebody_logs_in(app, idp, lan):
    client = _browser(app)
    assert "tài khoản cơ quan" in client.get("/login").text
    assert idp.asked == []


def test_one_comes_in_by_its_word(app, desk, idp, lan):
    client = _browser(app)
    came = _comes(client, _goes(client))
    assert (came.status_code, came.headers["location"]) == (303, "/account")
    assert "Cô Lan" in client.get("/account").text
    assert desk.people.log.lines(act="sign-in")[0].detail == {"by": "oidc"}
    assert desk.people.accounts.known_elsewhere(idp.issuer, "u-1") == lan
    # Known by its subject from now on, whatever the name there becomes.
    idp.claims = {"preferred_username": "Lan Mới"}
    again = _browser(app)
    _comes(again, _goes(again))
    assert "Cô Lan" in again.get("/account").text


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"nonce": None}, {"iss": "http://evil.example"}, {"iss": None},
        {"aud": "another"}, {"aud": None}, {"aud": [CLIENT, "x"], "azp": "x"}, {"sub": None},
        {"exp": 1}, {"exp": None}, {"iat": None}, {"iat": 4_000_000_000},
        {"preferred_username": None}, {"preferred_username": ["Cô Lan"]},
        {"preferred_username": "Không Ai"},
    ],
)  # fmt: skip
def test_what_is_not_for_this_log_in_is_not_believed(app, desk, idp, lan, claims):
    idp.claims = claims
    client = _browser(app)
    refused = _comes(client, _goes(client))
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    assert client.get("/account").status_code == 401
    assert desk.people.log.lines(limit=1)[0].act == "refused"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_only_the_providers_own_keys_sign(app, idp, lan, algorithm):
    idp.algorithm = algorithm
    client = _browser(app)
    assert _comes(client, _goes(client)).status_code == 403


def test_a_key_that_is_not_published_signs_nothing(app, idp, lan):
    idp.strange_key = True
    client = _browser(app)
    assert _comes(client, _goes(client)).status_code == 403
    # Keys that are new since we asked are learnt.
    idp.strange_key, idp.key = False, RSAKey.generate_key(2048, {"kid": "1"})
    client = _browser(app)
    assert _comes(client, _goes(client)).status_code == 303


def test_an_answer_serves_once_and_the_browser_that_asked(app, idp, lan):
    mine, other = _browser(app), _browser(app)
    address = _goes(mine)
    _goes(other)
    assert _comes(other, address).status_code == 403
    assert _comes(_browser(app), address).status_code == 403
    cookies = dict(mine.cookies)
    assert _comes(mine, address).status_code == 303
    replayed = _browser(app)
    replayed.cookies.update(cookies)
    assert _comes(replayed, address).status_code == 403
    forged = _browser(app)
    forged.cookies.set("sohoa-80-oidc", f"{b'{}'.hex()}.{'0' * 64}")
    assert _comes(forged, address).status_code == 403
    errors = _browser(app)
    state = parse_qs(urlsplit(_goes(errors)).query)["state"][0]
    assert errors.get(f"/login/oidc/back?error=access_denied&state={state}").status_code == 403


def test_an_account_with_a_password_is_not_taken_over(app, desk, idp):
    desk.people.accounts.add("Cô Lan", ["administrator"], PASSWORD, by=AT_TERMINAL)
    client = _browser(app)
    assert _comes(client, _goes(client)).status_code == 403


def test_a_locked_account_stays_locked(app, desk, idp, lan):
    desk.people.accounts.disable("Cô Lan", by=AT_TERMINAL)
    client = _browser(app)
    refused = _comes(client, _goes(client))
    assert (refused.status_code, "đã khóa" in refused.text) == (403, True)


def test_groups_there_are_roles_here(desk, idp, secret_file):
    app = _app(
        desk, idp, secret_file, oidc_roles_claim="groups", oidc_roles="so-hoa=reviewer vp=signer"
    )
    client = _browser(app)
    _comes(client, _goes(client))
    assert desk.people.accounts.get("Cô Lan").roles == {"reviewer"}
    idp.claims = {"groups": ["vp"]}
    _comes(client, _goes(client))
    assert desk.people.accounts.get("Cô Lan").roles == {"signer"}
    idp.claims = {"groups": ["khác"], "sub": "u-2", "preferred_username": "Minh"}
    other = _browser(app)
    assert _comes(other, _goes(other)).status_code == 403
    assert desk.people.accounts.get("Minh") is None


def test_a_provider_that_does_not_answer_is_told(desk, idp, secret_file, lan):
    app = _app(desk, idp, secret_file)
    idp.down = True
    refused = _browser(app).get("/login/oidc")
    assert (refused.status_code, "thử lại sau" in refused.text) == (403, True)


def test_without_one_there_is_no_such_door(sign_in):
    for path in ("/login/oidc", "/login/oidc/back?code=x&state=y"):
        assert sign_in.nobody().get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://sso.tinh.vn"}, {"oidc_client": ""},
        {"oidc_secret_file": "/nowhere"}, {"oidc_roles": "so-hoa=king"}, {"oidc_roles": "reviewer"},
    ],
)  # fmt: skip
def test_half_a_setting_is_told_at_once(desk, idp, secret_file, wrong):
    door = {"oidc_issuer": idp.issuer, "oidc_client": CLIENT, "oidc_secret_file": secret_file}
    settings = replace(desk.settings, desk=replace(desk.settings.desk, **(door | wrong)))
    with pytest.raises(SettingsError):
        make_app(replace(desk, settings=settings))
