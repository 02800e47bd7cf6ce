"""Plain HTTP, for browsers that know nothing of the account's certificate authority.

The listener stands for TLS that ended before it: what comes in is passed on as if it had come over
TLS, at the host that the other listener knows. ``http://localhost:{plain port}`` is the account's
distribution, ``http://{label}.cloudfront.localhost:{plain port}`` the one of that name, and every
other host the account itself: a signature holds, whose URL named the port with TLS.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Application = Callable[[Any, Any, Any], Awaitable[None]]
BROWSER_HOST = "localhost"


def ending_tls(application: Application, port: int) -> Application:
    """The application, which finds TLS at ``port``."""

    async def ended(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("scheme") != "http":
            await application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        name = headers.get(b"host", b"").decode("latin-1").partition(":")[0].lower()
        if name == BROWSER_HOST:
            labels = _labels()
            if len(labels) != 1:
                await _tell(send, _words(labels, scope["server"][1]))
                return
            name = f"{labels[0]}.cloudfront.localhost"
        rest = [(key, value) for key, value in scope["headers"] if key != b"host"]
        host = (b"host", f"{name}:{port}".encode())
        passed = {**scope, "scheme": "https", "headers": [host, *rest]}
        await application(passed, receive, send)

    return ended


def _labels() -> list[str]:
    """Of all distributions, the first part of each's domain name."""
    from ministack.services import cloudfront

    return [one["DomainName"].partition(".")[0] for one in cloudfront._distributions.values()]


def _words(labels: list[str], plain_port: int) -> str:
    if not labels:
        return "The account has no distribution yet.\n"
    urls = "".join(f"http://{one}.cloudfront.localhost:{plain_port}/\n" for one in labels)
    return f"The account has several distributions:\n{urls}"


async def _tell(send: Any, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
