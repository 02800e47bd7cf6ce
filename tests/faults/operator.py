"""An operator who asks for another attempt of assets, or for removals, at any moment."""

import json
from functools import partial

from fakes import events, profiles
from faults.chance import chance_of
from faults.design import Design
from faults.services.items import Item
from faults.uploads import Upload
from faults.world import World

# Most assets end within three minutes, and retries begin within one more.
WITHIN_SECONDS = 900
OTHER_PROFILE = "other"


class Operator:
    """``asked`` are assets with the attempt that was theirs when another one was asked for: it may
    have ended by then, or end before the message arrives, or not."""

    def __init__(self, world: World, design: Design) -> None:
        self.asked: set[tuple[str, int]] = set()
        self._world, self._design = world, design
        self._chance = chance_of(world.seed, "operator")
        world.profile(profiles.text(profiles.captioned(profiles.PER_FORMAT)), OTHER_PROFILE)

    def plan(self) -> None:
        for upload in self._world.uploads:
            while self._chance.random() < self._world.rates.reprocessed:
                moment = upload.at + self._chance.uniform(0, WITHIN_SECONDS)
                other = self._chance.random() < 0.5
                self._plan(upload, moment, {"profile": OTHER_PROFILE} if other else {})

            if self._chance.random() < self._world.rates.removal_asked:
                moment = upload.at + self._chance.uniform(0, WITHIN_SECONDS)
                self._world.simulation.after(moment, partial(self.ask_for_removal, upload))

    def plan_when_due(self, seconds: float) -> None:
        """Asks while superseded outputs are removed, ``seconds`` from now."""
        for upload in self._world.uploads:
            if self._chance.random() < self._world.rates.reprocessed:
                moment = seconds + self._chance.uniform(0, 30)
                self._world.simulation.after(moment, partial(self.ask, upload, {}))

    def ask_for_removal(self, upload: Upload) -> None:
        """Of any attempt, and nobody looks whether it may go."""
        asset = self._design.asset_ids[upload]
        item = self._world.table.items.get(asset)
        if item is not None:
            attempt = self._chance.randint(1, _attempt_of(item))
            self._world.request_removal(json.dumps(events.remove(asset, attempt)))

    def ask(self, upload: Upload, more: dict[str, str]) -> None:
        """Whoever has no record is asked for nothing."""
        asset = self._design.asset_ids[upload]
        item = self._world.table.items.get(asset)
        if item is None:
            return
        attempt = _attempt_of(item)
        self.asked.add((asset, attempt))
        self._world.simulation.note(f"operator: {asset} after attempt {attempt} {more}")
        self._world.request(json.dumps(events.reprocess(asset, attempt, **more)))
        self._design.wake()

    def _plan(self, upload: Upload, moment: float, more: dict[str, str]) -> None:
        self._world.simulation.after(moment, lambda: self.ask(upload, more))


def _attempt_of(item: Item) -> int:
    """Of what is erased nobody knows."""
    return int(item.get("attempt", {"N": "1"})["N"])
