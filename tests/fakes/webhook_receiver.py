"""A receiver of webhooks under TLS on this machine, in a network that gives it other addresses."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import trustme

Answer = Callable[[BaseHTTPRequestHandler], None]
LOOPBACK = "127.0.0.1"
# Where the receiver is, as far as anybody else knows.
NAME, PUBLIC = "r.example", "93.184.216.34"


def status(code: int, **headers: str) -> Answer:
    """An answer without a body."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("content-length", "0")
        request.end_headers()

    return answer


class Receiver:
    """``received`` are headers and bodies in their order; ``answer`` is of the next request.
    ``places`` are receivers by themselves, by their paths."""

    def __init__(self, port: int, authority_path: Path) -> None:
        self.port = port
        self.authority_path = authority_path
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.answer: Answer = status(200)
        self.places: dict[str, Receiver] = {}

    def at(self, path: str) -> "Receiver":
        """The one who has this path to itself, under the same name and port."""
        return self.places.setdefault(path, Receiver(self.port, self.authority_path))

    @property
    def told(self) -> list[dict[str, Any]]:
        """Each announcement once, as who remembers ids has it: any may come again."""
        firsts: dict[str, bytes] = {}
        for headers, body in list(self.received):
            firsts.setdefault(headers["webhook-id"], body)
        return [json.loads(body) for body in firsts.values()]


@contextmanager
def receiver(names: Sequence[str], authority_path: Path) -> Iterator[Receiver]:
    """Its certificate is of ``names``; who it is signed by is written to ``authority_path``."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(authority_path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            place = made.places.get(self.path, made)
            place.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
            place.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def finish_request(self, request: Any, client_address: Any) -> None:
            """The handshake is of the request's own thread: who hangs in it delays no other."""
            try:
                with context.wrap_socket(request, server_side=True) as secured:
                    super().finish_request(secured, client_address)
            except OSError:
                pass

    with Server((LOOPBACK, 0), Handler) as server:
        made = Receiver(server.server_port, authority_path)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()


class Network:
    """What leaves this machine comes back to it; ``connected`` says where it was meant to go.

    Names lead where ``names`` says, one list after the other, the last for ever; other names have
    no address. What is written in figures is for the machine's own resolver.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: Mapping[str, Sequence[Any]]) -> None:
        self.connected: list[str] = []
        self.asked: list[str] = []
        left = {name: list(answers) for name, answers in names.items()}
        resolve, connect = socket.getaddrinfo, socket.socket.connect

        def getaddrinfo(host: str, port: int, *rest: Any, **named: Any) -> Any:
            if host == "localhost" or not host[:1].isalpha() or ":" in host:
                return resolve(host, port, *rest, **named)
            self.asked.append(host)
            answers = left.get(host)
            if not answers:
                raise socket.gaierror(socket.EAI_NONAME, "no such name")
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if callable(answer):
                answer = answer()
            return [entry for address in answer for entry in resolve(address, port, *rest, **named)]

        def to_here(self_: socket.socket, address: Any) -> None:
            self.connected.append(address[0])
            connect(self_, (LOOPBACK, *address[1:]))

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket.socket, "connect", to_here)
