"""Who it is, by the word of an OpenID provider: authorization code with PKCE.

Nothing is asked of it before somebody wants to log in. What it says is believed when its own keys
signed it, for us, now, and for the very log-in that this browser began.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pipeline.errors import PeopleError, SettingsError
from web.security.hosts import LOOPBACK
from web.trust import trusted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.settings import DeskDoor

__all__ = ["Begun", "Provider", "Said", "provider_of"]

_SECONDS = 10.0
_KEPT_SECONDS = 3600.0
_LEEWAY = 60
_SIGNED = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""With keys that the provider alone has: never with none, nor with a secret that we share."""
_NAME = "Nơi đăng nhập chung"


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that a browser began; it alone keeps this, signed by us.

    Attributes:
        state: The answer bears it, too.
        nonce: ... and what the provider signs.
        verifier: Whoever has only the code cannot use it (PKCE, RFC 7636).
        back: Where to go then.
    """

    state: str
    nonce: str
    verifier: str
    back: str

    def as_text(self) -> str:
        """To be kept."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Said:
    """Whom the provider says it is.

    Attributes:
        issuer: The provider.
        subject: Its own name of the person, for ever the same.
        name: The name of an account here.
        groups: What the person is there; None where we do not ask.
    """

    issuer: str
    subject: str
    name: str
    groups: frozenset[str] | None


def provider_of(door: DeskDoor) -> Provider | None:
    """The provider that is set; None = none.

    Raises:
        SettingsError: Half of what it takes is missing, or its address is not safe.
    """
    if not door.oidc_issuer:
        return None
    issuer = urlsplit(door.oidc_issuer)
    if issuer.scheme != "https" and issuer.hostname not in {"localhost", *LOOPBACK}:
        raise SettingsError("desk.oidc_issuer", door.oidc_issuer, "https://…")
    if not door.oidc_client:
        raise SettingsError("desk.oidc_client", "", "tên đã đăng ký ở nơi đăng nhập chung")
    try:
        secret = Path(door.oidc_secret_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            "desk.oidc_secret_file", door.oidc_secret_file, "tệp đọc được, có khóa bí mật"
        ) from None
    return Provider(door, secret)


class Provider:
    """An OpenID provider.

    Args:
        door: Where it is, and what we are called there.
        secret: Ours.
    """

    def __init__(self, door: DeskDoor, secret: str) -> None:
        self._door, self._secret = door, secret
        self._known: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def begin(self, here: str, back: str) -> tuple[str, Begun]:
        """Where the browser goes to log in, and what it keeps meanwhile.

        Args:
            here: Our own address that the provider sends it back to.
            back: Where it goes then.

        Raises:
            PeopleError: The provider does not answer.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        begun = Begun(state, nonce, verifier, back)
        asked = {
            "response_type": "code",
            "client_id": self._door.oidc_client,
            "redirect_uri": here,
            "scope": "openid profile",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        at = str(self._discovered()["authorization_endpoint"])
        return f"{at}{'&' if urlsplit(at).query else '?'}{urlencode(asked)}", begun

    def finish(self, begun: Begun, answer: Mapping[str, str], here: str) -> Said:
        """Who it is.

        Args:
            begun: What this browser began.
            answer: What it came back with.
            here: As for `begin`.

        Raises:
            PeopleError: It is not known who it is.
        """
        if not secrets.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise PeopleError(_NAME, "lần đăng nhập này không bắt đầu ở trình duyệt này")
        if answer.get("iss", self._door.oidc_issuer) != self._door.oidc_issuer:  # RFC 9207
            raise PeopleError(_NAME, "trả lời đến từ nơi khác")
        if "code" not in answer:
            raise PeopleError(_NAME, "không cho đăng nhập")
        given = self._fetched(
            "POST",
            str(self._discovered()["token_endpoint"]),
            data={
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": here,
                "code_verifier": begun.verifier,
            },
            auth=(self._door.oidc_client, self._secret),
        )
        return self._understood(str(given.get("id_token", "")), begun.nonce)

    def _understood(self, token: str, nonce: str) -> Said:
        claims = self._verified(token, nonce)
        name, subject = claims.get(self._door.oidc_name), claims["sub"]
        if not isinstance(name, str) or not name:
            raise PeopleError(_NAME, f"không cho biết tên người ({self._door.oidc_name})")
        groups = None
        if self._door.oidc_roles_claim:
            told = claims.get(self._door.oidc_roles_claim, [])
            groups = frozenset([told] if isinstance(told, str) else map(str, told))
        return Said(self._door.oidc_issuer, str(subject), name, groups)

    def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        """What is signed, when it is for us, now, and for this log-in (OpenID Connect 3.1.3.7)."""
        expected = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._door.oidc_issuer},
            aud={"essential": True, "value": self._door.oidc_client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            signed = self._decoded(token)
            expected.validate(signed.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise PeopleError(_NAME, "trả lời không tin được") from error
        party = signed.claims.get("azp", self._door.oidc_client)
        if party != self._door.oidc_client:
            raise PeopleError(_NAME, "trả lời dành cho chương trình khác")
        return dict(signed.claims)

    def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, self._key_set(), algorithms=_SIGNED)
        except (JoseError, ValueError):
            # It may have new keys since we asked.
            return jwt.decode(token, self._key_set(anew=True), algorithms=_SIGNED)

    def _key_set(self, *, anew: bool = False) -> KeySet:
        if anew or self._keys is None or self._keys[0] < time.monotonic() - _KEPT_SECONDS:
            found = self._fetched("GET", str(self._discovered()["jwks_uri"]))
            self._keys = time.monotonic(), KeySet.import_key_set(found)  # type: ignore[arg-type]
        return self._keys[1]

    def _discovered(self) -> dict[str, Any]:
        if self._known is None or self._known[0] < time.monotonic() - _KEPT_SECONDS:
            issuer = self._door.oidc_issuer
            at = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            found = self._fetched("GET", at)
            needed = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
            if found.get("issuer") != issuer or not needed <= found.keys():
                raise PeopleError(_NAME, f"tự xưng là {found.get('issuer')!r}, không như cấu hình")
            self._known = time.monotonic(), found
        return self._known[1]

    def _fetched(self, method: str, at: str, **more: Any) -> dict[str, Any]:
        try:
            # No proxy of the environment: secrets go straight there.
            with httpx.Client(timeout=_SECONDS, trust_env=False, verify=trusted()) as client:
                answer = client.request(method, at, **more)
                answer.raise_for_status()
                found = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise PeopleError(_NAME, "không trả lời được; hãy thử lại sau") from error
        if not isinstance(found, dict):
            raise PeopleError(_NAME, "trả lời không hiểu được")
        return found
