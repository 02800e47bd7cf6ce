"""Faults that take minutes to recover from: all start together, and each has a test that looks at
the outcome.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clips import make_clip
from e2e.announcements import Announcements
from e2e.fault_environment import FOLDER, FaultEnvironment
from e2e.observation import jobs_of, until
from e2e.outcomes import jobs_by_asset

RETRYABLE = 3450


@dataclass(frozen=True)
class StartedFaults:
    """Assets, by what happened to them.

    ``first_job`` is the job that was made before the worker of ``worker_killed`` died, and
    ``failing_job`` the one that failed of ``job_failed``.
    """

    environment: FaultEnvironment
    announcements: Announcements
    short_clip: Path
    account_killed: list[str]
    events_lost: list[str]
    worker_killed: str
    first_job: str
    job_failed: str


def start_faults(environment: FaultEnvironment) -> StartedFaults:
    """Cause every fault; takes about half a minute."""
    short = make_clip(FOLDER / "short.mp4", seconds=1, size="320x180", sound=False)
    long = make_clip(FOLDER / "long.mp4", seconds=30, size="320x180")
    Announcements(environment.pipeline)
    account_killed = _kill_account(environment, short, long)
    events_lost = _lose_events(environment, short)
    worker_killed, first_job = _kill_worker(environment, short)
    return StartedFaults(
        environment=environment,
        announcements=Announcements(environment.pipeline),
        short_clip=short,
        account_killed=account_killed,
        events_lost=events_lost,
        worker_killed=worker_killed,
        first_job=first_job,
        job_failed=_fail_job(environment, short),
    )


def _kill_account(environment: FaultEnvironment, short: Path, long: Path) -> list[str]:
    """With jobs at work, jobs waiting, and a function that was about to save what it had made."""
    pipeline, held = environment.pipeline, "uploads/killed/held.mp4"
    with environment.faults.answer_of_create_job_held(environment.source_url(held)):
        assets = [pipeline.upload(short, held)]
        until(lambda: jobs_of(pipeline, assets[0]), "a job whose answer is held")
        assets += [pipeline.upload(long, f"uploads/killed/long-{n}.mp4") for n in range(3)]
        assets += [pipeline.upload(short, f"uploads/killed/short-{n}.mp4") for n in range(3)]

        def at_work() -> list[dict[str, Any]]:
            jobs = [job for asset in assets[1:4] for job in jobs_of(pipeline, asset)]
            return [job for job in jobs if job.get("CurrentPhase") == "TRANSCODING"]

        until(at_work, "a job at work")
        environment.restart()
    return assets


def _lose_events(environment: FaultEnvironment, short: Path) -> list[str]:
    pipeline = environment.pipeline
    with environment.rule_off("job-events"):
        assets = [pipeline.upload(short, f"uploads/lost/{number}.mp4") for number in range(2)]
        wait_for_jobs(environment, assets)
    return assets


def _kill_worker(environment: FaultEnvironment, short: Path) -> tuple[str, str]:
    pipeline, key = environment.pipeline, "uploads/orphaned/clip.mp4"
    with environment.faults.answer_of_create_job_held(environment.source_url(key)):
        asset = pipeline.upload(short, key)
        (job,) = until(lambda: jobs_of(pipeline, asset), "a job whose answer is held")
        environment.kill_workers("ingest-orchestrator")
    return asset, job["Id"]


def _fail_job(environment: FaultEnvironment, short: Path) -> str:
    key = "uploads/failing/clip.mp4"
    environment.faults.fail_next_job(environment.source_url(key), RETRYABLE, "made to fail")
    return environment.pipeline.upload(short, key)


def wait_for_jobs(environment: FaultEnvironment, assets: list[str]) -> None:
    """Until every job of each asset is COMPLETE, and its last event is out."""

    def done() -> bool:
        jobs = jobs_by_asset(environment.pipeline)
        return all(
            [job["Status"] for job in jobs.get(asset, [])] == ["COMPLETE"] * 2 for asset in assets
        )

    until(done, f"all jobs of {len(assets)} assets", seconds=180)
    time.sleep(1)
