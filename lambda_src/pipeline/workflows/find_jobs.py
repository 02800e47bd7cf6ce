"""Jobs of an attempt that exist already, whether or not its record knows them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset
from pipeline.failures import TransientError
from pipeline.jobs.job import SubmittedJob
from pipeline.workflows.services import Transcoder

# MediaConvert's createdAt has whole seconds, and clocks differ a little.
CLOCK_MARGIN = timedelta(seconds=30)


def known_jobs(asset: Asset) -> dict[str, SubmittedJob]:
    """Jobs whose events told their ids before we did."""
    return {
        name: SubmittedJob(id=job.id, at=job.submitted_at or asset.claimed_at)
        for name, job in asset.jobs.items()
        if job.id
    }


def all_found(asset: Asset, found: Mapping[str, SubmittedJob]) -> bool:
    """Whether every job of the attempt exists. One whose profile could not be read has none yet."""
    return bool(asset.jobs) and found.keys() == asset.jobs.keys()


def find_jobs(asset: Asset, transcoder: Transcoder, until: datetime) -> dict[str, SubmittedJob]:
    """By their names in the record: those that it knows, and where some are missing, those that
    MediaConvert has.

    Raises TransientError where one was not found by ``until``, and not every job was seen: it may
    exist.
    """
    known = known_jobs(asset)
    if known.keys() == asset.jobs.keys():
        return known
    since = asset.claimed_at - CLOCK_MARGIN
    search = transcoder.find_jobs(asset.id, asset.attempt, since, until)
    found = {name: job for name, job in search.jobs.items() if name in asset.jobs} | known
    if not search.complete and found.keys() != asset.jobs.keys():
        raise TransientError("ListJobs", f"too many jobs since {since:%Y-%m-%dT%H:%MZ} to see all")
    return found


def half_way(now: datetime, deadline: datetime) -> datetime:
    """When a search ends: the other half of the time is for what follows, and for the messages
    that share the deadline."""
    return now + (deadline - now) / 2
