"""What every single write of a record must satisfy, written apart from the pipeline's own rules."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from faults.services.jobs import Job
from faults.services.typed_values import read_item
from pipeline.text.timestamps import from_text

# (status before, status after, step of the attempt).
STEPS = {
    ("PENDING", "PENDING", 0),
    ("PENDING", "PROCESSING", 0),
    ("PENDING", "SUCCEEDED", 0),
    ("PENDING", "FAILED", 0),
    ("PROCESSING", "PROCESSING", 0),
    ("PROCESSING", "SUCCEEDED", 0),
    ("PROCESSING", "FAILED", 0),
    ("PENDING", "PENDING", 1),  # a retry, the error having overtaken our own write
    ("PROCESSING", "PENDING", 1),  # a retry
}
# Outputs that nobody is served are removed: what else such a save may change.
REMOVED = {("SUCCEEDED", "SUCCEEDED", 0), ("FAILED", "FAILED", 0)}
OF_REMOVALS = {
    *("removals", "removalState", "removalDueAt", "formats", "outputs"),
    *("history", "revision", "updatedAt"),
    "warnings",  # those about outputs
}
REPROCESSED = {("FAILED", "PENDING", 1), ("SUCCEEDED", "PENDING", 1)}  # where somebody asked
ERASURE = ("ERASING", "ERASED")  # what an oracle of its own judges
RANKS = {"PENDING": 0, "SUBMITTED": 1, "PROGRESSING": 2, "COMPLETE": 3, "ERROR": 3, "CANCELED": 3}
SERVED = ("attempt", "formats", "outputs", "captions")
FIXED = (
    "assetId",
    "s3Bucket",
    "s3Key",
    "versionId",
    "etag",
    "sizeBytes",
    "uploadedAt",
    "createdAt",
)

Item = Mapping[str, Any]


class Oracle:
    """``violations`` of all writes so far; ``jobs`` are MediaConvert's own. ``asked`` are assets
    with the attempt after which an operator asks for another; ``reopened`` those with the one that
    this opened."""

    def __init__(
        self,
        jobs: Mapping[str, Job],
        told: Callable[[str], None],
        asked: Collection[tuple[str, int]] = frozenset(),
    ) -> None:
        self.violations: list[str] = []
        self.writes = 0
        self.reopened: set[tuple[str, int]] = set()
        self.steps: set[tuple[str, int]] = set()
        self._asked = asked
        self._served: dict[str, Item] = {}
        self._jobs, self._told = jobs, told
        self._last: dict[str, tuple[Any, Item]] = {}  # reading typed values is slow

    def watch(self, old: dict[str, Any] | None, new: dict[str, Any]) -> None:
        self.writes += 1
        after = read_item(new)
        known, before = self._last.get(after["assetId"], (None, None))
        if known is not old:
            before = read_item(old) if old is not None else None
        self._last[after["assetId"]] = (new, after)
        if after["status"] in ERASURE or (before is not None and before["status"] in ERASURE):
            return
        if _step(after) > (_step(before) if before is not None else 0):
            self.steps.add((after["assetId"], after["revision"]))
        faults = [*_history(before, after), *self._opened(before, after)]
        for fault in (*faults, *self._truth(after), *self._kept(after)):
            self.violations.append(f"{after['assetId']} r{after['revision']}: {fault}")
            self._told(f"ORACLE: {self.violations[-1]}")

    def progress_faults(self, announced: Iterable[tuple[str, Item]]) -> list[str]:
        """Each step of ten per cent is announced, and no other write."""
        told = {
            (detail["assetId"], detail["revision"])
            for kind, detail in announced
            if kind == "Asset Progress"
        }
        return [f"progress of {asset} r{revision}" for asset, revision in self.steps ^ told]

    def removes(self, key: str, now: datetime) -> None:
        """Before an object of the outputs bucket goes."""
        asset, attempt = key.split("/")[0], int(key.split("/")[1])
        record, served = self._last[asset][1], self._served.get(asset)
        if record["status"] in ERASURE:
            return
        due = {one["attempt"]: from_text(one["dueAt"]) for one in record.get("removals", ())}
        fault = None
        if served is None or served["attempt"] == attempt:
            fault = "nothing newer is served"
        elif attempt == record["attempt"] and record["status"] != "FAILED":
            fault = "it is under way"
        elif attempt not in due or due[attempt] > now:
            fault = "it is not due"
        if fault:
            self.violations.append(f"removes {key}: {fault}")
            self._told(f"ORACLE: {self.violations[-1]}")

    def _truth(self, after: Item) -> list[str]:
        """The record says nothing that MediaConvert does not."""
        faults = []
        ids = [job["id"] for job in after["jobs"].values() if "id" in job]
        if len(set(ids)) < len(ids):
            faults.append(f"two jobs have one id: {ids}")
        for name, job in after["jobs"].items():
            real = self._jobs.get(job.get("id", ""))
            if "id" not in job:
                continue
            owner = {"assetId": after["assetId"], "job": name, "attempt": str(job["attempt"])}
            owner["outputGroups"] = " ".join(job["outputGroups"])
            if real is None or not owner.items() <= real.metadata.items():
                faults.append(f"job {name} is not {job['id']}")
            elif RANKS[job["state"]] == 3 and job["state"] != real.status:
                faults.append(f"job {name} is {real.status}, not {job['state']}")
        states = [job["state"] for job in after["jobs"].values()]
        if after["status"] == "SUCCEEDED" and (not states or set(states) != {"COMPLETE"}):
            faults.append(f"SUCCEEDED with jobs {states}")
        if after["status"] == "PROCESSING" and len(ids) < len(states):
            faults.append("PROCESSING without the id of every job")
        if after["status"] == "FAILED" and not after["errors"]:
            faults.append("FAILED without a reason")
        return faults

    def _opened(self, before: Item | None, after: Item) -> list[str]:
        """Who has ended goes on only if somebody asks for it."""
        if before is None or before["status"] not in ("SUCCEEDED", "FAILED"):
            return []
        if after["attempt"] == before["attempt"]:
            return []
        self.reopened.add((after["assetId"], after["attempt"]))
        asked = (after["assetId"], before["attempt"]) in self._asked
        return [] if asked else ["goes on, and nobody asked for it"]

    def _kept(self, after: Item) -> list[str]:
        """What the newest attempt that SUCCEEDED made is served, all of it, and not removed."""
        asset, served = after["assetId"], after.get("served")
        if after["status"] == "SUCCEEDED":
            self._served[asset] = {name: after[name] for name in SERVED if name in after}
        if served != self._served.get(asset):
            return [f"serves {served}, not {self._served.get(asset)}"]
        if served is None:
            return []
        made = {
            group
            for job in self._jobs.values()
            if job.status == "COMPLETE"
            and (job.metadata.get("assetId"), job.metadata.get("attempt"))
            == (asset, str(served["attempt"]))
            for group in job.metadata["outputGroups"].split()
        }
        faults = []
        for name, output in served["outputs"].items():
            place = output if isinstance(output, str) else output.get("prefix") or output["uri"]
            _, _, _, owner, attempt, group, _ = place.split("/")
            if (owner, attempt) != (asset, str(served["attempt"])) or group not in made:
                faults.append(f"serves {name} at {place}, which no job made")
        if served["attempt"] in [one["attempt"] for one in after.get("removals", ())]:
            faults.append("removes what it serves")
        return faults


def _step(item: Item) -> int:
    told = item["status"] == "PROCESSING" and item["progressPercent"] < 100
    return int(item["progressPercent"]) // 10 if told else 0


def _history(before: Item | None, after: Item) -> list[str]:
    if before is None:
        first = (after["revision"], after["attempt"]) == (1, 1)
        fresh = after["status"] in ("PENDING", "FAILED")
        return [] if first and fresh else [f"begins as {after['status']} r{after['revision']}"]
    faults = []
    step = after["attempt"] - before["attempt"]
    move = (before["status"], after["status"], step)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    if move in REMOVED and ("removals" not in changed or changed - OF_REMOVALS):
        faults.append(f"{move[0]}, and changes {sorted(changed)}")
    elif move not in STEPS | REPROCESSED | REMOVED:
        faults.append(f"illegal transition {move}")
    if after["revision"] != before["revision"] + 1:
        faults.append(f"follows revision {before['revision']}")
    faults += [f"{name} changed" for name in FIXED if before.get(name) != after.get(name)]
    if not set(before["jobIds"]) <= set(after["jobIds"]):
        faults.append("forgets jobs")
    if step == 0:
        for name, job in after["jobs"].items():
            old = before["jobs"].get(name)
            if old is not None:
                faults += _fallen(name, old, job)
    return faults


def _fallen(name: str, old: Item, new: Item) -> list[str]:
    faults = []
    if RANKS[new["state"]] < RANKS[old["state"]] or (
        RANKS[old["state"]] == 3 and new["state"] != old["state"]
    ):
        faults.append(f"job {name} fell from {old['state']} to {new['state']}")
    if new["percent"] < old["percent"]:
        faults.append(f"job {name} fell to {new['percent']} %")
    if "id" in old and new.get("id") != old["id"]:
        faults.append(f"job {name} changed its id")
    return faults
