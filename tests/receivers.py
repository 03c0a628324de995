"""Programs on this machine that are told things, over real lines: an HTTP server, a mail server."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer


class Receiver:
    """A program on this machine that is told."""

    def __init__(self, certificate=None):
        self.got, self.answers, self.headers = [], [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(json.loads(body))
                receiver.headers.append((dict(self.headers), body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("location", f"{receiver.url}/elsewhere")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/tin"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._server.handle_error = lambda *_args: None  # whoever tests refuses certificates
            self.url = self.url.replace("http:", "https:")
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def documents(self):
        return [told["document"]["id"] for told in self.got]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class MailServer(ThreadingTCPServer):
    """Takes mail as RFC 5321 has it, as far as that is needed.

    Attributes:
        mails: What it took.
        answers: What it says to the next mails instead of taking them; empty: it hangs up.
        logins: Names and passwords that were said.
    """

    daemon_threads = True

    def __init__(self, certificate=None, *, starttls=False, login=()):
        super().__init__(("127.0.0.1", 0), _MailLine)
        self.mails, self.answers, self.logins = [], [], []
        self.starttls, self.login, self.context = starttls, login, None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_args):
        """Whoever tests refuses certificates and breaks lines."""

    def close(self):
        self.shutdown()
        self.server_close()


class _MailLine(StreamRequestHandler):
    """One line to the mail server."""

    def setup(self):
        if self.server.context is not None and not self.server.starttls:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def handle(self):
        self.say("220 here")
        said = {b"EHLO": self.ehlo, b"STARTTLS": self.close_up, b"AUTH": self.auth}
        said |= {b"DATA": self.data, b"QUIT": lambda _: self.say("221 bye")}
        while line := self.rfile.readline():
            words = line.split()
            said.get(words[0].upper(), lambda _: self.say("250 well"))(words)

    def ehlo(self, _words):
        closed = isinstance(self.request, ssl.SSLSocket)
        offer = ["250-STARTTLS"] if self.server.starttls and not closed else []
        self.say("250-here", *offer, "250-AUTH PLAIN", "250 8BITMIME")

    def close_up(self, _words):
        self.say("220 go")
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)

    def auth(self, words):
        said = tuple(base64.b64decode(words[2]).decode().split("\0")[1:])
        self.server.logins.append(said)
        self.say("235 well" if said == self.server.login else "535 no")

    def data(self, _words):
        self.say("354 go on")
        body = b""
        while (line := self.rfile.readline()) != b".\r\n":
            body += line
        answer = self.server.answers.pop(0) if self.server.answers else "250 taken"
        if answer.startswith("250"):
            self.server.mails.append(message_from_bytes(body, policy=default))
        if not answer:
            self.request.shutdown(socket.SHUT_RDWR)
        self.say(answer)
