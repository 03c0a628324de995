"""Whom we trust when we open a line by TLS to another program of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl

__all__ = ["trusted"]


def trusted() -> ssl.SSLContext:
    """The authorities that the world trusts, and those of this machine.

    httpx alone knows the former only: no program of a closed network, whose certificate is the
    site's own authority's, could be told anything.  `SSL_CERT_FILE` and `SSL_CERT_DIR` name other
    ones than the system's, as everywhere (OpenSSL).
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
