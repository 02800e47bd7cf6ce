"""The client of the HTTP API: what it sends again, how often it asks, whose words it tells."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from api_client import Answer, NoAnswerError, RefusedError
from api_user import TRIES, ApiUser

PART_BYTES = 300_000
CONTENT = bytes(range(256)) * 4000  # four parts
ASSET = "917a04b8-dd0d-5a0c-94f4-4d760055e61b"
BUSY = Answer(503, {"retry-after": "2"}, b"")
EXPIRED = Answer(
    403, {}, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"
)
LOST = NoAnswerError("lost")
Fault = Answer | NoAnswerError


def problem(status: int, code: str, detail: str, **headers: str) -> Answer:
    document = {"code": code, "detail": detail, "requestId": "r1"}
    return Answer(status, headers, json.dumps(document).encode())


class Door:
    """The API and its bucket, for one upload in parts.

    :param faults: by a pattern of ``METHOD where``, what happens in turn instead of an answer.
    """

    def __init__(self, **faults: list[Fault]) -> None:
        self.faults = faults
        self.parts: dict[int, bytes] = {}
        self.calls: list[str] = []
        self.assets: list[Answer] = []
        self.asked_with: list[str] = []

    def _fault(self, call: str) -> Answer | None:
        self.calls.append(call)
        due = next((due for name, due in self.faults.items() if re.search(name, call)), None)
        fault = due.pop(0) if due else None
        if isinstance(fault, NoAnswerError):
            raise fault
        return fault

    def call(self, method: str, path: str, token: str, document: Any, headers: Any) -> Answer:
        assert token == "t"
        place, _, query = path.partition("?")
        if fault := self._fault(f"{method}_{place.rpartition('/')[2]}"):
            return fault
        match method, place.split("/")[2:]:
            case "POST", ["uploads"]:
                assert document["size"] == len(CONTENT)
                count = -(-len(CONTENT) // PART_BYTES)
                sending = {"method": "multipart", "multipartId": "m", "partSize": PART_BYTES}
                told: Any = {
                    "uploadId": "u",
                    "key": "k",
                    "sending": {**sending, "partCount": count},
                }
            case "GET", ["uploads", "u", "parts"]:
                assert query == "key=k&multipartId=m"
                told = {
                    "parts": [
                        {"partNumber": number, "size": len(part)}
                        for number, part in sorted(self.parts.items())
                    ]
                }
            case "POST", ["uploads", "u", "parts"]:
                told = {
                    "parts": [{"partNumber": n, "url": f"{n}"} for n in document["partNumbers"]]
                }
            case "POST", ["uploads", "u", "complete"]:
                assert document == {"key": "k", "multipartId": "m"}
                told = {"assetId": ASSET}
            case "GET", ["assets", asset]:
                assert asset == ASSET
                self.asked_with.append((headers or {}).get("if-none-match", ""))
                return self.assets.pop(0)
        return Answer(200, {}, json.dumps(told).encode())

    def send(self, method: str, url: str, headers: Any, body: Iterable[bytes]) -> Answer:
        content = b"".join(body)
        if fault := self._fault(f"{method}_{url}"):
            return fault
        assert headers == {"content-length": f"{len(content)}"}
        self.parts[int(url)] = content
        return Answer(200, {"etag": f'"{url}"'}, b"")


Use = Callable[[Door], tuple[ApiUser, list[float]]]


def user_of(door: Door) -> tuple[ApiUser, list[float]]:
    pauses: list[float] = []
    return ApiUser(door, "t", pauses.append), pauses  # type: ignore[arg-type]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize(
    ("faults", "sent_again"),
    [
        ({}, []),
        ({"PUT_2": [LOST]}, [2]),
        ({"PUT_3": [EXPIRED, LOST, BUSY]}, [3, 3, 3]),
        ({"PUT_1": [LOST] * (TRIES - 1), "PUT_4": [LOST] * (TRIES - 1)}, [1] * 4 + [4] * 4),
        ({"POST_parts": [BUSY, LOST]}, []),
        ({"POST_uploads": [LOST], "POST_complete": [BUSY], "GET_parts": [LOST]}, []),
    ],
)
def test_an_upload_goes_on_after_a_fault(
    film: Path, faults: dict[str, list[Fault]], sent_again: list[int]
) -> None:
    door, told = Door(**faults), list[int]()
    assert user_of(door)[0].upload(film, told.append) == ASSET
    assert b"".join(part for _, part in sorted(door.parts.items())) == CONTENT
    puts = [int(call.removeprefix("PUT_")) for call in door.calls if call.startswith("PUT")]
    assert sorted(puts) == sorted([1, 2, 3, 4, *sent_again])
    assert told[-1] == len(CONTENT)


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        (
            {"POST_uploads": [problem(422, "INVALID_REQUEST", "size is 0.")]},
            "422 INVALID_REQUEST: size is 0. (requestId r1)",
        ),
        # Nobody waits for the next day.
        (
            {
                "POST_uploads": [
                    problem(429, "QUOTA_EXCEEDED", "Used up.", **{"retry-after": "4000"})
                ]
            },
            "429 QUOTA_EXCEEDED: Used up. (requestId r1)",
        ),
        ({"PUT_2": [EXPIRED] * TRIES}, "403 AccessDenied: Request has expired"),
        ({"POST_complete": [Answer(404, {}, b'{"message":"Not Found"}')]}, '404 {"message"'),
    ],
)
def test_a_refusal_is_told_in_its_own_words(
    film: Path, faults: dict[str, list[Fault]], says: str
) -> None:
    user, pauses = user_of(Door(**faults))
    with pytest.raises(RefusedError) as refused:
        user.upload(film)
    assert str(refused.value).startswith(says)
    assert sum(pauses) < 60


def test_a_lost_connection_is_told(film: Path) -> None:
    with pytest.raises(NoAnswerError, match="lost"):
        user_of(Door(POST_uploads=[LOST] * TRIES))[0].upload(film)


def test_an_asset_is_asked_for_as_often_as_the_api_says() -> None:
    def answer(status: str, etag: str, **headers: str) -> Answer:
        body = json.dumps({"status": status}).encode()
        return Answer(200, {"etag": etag, **headers}, body)

    door, seen = Door(), list[str]()
    wait = {"retry-after": "5"}
    door.assets = [
        problem(404, "NOT_FOUND", "Nothing."),
        answer("PENDING", '"1"', **wait),
        Answer(304, {"etag": '"1"', **wait}, b""),
        answer("PROCESSING", '"2"', **{"retry-after": "7"}),
        answer("FAILED", '"3"'),
    ]
    user, pauses = user_of(door)
    ended = user.follow(ASSET, lambda now: seen.append(now.get("status", "")))
    assert ended == {"status": "FAILED"}
    assert list(dict.fromkeys(seen)) == ["", "PENDING", "PROCESSING", "FAILED"]
    assert door.asked_with == ["", "", '"1"', '"1"', '"2"']
    assert sum(pauses) == 1 + 5 + 5 + 7
    assert max(pauses) <= 0.5
