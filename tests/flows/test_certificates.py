"""Every server that a site reaches by TLS is looked at, and told with what to do about it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from contextlib import ExitStack, closing
from datetime import timedelta
from socket import create_server

import pytest
import servers
from certified import certify, showing
from receivers import MailServer
from sqlalchemy import inspect

from flows.doctor import certificates as room
from flows.doctor.certificates import certificates
from pipeline.archive.database_looks import database_lines, webhook_addresses
from pipeline.archive.ledger.connecting import connect
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.tables import now
from pipeline.settings import DeskDoor, Report, Settings
from pipeline.values.events import EVENT_KINDS, Webhook

LONG, SOON, GONE = timedelta(days=400), timedelta(days=9), timedelta(days=-1)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    """No address, and no trust, but what a test sets."""
    for name in os.environ:
        if name.startswith(("AWS_", "PREFECT_API_", "PG", "SSL_CERT", "REQUESTS_CA")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def serve(tmp_path):
    """Start a server that shows a certificate which holds for so long; gives its port and file."""
    with ExitStack() as stack:
        made = []

        def start(left, greet=None, name="localhost"):
            path = certify(tmp_path / f"{len(made)}.pem", left, name)
            made.append(path)
            return stack.enter_context(showing(path, greet)), path

        yield start


@pytest.fixture
def away():
    """A port that nobody listens on."""
    with create_server(("localhost", 0)) as listening:
        free = listening.getsockname()
    return free[1]


def trust(monkeypatch, tmp_path, *paths):
    """Have this machine trust these, by each program's own word for it."""
    bundle = tmp_path / "trusted.pem"
    bundle.write_bytes(b"".join(path.read_bytes() for path in paths))
    for name in ("SSL_CERT_FILE", "AWS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(bundle))
    return str(bundle)


def told(settings):
    """What is said of each server: how it ended, and the words."""
    return {
        re.sub(r"Chứng chỉ của (.*) \(.*", r"\1", one.name): (one.line[:5].strip(), one.detail)
        for one in certificates(settings)
    }


def with_webhooks(tmp_path, *addresses):
    """An archive whose desk tells these."""
    kho = tmp_path / "kho"
    kho.mkdir()
    with closing(Ledger(f"sqlite:///{kho}/ledger.sqlite")) as ledger:
        for number, url in enumerate(addresses):
            ledger.webhooks.add(Webhook(str(number), url, EVENT_KINDS, b"x", now(), "lan", 0))
    return str(kho)


def test_a_site_without_tls_is_asked_nothing(tmp_path):
    settings = Settings(
        archive=with_webhooks(tmp_path, "http://localhost:1/x"),
        report=Report(webhook="http://localhost:1/x", smtp_port=1),  # mail to nobody
    )
    assert told(settings) == {"Chứng chỉ": ("đạt", "không có máy chủ nào nối bằng TLS")}


def test_one_that_has_ended_one_that_is_well_and_one_away_are_told_at_once(
    monkeypatch, tmp_path, serve, away
):
    """Whichever comes first."""
    (gone, its), (well, path) = serve(GONE), serve(LONG)
    trust(monkeypatch, tmp_path, its, path)
    settings = Settings(report=Report(webhook=f"https://localhost:{away}/x"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://localhost:{gone}")
    monkeypatch.setenv("PREFECT_API_URL", f"https://localhost:{well}/api")
    found = told(Settings(archive="s3://kho", database="sqlite://", report=settings.report))
    assert found["kho đối tượng"] == ("LỖI", f"đã hết hạn. {room._RENEW}")
    assert found["Prefect"][0] == "đạt"
    assert found["Prefect"][1].startswith("có hạn đến ")
    how, said = found["nơi nhận báo cáo đêm"]
    assert how == "CHÚ Ý"  # a night runs without
    assert "không nối được" in said
    assert said.endswith("hoặc sửa report.webhook.")


def test_every_place_that_is_set_is_looked_at(monkeypatch, tmp_path, serve):
    """Each by its own way of opening a line, and trusting what its program trusts."""
    paths, ports = [], {}
    for name in ("store", "prefect", "hook", "desk", "login"):
        ports[name], path = serve(SOON)
        paths.append(path)
    ports["database"], root = serve(SOON, lambda line: (line.recv(8), line.sendall(b"S")))
    mail = MailServer(certify(tmp_path / "mail.pem", SOON), starttls=True)
    trust(monkeypatch, tmp_path, *paths)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"https://localhost:{ports['store']}")
    monkeypatch.setenv("PREFECT_API_URL", f"https://localhost:{ports['prefect']}/api")
    archive = with_webhooks(tmp_path, *[f"https://localhost:{ports['desk']}/{n}" for n in "ab"])
    hook = f"https://localhost:{ports['hook']}/x"
    report = Report("a@b", smtp_port=mail.port, ca_file=f"{tmp_path}/mail.pem", webhook=hook)
    door = DeskDoor(oidc_issuer=f"https://localhost:{ports['login']}/realm")
    found = told(Settings(archive=archive, report=report, desk=door))
    url = f"postgresql+psycopg://a@localhost:{ports['database']}/x?sslmode=verify-full"
    asked = Settings(archive=archive, database=f"{url}&sslrootcert={root}")
    found |= {"cơ sở dữ liệu": told(asked)["cơ sở dữ liệu"]}
    mail.close()
    assert len(found) == 7
    for how, said in found.values():
        assert how == "CHÚ Ý"
        assert "còn 8 ngày. Hãy gia hạn" in said


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_mail_server_is_believed_as_reports_believe_it(tmp_path, tls):
    mail = MailServer(certify(tmp_path / "mail.pem", LONG), starttls=tls == "starttls")
    report = Report(mail_to="a@b", smtp_port=mail.port, smtp_tls=tls, smtp_user="needs-no-password")
    how, said = told(Settings(report=report))["máy chủ thư"]
    assert (how, "report.ca_file" in said) == ("CHÚ Ý", True)  # nobody vouches for it
    known = Report(mail_to="a@b", smtp_port=mail.port, smtp_tls=tls, ca_file=f"{tmp_path}/mail.pem")
    assert told(Settings(report=known))["máy chủ thư"][0] == "đạt"
    assert mail.logins == []
    lost = Report(mail_to="a@b", smtp_port=mail.port, ca_file=f"{tmp_path}/none.pem")
    assert "sửa report.ca_file" in told(Settings(report=lost))["máy chủ thư"][1]
    mail.close()
    without = MailServer()
    report = Report(mail_to="a@b", smtp_port=without.port)
    assert "không có TLS" in told(Settings(report=report))["máy chủ thư"][1]
    without.close()


def test_each_kind_of_refusal_has_its_own_remedy(monkeypatch, tmp_path, serve):
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://localhost:{serve(LONG)[0]}")
    used = Settings(inbox="s3://in")
    assert "gốc của cơ quan vào AWS_CA_BUNDLE" in told(used)["kho đối tượng"][1]
    assert told(Settings())["kho đối tượng"][0] == "CHÚ Ý"  # set, and nothing lies there
    port, path = serve(LONG, name="other.example")
    trust(monkeypatch, tmp_path, path)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"https://localhost:{port}")
    assert "không mang tên localhost" in told(used)["kho đối tượng"][1]
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert "sửa AWS_CA_BUNDLE" in told(used)["kho đối tượng"][1]
    monkeypatch.delenv("AWS_CA_BUNDLE")

    def unknown(*_args, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert "không tìm thấy tên máy" in told(used)["kho đối tượng"][1]


def test_a_server_that_never_answers_keeps_nobody(monkeypatch, serve):
    monkeypatch.setattr(room, "_SECONDS", 0.2)
    with create_server(("localhost", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("PREFECT_API_URL", f"https://localhost:{port}/api")
        monkeypatch.setenv("PREFECT_API_TLS_INSECURE_SKIP_VERIFY", "true")
        began = time.monotonic()
        how, said = told(Settings())["Prefect"]
        assert time.monotonic() - began < 3
    assert (how, said.startswith("không trả lời trong")) == ("LỖI", True)
    monkeypatch.setenv("PREFECT_API_URL", f"https://localhost:{serve(LONG)[0]}/api")
    assert told(Settings())["Prefect"][0] == "đạt"  # it takes whatever is shown


def test_a_ledger_that_is_away_hides_no_other_server(monkeypatch, serve, away):
    port, path = serve(LONG)
    monkeypatch.setenv("PREFECT_API_SSL_CERT_FILE", str(path))
    monkeypatch.setenv("PREFECT_API_URL", f"https://localhost:{port}/api")
    url = f"postgresql+psycopg://a@localhost:{away}/x?sslmode=require&connect_timeout=2"
    found = told(Settings(archive="s3://kho", database=url))
    assert found["Prefect"][0] == "đạt"
    assert found["cơ sở dữ liệu"][0] == "LỖI"
    assert "không biết được địa chỉ" in found["Chứng chỉ của nơi nhận tin"][1]


def test_postgresql_is_asked_for_tls_where_its_mode_does(monkeypatch, tmp_path):
    def lines(query, hosts="db.example:5433"):
        return database_lines(Settings(database=f"postgresql+psycopg://a@{hosts}/x?{query}"))

    assert lines("") == lines("sslmode=disable") == ()
    assert lines("sslmode=require&host=/run/postgresql", "") == ()
    (line,) = lines("sslmode=require")
    assert (line.host, line.port, line.named, line.root) == ("db.example", 5433, False, "")
    (line,) = lines("sslmode=verify-full")
    assert (line.named, line.root) == (True, f"{tmp_path}/.postgresql/root.crt")
    (line,) = lines("sslrootcert=system")
    assert (line.named, line.root) == (True, "system")
    monkeypatch.setenv("PGSSLMODE", "verify-ca")
    found = lines("host=one:1&host=two:2", "")
    assert [(one.host, one.port, one.named) for one in found] == [
        ("one", 1, False),
        ("two", 2, False),
    ]


def test_asking_where_programs_are_told_brings_no_ledger_up(tmp_path):
    settings = Settings(archive=str(tmp_path / "kho"))
    assert webhook_addresses(settings) == ()
    assert not (tmp_path / "kho").exists()
    (tmp_path / "kho").mkdir()
    engine, _ = connect(f"sqlite:///{tmp_path}/kho/ledger.sqlite")
    with engine.connect():
        pass
    assert webhook_addresses(settings) == ()
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.server
def test_a_real_postgresql_shows_its_certificate(tmp_path):
    (port,) = servers.free_ports(1)
    with servers.folder_for_postgres() as folder:
        servers.make_cluster(folder)
        path = certify(folder / "server.pem", SOON)
        path.chmod(0o600)
        if os.getuid() == 0:
            shutil.chown(path, "postgres", "postgres")
        named = [f"ssl_cert_file={path}", f"ssl_key_file={path}"]
        with servers.running_postgres(folder, folder / "data", port, "ssl=on", *named):
            url = f"postgresql+psycopg://sohoa@localhost:{port}/postgres?sslmode=verify-full"
            shutil.copy(path, tmp_path / "root.pem")
            found = told(Settings(database=f"{url}&sslrootcert={tmp_path}/root.pem"))
            assert "còn 8 ngày" in found["cơ sở dữ liệu"][1]
            assert "sslrootcert" in told(Settings(database=url))["cơ sở dữ liệu"][1]
