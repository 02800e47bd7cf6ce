"""Making a lesser job where the whole one failed for what it asks."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from pipeline.transcoding.ladder import JobPlan


class Concession(StrEnum):
    """What a later attempt does without."""

    AUDIO = "audio"
    LADDER = "ladder"  # the smallest rendition of each ladder stays


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
