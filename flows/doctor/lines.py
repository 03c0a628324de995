"""The lines of a site that are opened by TLS, each as the program that uses it opens it.

Only places that the settings, the environment or the ledger name; what a line trusts is what the
program itself trusts there, so that nothing is called good that it would refuse.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.archive.database_looks import DatabaseLine
    from pipeline.settings import Settings

__all__ = ["SOURCES", "Line", "NoTlsError"]

_PATIENCE = 5.0
"""Seconds for each step of opening a line."""
_ASK_FOR_TLS = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
"""PostgreSQL's SSLRequest (Frontend/Backend Protocol, "Message Formats")."""
_SITES_OWN = "đặt tệp chứng chỉ gốc của cơ quan vào"


class NoTlsError(Exception):
    """The server answers, and has no TLS."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of them.

    Attributes:
        name: Where it leads, for a clerk.
        host: The name that the certificate has to bear.
        port: Its port.
        certificate: Opens it, and gives the server's certificate (DER).  Raises `OSError`,
            `NoTlsError`, or `SetupError` where our own side is wrong.
        where: Where its address is set.
        trust: What to do so that it trusts the site's own authority.
        needed: Whether a night cannot do without.
    """

    name: str
    host: str
    port: int
    certificate: Callable[[], bytes]
    where: str
    trust: str
    needed: bool


def _store(settings: Settings) -> Iterator[Line]:
    from pipeline.archive.endpoint import store_endpoint

    address, bundle = store_endpoint()
    yield from _https(
        "kho đối tượng",
        address,
        partial(_by_file, bundle, "AWS_CA_BUNDLE"),
        where="AWS_ENDPOINT_URL",
        trust=f"{_SITES_OWN} AWS_CA_BUNDLE",
        needed=any(place.startswith("s3://") for place in (settings.archive, settings.inbox)),
    )


def _database(settings: Settings) -> Iterator[Line]:
    from pipeline.archive.database_looks import database_lines

    for one in database_lines(settings) if settings.database else ():
        yield Line(
            "cơ sở dữ liệu",
            one.host,
            one.port,
            partial(_postgresql, one),
            where="SOHOA_DATABASE",
            trust=f"{_SITES_OWN} sslrootcert của SOHOA_DATABASE",
            needed=True,
        )


def _prefect(_: Settings) -> Iterator[Line]:
    yield from _https(
        "Prefect",
        os.environ.get("PREFECT_API_URL", ""),
        _as_prefect,
        where="PREFECT_API_URL",
        trust=f"{_SITES_OWN} PREFECT_API_SSL_CERT_FILE",
        needed=True,
    )


def _mail(settings: Settings) -> Iterator[Line]:
    report = settings.report
    if report.mail_to and report.smtp_tls != "none":
        yield Line(
            "máy chủ thư",
            report.smtp_host,
            report.smtp_port,
            partial(_by_mail, settings),
            where="report.smtp_host",
            trust=f"{_SITES_OWN} report.ca_file",
            needed=False,
        )


def _report_hook(settings: Settings) -> Iterator[Line]:
    yield from _told("nơi nhận báo cáo đêm", settings.report.webhook, "report.webhook")


def _desk_hooks(settings: Settings) -> Iterator[Line]:
    from pipeline.archive.database_looks import webhook_addresses

    seen = set()
    for address in webhook_addresses(settings):
        for line in _told("nơi nhận tin", address, "sohoa desk add-webhook"):
            if (line.host, line.port) not in seen:
                seen.add((line.host, line.port))
                yield line


def _sign_in(settings: Settings) -> Iterator[Line]:
    yield from _told("nơi đăng nhập chung", settings.desk.oidc_issuer, "desk.oidc_issuer")


SOURCES: tuple[tuple[str, Callable[[Settings], Iterator[Line]]], ...] = (
    ("kho đối tượng", _store),
    ("cơ sở dữ liệu", _database),
    ("Prefect", _prefect),
    ("máy chủ thư", _mail),
    ("nơi nhận báo cáo đêm", _report_hook),
    ("nơi nhận tin", _desk_hooks),
    ("nơi đăng nhập chung", _sign_in),
)
"""Whom we talk to, and the lines to it: none where it is not set or has no TLS."""


