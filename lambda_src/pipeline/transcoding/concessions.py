"""Making a lesser job where the whole one failed for what it asks."""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from pipeline.transcoding.plan import JobPlan


class Concession(StrEnum):
    """What a later attempt does without."""

    AUDIO = "audio"
    LADDER = "ladder"  # the smallest rendition of each ladder stays
    CAPTIONS = "captions"


def concede(plan: JobPlan, concessions: Collection[Concession]) -> JobPlan:
    """The plan without what earlier attempts showed to be too much. A job of sound alone keeps
    its sound: there is nothing else to make."""
    if Concession.AUDIO in concessions and plan.has_picture:
        pictures = {group: ladder for group, ladder in plan.renditions.items() if ladder}
        plan = replace(plan, sounds=(), renditions=pictures)
    if Concession.CAPTIONS in concessions:
        plan = replace(plan, captions=())
    if Concession.LADDER in concessions:
        smallest = {
            group: tuple(sorted(ladder, key=lambda rendition: rendition.max_bitrate_bps)[:1])
            for group, ladder in plan.renditions.items()
        }
        plan = replace(plan, renditions=smallest)
    return plan
