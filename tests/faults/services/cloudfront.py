"""A CDN in front of the outputs: its invalidations, and what its caches may have at the worst.

Whatever is deleted was in a cache until that moment. It is out of it once an invalidation is done
that began later.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from faults.services.errors import client_error
from faults.services.typed_values import read_item
from faults.simulation import Simulation

DISTRIBUTION_ID = "E2QWRUHEXAMPLE"
TOO_MANY = 0.3  # of the requests find 15 in progress
SECONDS = (1, 300)


class CloudFront:
    """``violations`` are records that say too early that something is gone."""

    def __init__(self, simulation: Simulation, chance: Random) -> None:
        self.violations: list[str] = []
        self._simulation, self._chance = simulation, chance
        self._made: dict[str, tuple[str, float, float]] = {}  # folder, from, to, by reference
        self._deleted: dict[str, float] = {}

    def create_invalidation(self, **request: Any) -> dict[str, Any]:
        batch = request["InvalidationBatch"]
        reference, (path,) = batch["CallerReference"], batch["Paths"]["Items"]
        if reference not in self._made:
            if self._chance.random() < TOO_MANY:
                code = "TooManyInvalidationsInProgress"
                raise client_error("create_invalidation", code, 400, "15 are in progress")
            now = self._simulation.now
            done = now + self._chance.uniform(*SECONDS)
            self._made[reference] = (path.removeprefix("/").removesuffix("*"), now, done)
        # Whatever became of it meanwhile.
        return {"Invalidation": {"Id": reference, "Status": "InProgress"}}

    def get_invalidation(self, **request: Any) -> dict[str, Any]:
        _, _, done = self._made[request["Id"]]
        status = "Completed" if done <= self._simulation.now else "InProgress"
        return {"Invalidation": {"Id": request["Id"], "Status": status}}

    def deletes(self, key: str) -> None:
        self._deleted[key] = self._simulation.now

    def watch(self, old: Any, new: Any) -> None:
        """A record is written."""
        before, after = (read_item(old) if old is not None else {}), read_item(new)
        for folder in _gone(before, after):
            for key in self._cached(folder):
                text = f"{key} is in caches, and {after['assetId']} says that it is gone"
                self.violations.append(text)
                self._simulation.note(f"ORACLE: {text}")

    def _cached(self, folder: str) -> Iterator[str]:
        now, made = self._simulation.now, self._made.values()
        for key, at in self._deleted.items():
            if key.startswith(folder) and not any(
                key.startswith(path) and at <= began and done <= now for path, began, done in made
            ):
                yield key


def _gone(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The folders that are said to be gone from now on."""
    if after["status"] == "ERASED":
        yield f"{after['assetId']}/"
    elif after["status"] != "ERASING":
        left = {one["attempt"] for one in after.get("removals", ())}
        for one in before.get("removals", ()):
            if one["attempt"] not in left:
                yield f"{after['assetId']}/{one['attempt']}/"
