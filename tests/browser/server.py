"""A plain web server of folders on 127.0.0.1: content types, ranges, and CORS for all."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".cmfa": "audio/mp4",
    ".cmfv": "video/mp4",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4a": "audio/mp4",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp4": "video/mp4",
    ".mpd": "application/dash+xml",
    ".svg": "image/svg+xml",
    ".ts": "video/mp2t",
    ".vtt": "text/vtt; charset=utf-8",
}
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@contextmanager
def serving(folders: Mapping[str, Path]) -> Iterator[str]:
    """The origin, ``http://127.0.0.1:port``, of folders by the first part of their paths."""

    class Handler(_Handler):
        pass

    Handler.folders = folders
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folders: Mapping[str, Path] = {}

    def do_OPTIONS(self) -> None:
        """A preflight: players ask for ranges from another origin."""
        self._head(HTTPStatus.NO_CONTENT, {"Access-Control-Allow-Headers": "Range"})

    def do_GET(self) -> None:
        path = self._path()
        if path is None:
            self._head(HTTPStatus.NOT_FOUND, {"Content-Length": "0"})
            return
        content = path.read_bytes()
        how = {"Content-Type": TYPES[path.suffix], "Accept-Ranges": "bytes"}
        status = HTTPStatus.OK
        if asked := RANGE.fullmatch(self.headers.get("Range", "")):
            first, last = int(asked[1]), int(asked[2] or len(content) - 1)
            how["Content-Range"] = f"bytes {first}-{min(last, len(content) - 1)}/{len(content)}"
            content, status = content[first : last + 1], HTTPStatus.PARTIAL_CONTENT
        # A player that jumps hangs up.
        with suppress(ConnectionError):
            self._head(status, how | {"Content-Length": str(len(content))})
            self.wfile.write(content)

    def _path(self) -> Path | None:
        first, _, rest = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        folder = self.folders.get(first)
        if folder is None:
            return None
        path = (folder / rest).resolve()
        inside = path.is_relative_to(folder.resolve())
        return path if inside and path.is_file() and path.suffix in TYPES else None

    def _head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Expose-Headers", "Content-Length, Content-Range")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Who fails names what failed: the page reports every answer that is an error."""
