"""Caption files beside uploads in a schedule, and what must become of their videos."""

from collections.abc import Iterable
from random import Random
from typing import Any

from faults.services.jobs import Job

TAKEN, REJECTED, EMPTY = "taken", "rejected", "empty"
# MediaConvert's list has no code for captions: any of these may stand for a bad file, one that is
# gone meanwhile, or one that cannot be opened.
REJECTION_CODES = (1010, 1040, 1075, 1404)


def sidecar_of(chance: Random, rate: float) -> str | None:
    if not rate or chance.random() >= rate:
        return None
    return chance.choice((TAKEN, REJECTED, EMPTY))


def key_of(video_key: str) -> str:
    return f"{video_key.rpartition('.')[0]}.en.srt"


def has_captions(job: Job) -> bool:
    return "captions" in job.metadata


def faults_of(sidecar: str | None, item: Any, jobs: Iterable[Job]) -> list[str]:
    """``item`` is the record of an asset that ended, ``jobs`` are all that it ever had."""
    jobs = list(jobs)
    failed = {job.id: job for job in jobs if has_captions(job) and job.status == "ERROR"}
    warned = any(one["code"] == "CAPTIONS_LEFT_OUT" for one in item.get("warnings", ()))
    faults = []
    if item["status"] == "FAILED":
        if item["errors"][-1].get("jobId") in failed:
            faults.append("FAILED with captions, not without them first")
        return faults
    # Of jobs that ended before anything else of them was recorded, only their own words are known.
    recorded = "estimate" in item
    if not warned and (sidecar == REJECTED or (sidecar == EMPTY and recorded)):
        faults.append(f"SUCCEEDED without its {sidecar} captions, and does not say so")
    if warned and sidecar != EMPTY and not failed:
        faults.append("SUCCEEDED without captions that nothing was wrong with")
    if sidecar == EMPTY and any(map(has_captions, jobs)):
        faults.append("asked for captions of an empty file")
    return faults


def rejected_again(jobs: Iterable[Job], reopened: Iterable[int]) -> list[str]:
    """Attempts that come after one whose captions failed, and have captions all the same.
    ``reopened`` are those that an operator asked for: they begin whole."""
    faults, without = [], False
    by_attempt: dict[int, list[Job]] = {}
    for job in jobs:
        by_attempt.setdefault(int(job.metadata["attempt"]), []).append(job)
    for attempt, some in sorted(by_attempt.items()):
        if attempt in reopened:
            without = False
        if without and any(map(has_captions, some)):
            faults.append(f"attempt {attempt} has captions again")
        # Of several jobs that fail, the first to be heard of decides what the next attempt is like.
        failed = [job for job in some if job.status == "ERROR"]
        without |= bool(failed) and all(
            has_captions(job) and job.fate.error in REJECTION_CODES for job in failed
        )
    return faults
