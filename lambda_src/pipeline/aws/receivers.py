"""Receivers of webhooks: one POST over HTTPS, to an address that was judged before.

botocore's urllib3 and http.client by themselves look a name up when they connect, and give every
read a limit of its own: a name could lead elsewhere by then, and a receiver that answers byte by
byte would hold the function for as long as it likes.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPSConnection
from typing import Any, cast

from pipeline.failures import TransientError
from pipeline.webhooks.addresses import refusal
from pipeline.webhooks.endpoint import Endpoint

LIMIT_SECONDS = 15.0
USER_AGENT = "media-pipeline"
OPERATION = "POST"


class Receivers:
    """Connections are not kept."""

    def __init__(self, limit_seconds: float = LIMIT_SECONDS) -> None:
        self._limit_seconds = limit_seconds
        self._tls = ssl.create_default_context()
        self._tls.sslsocket_class = _TimedSocket

    def post(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer; nothing of its body is read, and no redirect followed.

        The name is looked up once, and one of its addresses connected to; the certificate must be
        the name's. Raises TransientError where there is no answer within 15 s in all, and where an
        address of the name may not be sent to.
        """
        until = time.monotonic() + self._limit_seconds
        try:
            addresses = _look_up(endpoint, until)
            connection = _Connection(endpoint, addresses, until, self._tls)
            try:
                sent = {"user-agent": USER_AGENT, **headers}
                connection.request("POST", endpoint.target, body, sent)
                return connection.getresponse().status
            finally:
                connection.close()
        except (OSError, HTTPException, UnicodeError) as error:
            raise TransientError(OPERATION, f"{type(error).__name__}: {error}") from error


def _look_up(endpoint: Endpoint, until: float) -> Sequence[str]:
    """What resolves names knows no limit: a thread that hangs in it is left behind."""
    answer: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(address[0]) for *_, address in found)))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        addresses = answer.get(timeout=_left(until))
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(addresses, Exception):
        raise addresses
    for address in addresses:
        if why := refusal(address, endpoint.allowed_networks):
            raise TransientError(OPERATION, f"not sent to {endpoint.host}: {why}")
    return addresses


def _left(until: float) -> float:
    """Seconds, more than 0. Raises TimeoutError."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the answer was not whole in time")
    return left


class _TimedSocket(ssl.SSLSocket):
    """Every read and write gets what is left of the whole time."""

    until: float

    def recv_into(self, *arguments: Any, **named: Any) -> int:
        self.settimeout(_left(self.until))
        return super().recv_into(*arguments, **named)

    def send(self, *arguments: Any, **named: Any) -> int:
        self.settimeout(_left(self.until))
        return super().send(*arguments, **named)


class _Connection(HTTPSConnection):
    """To the first of the addresses that answers."""

    def __init__(
        self, endpoint: Endpoint, addresses: Sequence[str], until: float, tls: ssl.SSLContext
    ) -> None:
        super().__init__(endpoint.host, endpoint.port, context=tls)
        self._tls = tls
        self._addresses = addresses
        self._until = until

    def connect(self) -> None:
        plain = self._reach()
        plain.settimeout(_left(self._until))  # of the whole handshake
        secured = cast(_TimedSocket, self._tls.wrap_socket(plain, server_hostname=self.host))
        secured.until = self._until
        self.sock = secured

    def _reach(self) -> socket.socket:
        for position, address in enumerate(self._addresses):
            others = len(self._addresses) - position
            try:
                return socket.create_connection((address, self.port), _left(self._until) / others)
            except OSError:
                if others == 1:
                    raise
        raise OSError("the name has no address")
