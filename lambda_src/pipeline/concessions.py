"""Making a lesser job where the whole one failed for what it asks."""

from collections.abc import Collection
from dataclasses import replace

from pipeline.encoding import JobPlan
from pipeline.job_errors import Concession


def concede(plan: JobPlan, concessions: Collection[Concession]) -> JobPlan:
    """The plan without what earlier attempts showed to be too much."""
    if Concession.AUDIO in concessions:
        plan = replace(plan, has_audio=False)
    if Concession.LADDER in concessions:
        smallest = {
            group: (min(ladder, key=lambda rendition: rendition.max_bitrate_bps),)
            for group, ladder in plan.renditions.items()
        }
        plan = replace(plan, renditions=smallest)
    return plan
