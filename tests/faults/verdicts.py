"""What became of each upload in the end."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from fakes.function_environment import ENVIRONMENT
from faults.design import Design
from faults.services.jobs import Job
from faults.services.outputs import FILES
from faults.services.typed_values import read_item
from faults.sidecars import faults_of, has_captions, rejected_again
from faults.uploads import CHANGED_CODES, PASSING_CODES, REFUSALS, UNREAD, Upload
from faults.world import World

MAX_ATTEMPTS = int(ENVIRONMENT["MAX_ATTEMPTS"])
RETRIED_CODES = (*PASSING_CODES, *CHANGED_CODES)
SUCCEEDED, FAILED, ERASED = "succeeded", "failed", "erased"
DEAD_LETTER, WRONG = "dead letter", "wrong"


@dataclass
class Verdict:
    """``ends`` counts uploads by how they ended; ``faults`` say what is wrong, by kind."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def add(self, kind: str, text: str) -> None:
        self.faults.append((kind, text))


def judge(
    world: World, design: Design, reopened: Collection[tuple[str, int]] = frozenset()
) -> Verdict:
    """``reopened`` are assets with an attempt that an operator's message opened."""
    verdict = Verdict()
    jobs_by_asset: dict[str, list[Job]] = {}
    for job in world.mediaconvert.jobs.values():
        if job.metadata:  # others' jobs have none of ours
            jobs_by_asset.setdefault(job.metadata["assetId"], []).append(job)
    dead = [
        message
        for name, queue in world.queues.items()
        if name.endswith("-dlq") and name != "erasures-dlq"
        for message in queue.messages.values()
    ]
    letters = [message.body for message in dead]
    reasoned = [message.body for message in dead if message.attributes]
    for upload in world.uploads:
        asset = design.asset_ids[upload]
        jobs = jobs_by_asset.pop(asset, [])
        image = world.table.items.get(asset)
        told = any(_is_about(upload, asset, body) for body in letters)
        before = len(verdict.faults)
        reopened_here = [n for one, n in reopened if one == asset]
        first = max(reopened_here, default=1)
        end = _end(upload, read_item(image) if image else None, jobs, first, verdict)
        if end is None:
            if told:
                end = DEAD_LETTER
                del verdict.faults[before:]
            else:
                end = WRONG
        # What SQS set aside, after as many receives as it gives, has no reason of ours.
        if upload.kind in UNREAD and any(_is_about(upload, asset, body) for body in reasoned):
            verdict.add("paged", f"{upload.key} ({upload.kind}): any uploader could do so")
        _once(asset, jobs, reopened, verdict)
        _captions(upload, read_item(image) if image else None, jobs, reopened_here, verdict)
        _left(asset, read_item(image) if image else {}, world, verdict)
        verdict.ends[end] += 1
    for asset in world.table.items.keys() - set(design.asset_ids.values()):
        verdict.add("extra record", f"{asset} is no upload")
    for asset in jobs_by_asset:
        verdict.add("extra jobs", f"jobs of {asset}, which is no upload")
    _announced(world, design, verdict)
    for text in design.observer.unexpected:
        verdict.add("unexpected error", text)
    for function in design.functions:
        for error in function.errors:
            verdict.add("unexpected error", f"{function.name}: {error!r}")
    return verdict


def _end(
    upload: Upload, item: Any, jobs: Iterable[Job], first: int, verdict: Verdict
) -> str | None:
    """None where it is none of the right ends. Retries count from attempt ``first``."""
    name = f"{upload.key} {upload.version_id}"
    if item is None:
        verdict.add("lost", f"{name} has no record")
        return None
    match item["status"]:
        case "SUCCEEDED":
            ours = [job for job in jobs if job.metadata["attempt"] == str(item["attempt"])]
            done = {job.metadata["job"] for job in ours if job.status == "COMPLETE"}
            if done != set(item["jobs"]) or not item["formats"]:
                verdict.add("false success", f"{name}: {done} of {set(item['jobs'])}")
                return None
            return SUCCEEDED
        case "FAILED":
            return _failed(upload, item, list(jobs), first, verdict)
        case "ERASED":
            return ERASED
    verdict.add("stuck", f"{name} is {item['status']}, attempt {item['attempt']}")
    return None


