"""Passwords: argon2id, never more than a few at once, and as long for nobody as for somebody.

What is kept tells with which parameters it was made, so that they can be raised: whoever signs in
with an older hash gets a new one.
"""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import PeopleError

__all__ = ["LEAST", "checked", "is_old", "is_right", "kept"]

LEAST = 10
"""Letters of a password; NIST SP 800-63B asks for eight."""
MOST = 200

# OWASP's second choice (19 MiB, two passes) with one pass more: 25 ms on an office PC.
_HASHER = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=3,p=1$bVSqmlD/C2PctAK1P7h38A"
    "$SeHbGW4Dj7Vlju9cWbf+BbtN7NgSn1szkA/DjWjlvPo"
)
"""Of no password anybody has, made with the same parameters (a test says so)."""
# A hundred log-ins at once must not take 2 GB.
_AT_ONCE = threading.BoundedSemaphore(4)


def checked(name: str, password: str) -> str:
    """The same password, when it may be used.

    One letter may be typed in several ways (ế from an input method and from a keyboard of one's
    own): NFKC makes them one, as NIST SP 800-63B says.

    Raises:
        PeopleError: It is too short, too long, or says the person's name.
    """
    plain = _plain(password)
    if len(plain) < LEAST:
        raise PeopleError(name, f"mật khẩu phải có ít nhất {LEAST} ký tự")
    if len(plain) > MOST:
        raise PeopleError(name, f"mật khẩu dài quá {MOST} ký tự")
    if len(set(plain)) < 4 or _plain(name).casefold() in plain.casefold():
        raise PeopleError(name, "mật khẩu quá dễ đoán: hãy dùng vài từ không liên quan tới tên")
    return password


def kept(password: str) -> str:
    """What is kept of a password that was `checked`."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def is_right(password: str, digest: str | None) -> bool:
    """Whether a password is the one; None = there is none, which takes as long to say."""
    if len(password) > 4 * MOST:
        return False
    with _AT_ONCE:
        try:
            _HASHER.verify(digest or _NOBODYS, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return digest is not None


def is_old(digest: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(digest)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
