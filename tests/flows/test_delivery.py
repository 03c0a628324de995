"""Reports go where the settings want them, over real lines; failing there fails no night."""

import base64
import datetime as dt
import hashlib
import hmac
from contextlib import closing
from dataclasses import replace

import pytest
from certified import certify
from receivers import MailServer, Receiver

from flows.delivery import deliver
from flows.delivery.delivering import undelivered
from flows.delivery.told import Told
from pipeline.archive.ledger.ledger import Ledger
from pipeline.errors import ArchiveError
from pipeline.settings import Report

TOLD = Told(
    "2026-11-29T220000",
    "halted",
    {"documents_published": 12, "pages_read": 40, "files_aside": 0, "pages_left": 300},
    "/kho",
    "/kho/reports/2026-11-29T220000.html",
    "đã đến giờ dừng 06:00",
)
MAIL = Report(
    mail_to="lan@phong.vn, minh@phong.vn",
    mail_from="sohoa@phong.vn",
    smtp_host="127.0.0.1",
    smtp_tls="none",
    artifact=False,
)


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as opened:
        yield opened


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 with its key, that nobody trusts who is not told to."""
    return certify(tmp_path / "mail.pem", dt.timedelta(days=1))


@pytest.fixture
def mail_server():
    """Mail servers that end with the test."""
    made = []

    def start(*args, **more):
        made.append(MailServer(*args, **more))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


def send(ledger, report, told=TOLD, html=None):
    """Deliver without waiting; what went wrong, and the pauses that were made."""
    pauses = []
    return deliver(told, html, report, ledger, pause=pauses.append), pauses


def test_a_mail_tells_figures_and_no_word_of_a_document(ledger, mail_server):
    server = mail_server()
    assert send(ledger, replace(MAIL, smtp_port=server.port)) == ([], [])
    (mail,) = server.mails
    assert mail["to"] == "lan@phong.vn, minh@phong.vn"
    assert mail["subject"] == "Số hóa: đêm 2026-11-29 dừng giữa chừng, 12 văn bản vào kho"
    assert mail["message-id"].startswith("<2026-11-29T220000.")
    text = mail.get_content()
    assert "Lý do: đã đến giờ dừng 06:00" in text
    assert "- 300 trang để đêm sau" in text
    assert "tệp để riêng" not in text
    assert [row.state for row in ledger.deliveries.last()] == ["sent"]


def test_the_report_goes_with_the_mail_where_a_site_says_so(ledger, mail_server):
    server = mail_server()
    send(ledger, replace(MAIL, smtp_port=server.port), html="<p>Tờ trình</p>".encode())
    (part,) = server.mails[0].iter_attachments()
    assert part.get_filename() == "2026-11-29T220000.html"
    assert "Tờ trình" in part.get_content()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_mail_is_closed_and_the_password_comes_out_of_a_file(
    ledger, mail_server, certificate, tmp_path, tls
):
    (tmp_path / "password").write_text("to secret\n")
    server = mail_server(certificate, starttls=tls == "starttls", login=("so-hoa", "to secret"))
    report = replace(
        MAIL,
        smtp_port=server.port,
        smtp_tls=tls,
        smtp_user="so-hoa",
        smtp_password_file=str(tmp_path / "password"),
        ca_file=str(certificate),
    )
    assert send(ledger, report) == ([], [])
    assert server.logins == [("so-hoa", "to secret")]

    (wrong,), pauses = send(ledger, replace(report, ca_file=""))
    assert "chứng thư TLS" in wrong
    assert pauses == []
    (tmp_path / "password").write_text("other")
    assert "không nhận tên hoặc mật khẩu" in send(ledger, report)[0][0]
    (tmp_path / "password").unlink()
    assert "smtp_password_file" in send(ledger, report)[0][0]
    assert len(server.mails) == 1


def test_what_may_pass_is_tried_again_and_what_stays_is_not(ledger, mail_server):
    server = mail_server()
    report = replace(MAIL, smtp_port=server.port)
    server.answers = ["451 later", ""]
    assert send(ledger, report) == ([], [2.0, 10.0])
    server.answers = ["554 never"]
    assert send(ledger, report) == (["qua thư điện tử: máy chủ thư từ chối (mã 554)"], [])
    server.close()
    (wrong,), pauses = send(ledger, report)
    assert "không nối được máy chủ thư" in wrong
    assert pauses == [2.0, 10.0]


def test_a_program_is_told_signed(ledger, receiver, tmp_path):
    key = b"k" * 32
    (tmp_path / "secret").write_text("whsec_" + base64.b64encode(key).decode())
    report = Report(
        webhook=receiver.url, webhook_secret_file=str(tmp_path / "secret"), artifact=False
    )
    receiver.answers = [503]
    assert send(ledger, report) == ([], [2.0])
    assert receiver.got[1]["type"] == "night.ended"
    assert receiver.got[1]["counts"]["pages_left"] == 300
    headers, body = receiver.headers[1]
    said = {name.lower(): value for name, value in headers.items()}
    signed = f"{TOLD.night}.{said['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert said["webhook-signature"] == f"v1,{expected}"

    receiver.answers = [302]
    assert send(ledger, report) == (["qua webhook: nơi nhận trả lời HTTP 302"], [])
    (tmp_path / "secret").write_text("không phải khóa")
    assert "webhook_secret_file" in send(ledger, report)[0][0]
    assert len(receiver.got) == 3


def test_a_program_of_a_closed_network_is_told_where_this_machine_trusts_its_authority(
    ledger, certificate, monkeypatch
):
    """The world's authorities alone know no such program."""
    program = Receiver(certificate)
    report = Report(webhook=program.url, artifact=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert send(ledger, report) == ([], [])
    assert len(program.got) == 1
    monkeypatch.delenv("SSL_CERT_FILE")
    assert send(ledger, report)[0]
    assert len(program.got) == 1
    program.close()


def test_what_was_not_delivered_is_told_until_it_is(ledger, receiver):
    report = Report(webhook=receiver.url, artifact=False)
    receiver.answers = [404]
    send(ledger, report)
    (said,) = undelivered(ledger)
    assert said == "đêm 2026-11-29T220000 qua webhook: nơi nhận trả lời HTTP 404"
    later = replace(TOLD, night="2026-11-30T220000", before=(said,))
    assert f"Không gửi được báo cáo {said}" in later.text
    send(ledger, report, later)
    assert undelivered(ledger) == ()


def test_a_mistake_of_ours_or_a_ledger_away_fails_no_night(ledger, receiver, monkeypatch):
    monkeypatch.setattr("flows.delivery.webhook.send_webhook", lambda *_: 1 // 0)
    report = Report(webhook=receiver.url, artifact=False)
    assert send(ledger, report)[0] == ["qua webhook: lỗi của chương trình, xem nhật ký"]

    def away(*_args):
        raise ArchiveError("sổ cái", "không nối được máy chủ")

    monkeypatch.setattr(ledger.deliveries, "note", away)
    assert len(send(ledger, report)[0]) == 1


def test_a_night_is_told_as_a_table_on_prefects_pages():
    assert "| trang để đêm sau | 300 |" in TOLD.markdown
    assert TOLD.as_dict()["state"] == "halted"
