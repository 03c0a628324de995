"""Certificates that vouch for themselves, and servers of this machine that show them."""

from __future__ import annotations

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from socket import create_server
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from socket import socket


def certify(path: Path, left: timedelta, name: str = "localhost") -> Path:
    """Write a certificate with its key, that nobody trusts who is not told to.

    Args:
        path: Where.
        left: So long does it hold from now on; its day of expiry may have been.
        name: Whose it is; that of `localhost` is good for 127.0.0.1, too.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    # Authorities are looked up by their names: no two here have the same.
    serial = x509.random_serial_number()
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{serial:x}")])
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(whose).issuer_name(whose).public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(now - timedelta(days=900)).not_valid_after(now + left)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(form, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(form)
    )
    return path


@contextmanager
def showing(certificate: Path, greet: Callable[[socket], None] | None = None) -> Iterator[int]:
    """A server on loopback that opens lines and says nothing on them; gives its port.

    Args:
        certificate: With its key.
        greet: What is said before TLS begins.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with create_server(("localhost", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                try:
                    if greet is not None:
                        greet(line)
                    context.wrap_socket(line, server_side=True).close()
                except OSError:
                    line.close()

        threading.Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(2)
