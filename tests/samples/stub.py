"""A server on loopback that plays an API, well or badly: one answer per request, in the order of a script.

It counts what it is asked, ends with its `with` block, and reads no body larger than `LARGEST`.
"""

from __future__ import annotations

import datetime
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

LARGEST = 64_000_000
# A connection that says nothing for so long is closed; nothing here outlives a test.
PATIENCE = 40


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes
    at: float

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass
class Answer:
    """What is sent back. `events` are server-sent events; `fault` replaces or ends the answer: `reset` cuts the
    connection, `silence` says nothing until the other side has lost its patience."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    events: list[dict[str, Any]] | None = None
    fault: str | None = None


Play = Callable[[Request], Answer]


class Stub:
    """`with Stub([first, second]) as stub:` the last answer of the script is repeated."""

    def __init__(self, script: Sequence[Play], certificate: str | None = None, clock_off: int = 0) -> None:
        self.script = list(script)
        self.requests: list[Request] = []
        self.clock_off = clock_off
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # The handshake belongs to the thread of its connection: a client that refuses it must not hold up others.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self._scheme = "https"

    @property
    def url(self) -> str:
        return f"{self._scheme}://localhost:{self._server.server_port}"

    def __enter__(self) -> Stub:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def play(self, request: Request) -> Answer:
        with self._lock:
            turn = min(len(self.requests), len(self.script) - 1)
            self.requests.append(request)
        return self.script[turn](request)

    def now(self) -> str:
        moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.clock_off)
        return format_datetime(moment, usegmt=True)


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE

        def answer(self) -> None:
            where = urlsplit(self.path)
            length = min(int(self.headers.get("content-length") or 0), LARGEST)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            request = Request(self.command, where.path, parse_qs(where.query), headers, body, time.monotonic())
            answer = stub.play(request)
            if answer.fault == "silence":
                self.connection.settimeout(PATIENCE)
                self.connection.recv(1)  # returns when the client hangs up
            elif answer.fault == "reset" and answer.events is None:
                self.cut()
            else:
                self.send(answer)
            self.close_connection = True

        do_GET = do_POST = do_HEAD = answer  # noqa: N815 (the names are those of the standard library)

        def send(self, answer: Answer) -> None:
            self.send_response_only(answer.status)
            self.send_header("date", stub.now())
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.events is None:
                self.send_header("content-length", str(len(answer.body)))
            self.send_header("connection", "close")
            self.end_headers()
            if self.command == "HEAD":
                return
            self.wfile.write(answer.body)
            for event in answer.events or []:
                self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
            if answer.fault == "reset":
                self.cut()

        def cut(self) -> None:
            # Closing with a linger time of nought sends RST instead of FIN: what a client sees as ECONNRESET.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                pass  # the other side hung up or refused our certificate, which some samples are there to do

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                pass

        def log_message(self, *_: object) -> None:
            pass

    return Handler
