"""What must hold of webhooks in the end, once all tries are over, written apart from the sender's
own rules."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from faults.mixes import Rates
from faults.receivers import PATIENCE_SECONDS, WELL, Receiver, Try
from faults.webhooks import DETAIL_TYPES, Webhooks
from faults.world import World

GONE = 410
# Seconds between tries; each wait may be a tenth longer.
WAITS = (5, 300, 1800, 7200, 18000, 36000)
MOST_TRIES = len(WAITS) + 1
# A receiver that is well has its first try so soon, whatever others do.
SOON_SECONDS = 5
# Five at a time wait for one that hangs: the last of many comes so much later.
CROWDED_SECONDS = 180

Told = dict[str, tuple[str, Mapping[str, Any]]]


def faults(webhooks: Webhooks, world: World) -> list[tuple[str, str]]:
    """(kind, text)."""
    told: Told = {detail["eventId"]: (kind, detail) for kind, detail in world.bus.announced}
    judged = (_Endpoint(name, webhooks, told) for name in webhooks.receivers)
    exact = _is_exact(world.rates)
    return [("webhook", f"{one.name}: {text}") for one in judged for text in one.faults(exact)]


def _is_exact(rates: Rates) -> bool:
    """Whether nothing but receivers goes wrong: no receive is lost, nothing comes twice."""
    return not any(
        (
            *(rates.duplicate, rates.late, rates.redelivered, rates.slow_queue),
            *(rates.killed, rates.lost_answer, rates.server_error),
        )
    )


class _Endpoint:
    """``letters`` are the reasons why an announcement was set aside, by its id; None: SQS did it,
    after as many receives as it gives."""

    def __init__(self, name: str, webhooks: Webhooks, told: Told) -> None:
        self.name = name
        self._receiver: Receiver = webhooks.receivers[name]
        self._waiting = len(webhooks.queues[name].messages)
        self._told_at = {one: at for (to, one), at in webhooks.told_at.items() if to == name}
        self._told = told
        self._letters: dict[str, list[str | None]] = {}
        for letter in webhooks.letters[name].messages.values():
            one = json.loads(letter.body)["detail"]["eventId"]
            reason = letter.attributes.get("reason", {}).get("StringValue")
            self._letters.setdefault(one, []).append(reason)

    def faults(self, exact: bool) -> Iterator[str]:
        yield from self._receiver.faults
        if self._waiting:
            yield f"{self._waiting} messages are there yet"
        kinds = {DETAIL_TYPES[one] for one in self._receiver.types}
        for one, (kind, _) in self._told.items():
            if kind in kinds and one not in self._receiver.taken and one not in self._letters:
                yield f"{one} ({kind}) did not arrive"
        yield from (f"{one} was never told" for one in self._receiver.tries.keys() - self._told)
        for one, taken in self._receiver.taken.items():
            yield from self._taken(one, taken)
        for one, reasons in self._letters.items():
            yield from self._set_aside(one, reasons)
        if exact:
            for one, told_at in self._told_at.items():
                yield from self._tries(one, told_at, self._receiver.tries.get(one, []))

    def _taken(self, one: str, taken: Mapping[str, Any]) -> Iterator[str]:
        kind, detail = self._told.get(one, (None, {}))
        if (DETAIL_TYPES.get(taken["type"]), taken["data"]) != (kind, detail):
            yield f"{one} is {taken['type']}, and was {kind}"
        elif taken["timestamp"] != detail["occurredAt"]:
            yield f"{one} happened at {detail['occurredAt']}, not {taken['timestamp']}"

    def _set_aside(self, one: str, reasons: list[str | None]) -> Iterator[str]:
        """Where nobody wants it, or it did not arrive."""
        tries = self._receiver.tries.get(one, [])
        for reason in reasons:
            if reason is None:
                continue
            if reason.startswith("GONE:"):
                if GONE not in [each.status for each in tries]:
                    yield f"{one} is set aside, and was not refused for good"
            elif not reason.startswith("UNDELIVERED:"):
                yield f"{one} is set aside: {reason}"

    def _tries(self, one: str, told_at: float, tries: list[Try]) -> Iterator[str]:
        if not tries:
            yield f"{one} was not tried"
            return
        is_well, last = self._receiver.mood == WELL, tries[-1].status
        if is_well and tries[0].at - told_at > SOON_SECONDS:
            yield f"{one} waited for {tries[0].at - told_at:.0f} s"
        for (before, after), wait in zip(pairwise(tries), WAITS, strict=False):
            gap = after.at - before.at
            if not wait <= gap <= wait * 1.1 + PATIENCE_SECONDS + CROWDED_SECONDS:
                yield f"{one} was tried again after {gap:.0f} s, not {wait}"
        for each in tries[:-1]:
            if each.status == GONE or _is_success(each):
                yield f"{one} was answered {each.status}, and tried again"
        over = len(tries) == MOST_TRIES or last == GONE
        if not over and not _is_success(tries[-1]):
            yield f"{one} was given up after {len(tries)} tries"
        if len(tries) > MOST_TRIES:
            yield f"{one} was tried {len(tries)} times"
        if (one in self._letters) is _is_success(tries[-1]) or self._letters.get(one) == [None]:
            yield f"{one} was answered {last} last, and is set aside as {self._letters.get(one)}"


def _is_success(one: Try) -> bool:
    return one.status is not None and 200 <= one.status < 300
