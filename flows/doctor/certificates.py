"""Certificates of all servers that a site reaches by TLS: trusted, and for how long yet.

All are looked at side by side, and each is told on its own: one that is bad or away hides none.
"""

from __future__ import annotations

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING

from cryptography import x509

from flows.doctor.findings import DoubtError, Finding, look
from flows.doctor.lines import SOURCES, Line, NoTlsError
from pipeline.errors import DigitiseError, SetupError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["EXPIRES_WITHIN", "certificates"]

EXPIRES_WITHIN = timedelta(days=30)
_SECONDS = 20.0
"""All of them together take no longer, whatever name servers and servers do."""
_RENEW = "Hãy gia hạn chứng chỉ trên máy chủ đó."
_LOOK = "Hãy xem máy chủ đó còn chạy và đường mạng tới đó,"


def certificates(settings: Settings) -> list[Finding]:
    """A finding for each server.

    What a night cannot do without and is bad is an error; mail, webhooks and log-in are a doubt:
    nights run without them.
    """
    lines: list[Line] = []
    found: list[Finding] = []
    for name, source in SOURCES:
        try:
            lines += source(settings)
        except DigitiseError as error:  # what is wrong with the ledger is told by its own checks
            detail = f"không biết được địa chỉ: {error}"
            found.append(Finding(f"Chứng chỉ của {name}", ok=True, doubt=True, detail=detail))
    found += _looked_at(lines, settings)
    return found or [Finding("Chứng chỉ", True, False, "không có máy chủ nào nối bằng TLS")]


def _looked_at(lines: list[Line], settings: Settings) -> list[Finding]:
    answers: dict[int, Finding] = {}

    def ask(number: int) -> None:
        line = lines[number]
        answers[number] = look((_title(line), lambda _: _see(line)), settings)

    # Not waited for at the end: a name server may let one hang for minutes.
    threads = [Thread(target=ask, args=(number,), daemon=True) for number in range(len(lines))]
    for thread in threads:
        thread.start()
    until = time.monotonic() + _SECONDS
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return [answers.get(number) or _late(line) for number, line in enumerate(lines)]


def _title(line: Line) -> str:
    return f"Chứng chỉ của {line.name} ({line.host}:{line.port})"


def _late(line: Line) -> Finding:
    detail = f"không trả lời trong {_SECONDS:.0f} giây. {_LOOK} hoặc sửa {line.where}."
    return Finding(_title(line), ok=not line.needed, doubt=not line.needed, detail=detail)


def _see(line: Line) -> str:
    """How long the certificate holds.

    Raises:
        SetupError: No line can be opened, and nights need it.
        DoubtError: Nights do without it; or it ends soon.
    """
    try:
        until = x509.load_der_x509_certificate(line.certificate()).not_valid_after_utc
    except (OSError, NoTlsError, SetupError, ValueError) as error:
        said = _why(line, error)
        raise SetupError(said) if line.needed else DoubtError(said) from None
    left = until - datetime.now(UTC)
    if left < timedelta():  # nobody asked whether it may be trusted
        raise DoubtError(f"đã hết hạn ngày {until:%d/%m/%Y}. {_RENEW}")
    if left < EXPIRES_WITHIN:
        raise DoubtError(f"hết hạn ngày {until:%d/%m/%Y}, còn {left.days} ngày. {_RENEW}")
    return f"có hạn đến {until:%d/%m/%Y}"


def _why(line: Line, error: Exception) -> str:
    """Why no line was opened, with the remedy."""
    match error:
        case SetupError():
            return str(error)
        case ssl.SSLCertVerificationError():
            return _refused(line, error)
        case ssl.SSLError():  # the handshake broke off
            said = f"không mở được TLS ({error.reason}). Hãy xem TLS của máy chủ đó,"
        case NoTlsError():
            said = "máy chủ không có TLS như đã đặt. Hãy bật TLS trên máy chủ đó,"
        case socket.gaierror():
            said = f"không tìm thấy tên máy {line.host}. Hãy xem máy chủ tên (DNS),"
        case TimeoutError():
            said = f"không trả lời kịp. {_LOOK}"
        case OSError():
            said = f"{from_system(error)}. {_LOOK}"
        case _:  # no name that can be looked up, or no certificate
            said = "không đọc được chứng chỉ. Hãy xem TLS của máy chủ đó,"
    return f"{said} hoặc sửa {line.where}."


def _refused(line: Line, error: ssl.SSLCertVerificationError) -> str:
    """Why the certificate is not taken, by OpenSSL's number (X509_V_ERR_…), with the remedy."""
    match error.verify_code:
        case 10:
            return f"đã hết hạn. {_RENEW}"
        case 9:
            return "chưa tới ngày có hiệu lực. Hãy xem đồng hồ của máy này và của máy chủ đó."
        case 62 | 64:  # another name, another address
            return (
                f"không mang tên {line.host}. Hãy cấp lại chứng chỉ với tên này, hoặc đặt "
                f"{line.where} bằng tên ghi trong chứng chỉ."
            )
        case 2 | 18 | 19 | 20 | 21:
            return f"không do nơi nào máy này tin cấp ({error.verify_message}). Hãy {line.trust}."
    return f"không tin được ({error.verify_message}). Hãy cấp lại chứng chỉ, hoặc {line.trust}."
