"""Servers that take webhooks, written apart from what the sender knows: each verifies what it gets,
and answers as its mood is."""

import hmac
import json
import math
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

WELL, FAILING, MOVED, GONE = "well", "failing", "moved", "gone"
HANGING, UNREACHABLE = "hanging", "unreachable"  # takes nothing
LATE, TWICE = "late", "twice"  # takes it, and the sender hears nothing; takes it two times
BAD = (FAILING, MOVED, HANGING, UNREACHABLE, LATE, TWICE)
STATUS = {WELL: 204, TWICE: 204, FAILING: 500, MOVED: 302, GONE: 410}
TAKING = (WELL, LATE, TWICE)
PATIENCE_SECONDS = 15  # the sender's
OLDEST_SECONDS = 300  # as libraries of Standard Webhooks have it
UNTIL = (20, 20 * 60, 3 * 3600, 12 * 3600, math.inf)


@dataclass(frozen=True)
class Try:
    """``status`` as the sender hears it."""

    at: float
    status: int | None


@dataclass
class Receiver:
    """``mood`` is its own for ``share`` of the requests between ``since`` and ``until``; else it is
    well. ``key`` is the one that it knows now. ``tries`` by webhook-id."""

    types: tuple[str, ...]
    key: bytes
    mood: str
    since: float
    until: float
    share: float
    chance: Random
    epoch: float
    tries: dict[str, list[Try]] = field(default_factory=dict)
    taken: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _ids: dict[bytes, str] = field(default_factory=dict)

    def take(self, headers: Mapping[str, str], body: bytes, now: float) -> tuple[int | None, float]:
        """What is answered, if anything, and after how many seconds."""
        one, mood = headers["webhook-id"], self._mood(now)
        status, seconds = STATUS.get(mood), self.chance.uniform(0, 0.3)
        if mood in (HANGING, LATE):
            seconds = PATIENCE_SECONDS
        if fault := self._fault(headers, body, now):
            self.faults.append(f"{one}: {fault}")
            status, seconds = 401, 0
        elif mood in TAKING:
            self.taken[one] = json.loads(body)
        self.tries.setdefault(one, []).append(Try(now, status))
        return status, seconds

    def _mood(self, now: float) -> str:
        bad = self.since <= now < self.until and self.chance.random() < self.share
        return self.mood if bad else WELL

    def _fault(self, headers: Mapping[str, str], body: bytes, now: float) -> str | None:
        one, sent_at = headers["webhook-id"], headers["webhook-timestamp"]
        signed = f"{one}.{sent_at}.".encode() + body
        signature = b64encode(hmac.new(self.key, signed, sha256).digest()).decode()
        if f"v1,{signature}" not in headers["webhook-signature"].split():
            return "is not signed with the key"
        if abs(self.epoch + now - int(sent_at)) > OLDEST_SECONDS:
            return "was signed long ago"
        if self._ids.setdefault(body, one) != one:
            return f"is {self._ids[body]}, too"
        told = json.loads(body)
        if told["type"] not in self.types:
            return f"{told['type']} is not for us"
        return None


def secret(key: bytes) -> str:
    return f"whsec_{b64encode(key).decode()}"


def receiver_of(chance: Random, types: tuple[str, ...], epoch: float) -> Receiver:
    mood = chance.choice((WELL, WELL, GONE, GONE, *BAD))
    since = chance.choice((0.0, 0.0, chance.uniform(0, 300)))
    return Receiver(
        types,
        chance.randbytes(32),
        mood,
        since,
        math.inf if mood == GONE else since + chance.choice(UNTIL),
        1.0 if mood == GONE else chance.choice((1.0, 1.0, 0.5)),
        chance,
        epoch,
    )
