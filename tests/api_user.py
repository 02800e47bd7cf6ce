"""A program that uses the HTTP API as a customer's would: it uploads a file and follows its asset.

Uploads resume by themselves: what S3 has is asked for after a fault, and only the rest is sent.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from api_client import Answer, ApiClient, NoAnswerError, RefusedError, words_of
from pipeline_client import CLAIM_SECONDS, TERMINAL, NotClaimedError

PIECE_BYTES = 256 * 1024
# URLs are good for an hour: few are signed ahead.
SIGNED_AHEAD = 20
# In a row, without a part sent meanwhile.
TRIES = 5
LONGEST_PAUSE_SECONDS = 60
TICK_SECONDS = 0.5
TRANSIENT = (429, 500, 502, 503, 504)


class ApiUser:
    """Whoever holds the token.

    :param pause: waits so many seconds.
    """

    def __init__(
        self, api: ApiClient, token: str, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._api, self._token, self._pause = api, token, pause

    def upload(
        self,
        source: Path,
        sent: Callable[[int], None] = lambda _: None,
        words: Mapping[str, str] | None = None,
    ) -> str:
        """Upload a file and return its asset's id; ``sent`` gets the bytes sent so far, ``words``
        go into the request as they are.

        :raises RefusedError: in the words of the API, or of S3.
        :raises NoAnswerError: not even after a while.
        """
        asked = {"filename": source.name, "size": source.stat().st_size, **(words or {})}
        if content_type := guess_type(source.name)[0]:
            asked["contentType"] = content_type
        begun = self._call("POST", "/v1/uploads", asked)
        path, sending = f"/v1/uploads/{begun['uploadId']}", begun["sending"]
        if sending["method"] == "form":
            self._send_form(source, sending, sent)
            told = {}
        else:
            told = {"key": begun["key"], "multipartId": sending["multipartId"]}
            self._send_parts(source, path, told, sending, sent)
        return self._call("POST", f"{path}/complete", told)["assetId"]

    def follow(self, asset: str, progress: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """Ask for the asset as often as the API wants to be asked, until it has ended; ``progress``
        gets it about twice a second, and an empty one before there is a record.

        :raises NotClaimedError: no record within a minute.
        :raises RefusedError: in the API's words.
        """
        found: dict[str, Any] = {}
        headers: dict[str, str] = {}
        deadline = time.monotonic() + CLAIM_SECONDS
        while True:
            answer = self._answer("GET", f"/v1/assets/{asset}", headers=headers)
            if answer.status == 200:
                found, headers = answer.json, {"if-none-match": answer.headers["etag"]}
            elif answer.status == 404 and not found:
                if time.monotonic() > deadline:
                    raise NotClaimedError(f"no record of asset {asset} after {CLAIM_SECONDS} s")
            elif answer.status != 304:
                raise RefusedError(words_of(answer))
            progress(found)
            if found.get("status") in TERMINAL:
                return found
            left = float(answer.headers.get("retry-after", 1))
            while left > 0:
                self._pause(min(left, TICK_SECONDS))
                left -= TICK_SECONDS
                progress(found)

    def _send_form(self, source: Path, form: dict[str, Any], sent: Callable[[int], None]) -> None:
        size = source.stat().st_size
        for left in reversed(range(TRIES)):
            try:
                answer = self._api.send_form(
                    form["url"], form["fields"], _pieces(source, 0, size, sent), size
                )
            except NoAnswerError:
                if not left:
                    raise
            else:
                if answer.status < 300:
                    return
                if answer.status not in TRANSIENT or not left:
                    raise RefusedError(words_of(answer))
            self._pause(TRIES - left)

    def _send_parts(
        self,
        source: Path,
        path: str,
        upload: dict[str, str],
        sending: dict[str, Any],
        sent: Callable[[int], None],
    ) -> None:
        tries = 0
        while True:
            listed = self._call("GET", f"{path}/parts?{urlencode(upload)}")["parts"]
            there = {part["partNumber"]: part["size"] for part in listed}
            missing = [n for n in range(1, sending["partCount"] + 1) if n not in there]
            if not missing:
                return
            before = len(there)
            asked = {**upload, "partNumbers": missing[:SIGNED_AHEAD]}
            try:
                for part in self._call("POST", f"{path}/parts", asked)["parts"]:
                    offset = (part["partNumber"] - 1) * sending["partSize"]
                    size = min(sending["partSize"], source.stat().st_size - offset)
                    pieces = _pieces(source, offset, size, partial(_add, sent, sum(there.values())))
                    answer = self._api.send(
                        "PUT", part["url"], {"content-length": f"{size}"}, pieces
                    )
                    if answer.status != 200:
                        raise RefusedError(words_of(answer))
                    there[part["partNumber"]] = size
            except (NoAnswerError, RefusedError):
                # A refusal may be of an URL that is too old, too: another one is signed.
                tries = 1 if len(there) > before else tries + 1
                if tries == TRIES:
                    raise
                self._pause(tries)
            else:
                tries = 0

    def _call(self, method: str, path: str, document: Any = None) -> Any:
        answer = self._answer(method, path, document)
        if answer.status >= 300:
            raise RefusedError(words_of(answer))
        return answer.json

    def _answer(
        self, method: str, path: str, document: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Asks again where that may help, after as long as the API says."""
        for tries in range(1, TRIES + 1):
            try:
                answer = self._api.call(method, path, self._token, document, headers)
            except NoAnswerError:
                if tries == TRIES:
                    raise
                seconds = float(tries)
            else:
                seconds = float(answer.headers.get("retry-after", tries))
                if answer.status not in TRANSIENT or seconds > LONGEST_PAUSE_SECONDS:
                    break
            if tries < TRIES:
                self._pause(seconds)
        return answer


def _add(sent: Callable[[int], None], before: int, done: int) -> None:
    sent(before + done)


def _pieces(source: Path, offset: int, size: int, sent: Callable[[int], None]) -> Iterator[bytes]:
    with source.open("rb") as file:
        file.seek(offset)
        done = 0
        while piece := file.read(min(PIECE_BYTES, size - done)):
            yield piece
            done += len(piece)
            sent(done)