def _failed(upload: Upload, item: Any, jobs: list[Job], first: int, verdict: Verdict) -> str | None:
    codes = [error["code"] for error in item["errors"]]
    if set(codes) & REFUSALS.get(upload.kind, set()):
        return FAILED
    if upload.repeated and codes == ["UPLOAD_REPEATED"]:
        return FAILED
    real = {str(job.fate.error) for job in jobs if job.status == "ERROR"}
    last = codes[-1].rpartition("_")[2]
    if last not in real:
        verdict.add("false failure", f"{upload.key} ({upload.kind}): {codes}, jobs say {real}")
        return None
    if int(last) in PASSING_CODES and item["attempt"] - first + 1 < MAX_ATTEMPTS:
        verdict.add("gave up", f"{upload.key}: {codes} in attempt {item['attempt']}")
        return None
    return FAILED


def _once(
    asset: str, jobs: Iterable[Job], reopened: Collection[tuple[str, int]], verdict: Verdict
) -> None:
    """One job of each name in every attempt, and no attempt without a reason."""
    made = Counter((job.metadata["attempt"], job.metadata["job"]) for job in jobs)
    for (attempt, name), count in made.items():
        if count > 1:
            verdict.add("extra jobs", f"{asset}: {count} jobs {name} of attempt {attempt}")
    passing = {
        job.metadata["attempt"]
        for job in jobs
        if job.fate.error in RETRIED_CODES or (job.fate.error and has_captions(job))
    }
    for attempt in sorted({attempt for attempt, _ in made} - {"1"}):
        if str(int(attempt) - 1) not in passing and (asset, int(attempt)) not in reopened:
            verdict.add("extra jobs", f"{asset}: attempt {attempt} without a reason")


def _captions(
    upload: Upload, item: Any, jobs: list[Job], reopened: list[int], verdict: Verdict
) -> None:
    faults = rejected_again(jobs, reopened)
    if item is not None and item["status"] in ("SUCCEEDED", "FAILED") and not reopened:
        faults += faults_of(upload.sidecar, item, jobs)
    for fault in faults:
        verdict.add("captions", f"{upload.key} {upload.version_id}: {fault}")


def _left(asset: str, item: Any, world: World, verdict: Verdict) -> None:
    """What is served is all there; of what it supersedes, nothing is."""
    there = {key for key in world.outputs.keys if key.startswith(f"{asset}/")}
    served = item.get("served")
    if served is None:
        return
    for job in world.mediaconvert.jobs.values():
        metadata = job.metadata
        if (metadata.get("assetId"), metadata.get("attempt")) != (asset, str(served["attempt"])):
            continue
        wanted = {f"{asset}/{served['attempt']}/{metadata['job']}/{n}" for n in range(FILES)}
        if job.status == "COMPLETE" and wanted - there:
            verdict.add("removed", f"{wanted - there}, which is served")
    under_way = str(item["attempt"]) if item["status"] in ("PENDING", "PROCESSING") else None
    left = {key.split("/")[1] for key in there} - {str(served["attempt"]), under_way}
    if left or "removals" in item:
        verdict.add("not removed", f"{asset}: attempts {sorted(left)}")


def _announced(world: World, design: Design, verdict: Verdict) -> None:
    """Every end is announced, each time with the same id."""
    told: dict[str, set[tuple[int, str]]] = {}
    ends = set()
    for detail in world.bus.of_assets():
        entry = (detail["revision"], detail["eventId"])
        told.setdefault(detail["assetId"], set()).add(entry)
        ends.add((detail["assetId"], detail["occurredAt"]))
    for asset, item in world.table.items.items():
        final = item["status"]["S"] in ("SUCCEEDED", "FAILED")
        end = (asset, item.get("completedAt", {}).get("S"))
        if final and end not in ends and not design.stream.discarded:
            verdict.add("not announced", f"{asset} {item['status']['S']}")
    for asset, entries in told.items():
        if len({revision for revision, _ in entries}) < len(entries):
            verdict.add("not announced", f"{asset}: one revision, several event ids")


def _is_about(upload: Upload, asset: str, body: str) -> bool:
    return asset in body or (upload.key in body and f'"{upload.version_id}"' in body)
