"""Jobs of an attempt that exist already, whether or not its record knows them."""

from datetime import timedelta

from pipeline.assets.asset import Asset
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


def lost_jobs(asset: Asset, transcoder: Transcoder) -> dict[str, SubmittedJob]:
    """Jobs that MediaConvert has, by their names in the record."""
    found = transcoder.find_jobs(asset.id, asset.attempt, since=asset.claimed_at - CLOCK_MARGIN)
    return {name: job for name, job in found.items() if name in asset.jobs}
