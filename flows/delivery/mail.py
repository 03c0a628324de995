"""A report by mail: SMTP, with TLS where the server has it, to the addresses of the settings."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

from flows.delivery.refusing import RefusedError
from pipeline.errors import SettingsError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from flows.delivery.told import Told
    from pipeline.settings import Report

__all__ = ["mail_line", "send_mail"]

_SECONDS = 20.0
_TEMPORARY = range(400, 500)
"""Answers of a server that may say otherwise later (RFC 5321, 4.2.1)."""


def send_mail(told: Told, html: bytes | None, report: Report) -> None:
    """Send it once.

    Args:
        told: What is written.
        html: The report, to be attached.
        report: Settings.

    Raises:
        RefusedError: It was not taken.
        SettingsError: The file with the password cannot be read.
    """
    message = _message(told, html, report)
    try:
        with mail_line(report) as server:
            if report.smtp_user:
                server.login(report.smtp_user, _password(report.smtp_password_file))
            server.send_message(message)
    except smtplib.SMTPResponseException as error:
        raise RefusedError(_said(error), may_pass=error.smtp_code in _TEMPORARY) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        passing = all(code in _TEMPORARY for code in codes)
        raise RefusedError(f"máy chủ thư từ chối người nhận ({codes[0]})", passing) from error
    except smtplib.SMTPNotSupportedError as error:
        raise RefusedError("máy chủ thư không có TLS hoặc đăng nhập như đã đặt", False) from error
    except ssl.SSLError as error:
        raise RefusedError("chứng thư TLS của máy chủ thư không được tin", False) from error
    except smtplib.SMTPException as error:
        raise RefusedError("máy chủ thư ngắt giữa chừng", True) from error
    except OSError as error:
        raise RefusedError(f"không nối được máy chủ thư ({from_system(error)})", True) from error


def mail_line(report: Report, seconds: float = _SECONDS) -> smtplib.SMTP:
    """A line to the server, open and closed to others as the settings say; nobody is logged in.

    Raises:
        OSError: It does not answer, is not trusted, or has no TLS.
    """
    trusted = ssl.create_default_context(cafile=report.ca_file or None)
    if report.smtp_tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            report.smtp_host, report.smtp_port, timeout=seconds, context=trusted
        )
    else:
        server = smtplib.SMTP(report.smtp_host, report.smtp_port, timeout=seconds)
    try:
        if report.smtp_tls == "starttls":
            server.starttls(context=trusted)
    except BaseException:
        with suppress(OSError):
            server.close()
        raise
    return server


def _password(path: str) -> str:
    try:
        return Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        allowed = "tệp đọc được, có mật khẩu chỉ gồm chữ ASCII"
        raise SettingsError("report.smtp_password_file", path, allowed) from None


def _message(told: Told, html: bytes | None, report: Report) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = told.subject
    message["From"] = report.mail_from or report.smtp_user
    message["To"] = ", ".join(report.mail_addresses)
    message["Date"] = formatdate(localtime=True)
    # Sent again after an answer that was lost, it is the same message to whoever has it.
    archive = hashlib.sha256(told.archive.encode()).hexdigest()[:12]
    message["Message-ID"] = f"<{told.night}.{archive}@sohoa.invalid>"
    message["Auto-Submitted"] = "auto-generated"  # no answers of machines on holiday (RFC 3834)
    message.set_content(told.text)
    if html is not None:
        message.add_attachment(html.decode(), subtype="html", filename=f"{told.night}.html")
    return message


def _said(error: smtplib.SMTPResponseException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "máy chủ thư không nhận tên hoặc mật khẩu"
    return f"máy chủ thư từ chối (mã {error.smtp_code})"
