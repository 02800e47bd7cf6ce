"""One schedule of the baseline, and what became of its uploads."""

from collections import Counter
from dataclasses import replace
from typing import Any

from fakes.events import UPLOADS_BUCKET
from faults.baseline.orchestrator import PRESETS
from faults.baseline.wiring import Wiring
from faults.chance import chance_of
from faults.mixes import MIXES
from faults.schedule import SPREAD_SECONDS, UPLOADS, Result
from faults.services.jobs import Job
from faults.services.typed_values import read_item
from faults.uploads import Upload, uploads_of
from faults.world import World


def run(seed: int, mix: str = "all", *, tracing: bool = False) -> Result:
    """Without odd uploads, which it would transcode, and without the API: it is measured by faults
    alone."""
    rates = replace(MIXES[mix], odd_upload=0.0, by_api=0.0)
    chance = chance_of(seed, mix, "uploads")
    uploads = uploads_of(chance, rates, UPLOADS, SPREAD_SECONDS)
    world = World(f"{seed}/{mix}", rates, uploads, tracing)
    Wiring(world)
    world.plan_uploads()
    world.simulation.run()
    faults: list[tuple[str, str]] = []
    ends = Counter(_end(world, upload, faults) for upload in uploads)
    return Result(
        seed,
        mix,
        ends,
        tuple(faults),
        world.calls.injected,
        world.calls.counts,
        len(world.mediaconvert.jobs),
        0,
        world.simulation.now / 3600,
        tuple(world.simulation.lines or ()),
    )


def _end(world: World, upload: Upload, faults: list[tuple[str, str]]) -> str:
    url = f"s3://{UPLOADS_BUCKET}/{upload.key}"
    jobs = [job for job in world.mediaconvert.jobs.values() if job.metadata["source"] == url]
    items = [read_item(item) for item in world.table.items.values()]
    records = [item for item in items if item.get("s3Key") == upload.key]
    before = len(faults)
    if len(jobs) > len(PRESETS):
        faults.append(("extra jobs", f"{upload.key}: {len(jobs)} jobs, {len(records)} records"))
    for record in records:
        ours = [job for job in jobs if job.metadata["assetId"] == record["assetId"]]
        fault = _fault(record, ours)
        if fault:
            faults.append((fault, f"{upload.key}: {record['assetId']} is {record['status']}"))
    letters = world.queues["upload-events-dlq"].messages.values()
    if not records and not any(upload.key in letter.body for letter in letters):
        faults.append(("lost", f"{upload.key} has no record"))
    if len(faults) > before:
        return "wrong"
    if not records:
        return "dead letter"
    return "succeeded" if records[0]["status"] == "COMPLETED" else "failed"


def _fault(record: Any, jobs: list[Job]) -> str | None:
    ends = [job.status for job in jobs]
    match record["status"]:
        case "COMPLETED":
            right = len(ends) == len(PRESETS) and set(ends) == {"COMPLETE"}
            return None if right else "false success"
        case "FAILED":
            return None if "ERROR" in ends else "dropped"
    return "stuck"