def _told(name: str, address: str, where: str) -> Iterator[Line]:
    from web.trust import trusted

    trust = f"{_SITES_OWN} SSL_CERT_FILE (của mọi dịch vụ sohoa)"
    yield from _https(name, address, trusted, where=where, trust=trust, needed=False)


def _https(
    name: str,
    address: str,
    context: Callable[[], ssl.SSLContext],
    *,
    where: str,
    trust: str,
    needed: bool,
) -> Iterator[Line]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        raise SetupError(f"địa chỉ {address!r} không hợp lệ. Hãy sửa {where}.") from None
    if parts.scheme == "https" and host:
        certificate = partial(_by_tls, host, port, context)
        yield Line(name, host, port, certificate, where, trust, needed)


def _by_tls(host: str, port: int, context: Callable[[], ssl.SSLContext]) -> bytes:
    trusted = context()
    with socket.create_connection((host, port), timeout=_PATIENCE) as line:
        return _handshake(line, trusted, host)


def _postgresql(one: DatabaseLine) -> bytes:
    trusted = _by_file("" if one.root == "system" else one.root, "sslrootcert")
    trusted.check_hostname = one.named
    if not one.root:
        trusted = _unverified(trusted)
    with socket.create_connection((one.address, one.port), timeout=_PATIENCE) as line:
        line.sendall(_ASK_FOR_TLS)
        answer = line.recv(1)
        if not answer:
            raise ConnectionResetError(errno.ECONNRESET, "closed")
        if answer != b"S":
            raise NoTlsError
        return _handshake(line, trusted, one.host)


def _by_mail(settings: Settings) -> bytes:
    from smtplib import SMTPException, SMTPNotSupportedError

    from flows.delivery.mail import mail_line

    _by_file(settings.report.ca_file, "report.ca_file")  # told apart from a server's certificate
    try:
        server = mail_line(settings.report, _PATIENCE)
    except SMTPNotSupportedError:
        raise NoTlsError from None
    except SMTPException as error:  # it is an OSError without the system's number
        raise ConnectionResetError(errno.ECONNRESET, str(error)) from error
    with server:
        secured = server.sock
        assert isinstance(secured, ssl.SSLSocket)
        return secured.getpeercert(binary_form=True) or b""


def _handshake(line: socket.socket, trusted: ssl.SSLContext, host: str) -> bytes:
    with trusted.wrap_socket(line, server_hostname=host) as secured:
        return secured.getpeercert(binary_form=True) or b""


def _as_prefect() -> ssl.SSLContext:
    """As Prefect's client does (`PrefectClient`), which nobody told else."""
    from httpx import create_ssl_context

    said = os.environ.get("PREFECT_API_TLS_INSECURE_SKIP_VERIFY", "").lower()
    if said in ("1", "true", "t", "yes", "y", "on"):  # as pydantic understands it
        return _unverified(ssl.create_default_context())
    named = os.environ.get("PREFECT_API_SSL_CERT_FILE") or os.environ.get("SSL_CERT_FILE")
    if named:
        return _by_file(named, "PREFECT_API_SSL_CERT_FILE")
    return create_ssl_context(trust_env=False)


def _unverified(context: ssl.SSLContext) -> ssl.SSLContext:
    """Where the program takes any certificate; nothing but the certificate is asked for here."""
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _by_file(bundle: str, where: str) -> ssl.SSLContext:
    """Trust the authorities of a file; where none is named, those of this machine."""
    try:
        return ssl.create_default_context(cafile=bundle or None)
    except OSError:  # also what is no certificate
        raise SetupError(
            f"không đọc được tệp chứng chỉ gốc {bundle}. Hãy đặt tệp đó vào chỗ, hoặc sửa {where}."
        ) from None
