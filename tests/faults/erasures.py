"""Who asks for erasures in a schedule, and what comes afterwards: events, requests, redrives."""

import json
from functools import partial
from typing import Any

from fakes import events
from faults.chance import chance_of
from faults.design import Design
from faults.functions import Function
from faults.operator import Operator
from faults.services.queues import Message, Queue
from faults.uploads import Upload
from faults.world import World
from handlers import asset_eraser
from pipeline.assets.asset import Asset, ErasedBy
from pipeline.failures import PermanentError, TransientError
from pipeline.workflows import erase

# Seconds after the upload, from … to …: before its event, while PENDING, while jobs run, later.
MOMENTS = ((-5, 1.5), (0, 10), (5, 120), (60, 900))
REPROCESSED_FIRST = 0.2
TWICE = 0.3
BY_API = 0.3
DISTURBED = 0.7
REPEATED = 0.5
TRIES = 5
TOMBSTONE_SECONDS = 91 * 24 * 3600


class Erasures:
    """``asked`` are assets with those who asked; ``accepted`` those of which they were told that
    it will be done."""

    def __init__(self, world: World, design: Design, operator: Operator) -> None:
        self.asked: dict[str, set[str]] = {}
        self.accepted: set[str] = set()
        self._world, self._design, self._operator = world, design, operator
        self._chance = chance_of(world.seed, "erasures")
        self._api = Function(world.simulation, "assets-api", self._asked_by_api)

    def plan(self) -> None:
        for upload in self._world.uploads:
            if self._chance.random() >= self._world.rates.erased:
                continue
            moment = upload.at + self._chance.uniform(*self._chance.choice(MOMENTS))
            if self._chance.random() < REPROCESSED_FIRST:
                moment = upload.at + self._chance.uniform(200, 900)
                self._after(moment, partial(self._operator.ask, upload, {}))
                moment += self._chance.uniform(0, 90)
            self._after(moment, partial(self.ask, upload))
            if self._chance.random() < TWICE:
                self._after(moment + self._chance.uniform(0, 200), partial(self.ask, upload))

    def plan_when_due(self, seconds: float) -> None:
        """While superseded outputs are removed, ``seconds`` from now."""
        for upload in self._world.uploads:
            if self._chance.random() < self._world.rates.erased / 4:
                moment = seconds + self._chance.uniform(0, 30)
                self._world.simulation.after(moment, partial(self.ask, upload))

    def ask(self, upload: Upload) -> None:
        """By a message, or by the API, which knows nothing of what has no record."""
        asset = self._design.asset_ids[upload]
        if self._chance.random() < BY_API:
            self.ask_api(asset, self._chance.choice((1, TRIES)))
            return
        by = self._chance.choice(["operator", "retention"])
        self._world.simulation.note(f"erase: {asset}, by {by}")
        self.asked.setdefault(asset, set()).add(by)
        self.accepted.add(asset)
        self._world.request_erasure(json.dumps(events.erase(asset, by)))
        self._design.wake()

    def redrive(self) -> bool:
        """The erasures that were set aside, of assets that have a record by now."""
        letters = self._letters("erasures")
        known = [one for one in letters if _asset_in(one) in self._world.table.items]
        self._send_again("erasures", known)
        return bool(known)

    def disturb(self) -> None:
        """What comes late, or is sent again, for what is erased."""
        world, chance = self._world, self._chance
        for upload, asset in self._design.asset_ids.items():
            item = world.table.items.get(asset)
            if item is None or item["status"]["S"] != "ERASED" or chance.random() >= DISTURBED:
                continue
            world.simulation.note(f"again, what is known of {asset}")
            told = world.told_of_jobs.get(asset, [])
            for body in chance.sample(told, min(2, len(told))):
                world.tell_of_job(body)
            attempt = chance.randint(1, 2)
            world.request(json.dumps(events.reprocess(asset, attempt)))
            world.request(json.dumps(events.resubmit(asset, attempt)))
            world.request_removal(json.dumps(events.remove(asset, attempt)))
            self.ask(upload)
            for role in ("upload-events", "job-events"):
                about = [
                    one
                    for one in self._letters(role)
                    if asset in one.body
                    or (upload.key in one.body and f'"{upload.version_id}"' in one.body)
                ]
                self._send_again(role, about)
            world.announce_upload(upload)

    def outlive_tombstones(self) -> None:
        """They have their time; then the events of what is erased come once more."""
        world = self._world
        erased = [
            (upload, asset)
            for upload, asset in self._design.asset_ids.items()
            if world.table.items.get(asset, {}).get("status") == {"S": "ERASED"}
        ]
        if not erased or self._chance.random() >= REPEATED:
            return

        def once_more() -> None:
            for upload, asset in erased:
                world.table.remove(asset)
                world.announce_upload(upload)

        world.simulation.after(TOMBSTONE_SECONDS, once_more)
        world.simulation.run()

    def _after(self, moment: float, action: Any) -> None:
        self._world.simulation.after(max(0.0, moment), action)

    def ask_api(self, asset: str, tries: int) -> None:
        """Whoever gets no answer may ask again."""

        def answered(answer: Any) -> None:
            known = answer["known"] if answer is not None else None
            if known:
                self.accepted.add(asset)
            if known is None and tries > 1:
                self._world.simulation.after(5, lambda: self.ask_api(asset, tries - 1))

        self.asked.setdefault(asset, set()).add("owner")
        self._world.simulation.note(f"erase: {asset}, by its owner")
        self._api.start({"assetId": asset}, answered)
        self._design.wake()

    def _asked_by_api(self, event: dict[str, str], _: Any) -> dict[str, bool | None]:
        """As the API does it. None: it cannot say for now."""
        try:
            services, _settings = asset_eraser.parts()
            found = services.table.get(event["assetId"])
            if isinstance(found, Asset):
                erase.ask(found, ErasedBy.OWNER, services, services.erasures)
            return {"known": found is not None}
        except (TransientError, PermanentError):
            return {"known": None}

    def _letters(self, role: str) -> list[Message]:
        return list(self._world.queues[f"{role}-dlq"].messages.values())

    def _send_again(self, role: str, letters: list[Message]) -> None:
        queue: Queue = self._world.queues[role]
        for letter in letters:
            self._world.simulation.note(f"redrive: {letter.body}")
            self._world.queues[f"{role}-dlq"].delete(letter)
            queue.put(letter.body, {}, self._world.simulation.now, 0)


def _asset_in(letter: Message) -> str:
    return str(json.loads(letter.body)["erase"]["assetId"])
