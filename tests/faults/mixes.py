"""Fault mixes: what goes wrong, and how often."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Probabilities. Those of calls are what comes through after the SDK's own retry."""

    duplicate: float = 0.0  # an event is delivered twice
    late: float = 0.0  # an event comes up to 200 s late, behind younger ones
    redelivered: float = 0.0  # a queue hands a message out again after it was deleted
    slow_queue: float = 0.0  # a message becomes visible up to 120 s late
    throttled: float = 0.0  # CreateJob answers 429
    throttled_other: float = 0.0  # so does another MediaConvert call
    killed: float = 0.0  # the process ends before or after a call
    lost_answer: float = 0.0  # a call takes effect, and its answer never arrives
    server_error: float = 0.0  # DynamoDB answers 5xx, whether or not the call took effect
    lost_job_event: float = 0.0
    lost_upload_event: float = 0.0  # backfill sends it again
    job_error: float = 0.0  # a job ends in ERROR, by classes of codes
    odd_upload: float = 0.0  # not a video, unreadable, archived, overwritten
    sidecar: float = 0.0  # captions lie beside the video, and a third of them are bad
    by_api: float = 0.0  # an upload has a session; it may be gone, or its file sent again
    reprocessed: float = 0.0  # an operator asks for another attempt, and perhaps for one more
    removal_asked: float = 0.0  # somebody asks for the removal of any attempt's outputs
    erased: float = 0.0  # somebody asks for an asset's erasure; and videos may share captions
    cdn: float = 0.0  # 1: there is one, which has too many invalidations in progress
    webhooks: float = 0.0  # there are endpoints of webhooks, and most receivers are bad


NONE = Rates()
DUP = Rates(duplicate=0.10, late=0.20, redelivered=0.02, slow_queue=0.10)
THROTTLE = Rates(throttled=0.05, throttled_other=0.02)
CRASH = Rates(killed=0.01, lost_answer=0.01, server_error=0.005)
LOST = Rates(lost_job_event=0.01, lost_upload_event=0.001)
ERRORS = Rates(job_error=0.05, odd_upload=0.15, sidecar=0.2)
API = Rates(by_api=0.5)
AGAIN = Rates(reprocessed=0.05, removal_asked=0.05)
ERASED = Rates(erased=0.1)
TOLD = Rates(webhooks=0.2)


def together(*mixes: Rates) -> Rates:
    sums = {field.name: sum(getattr(mix, field.name) for mix in mixes) for field in fields(Rates)}
    return replace(NONE, **sums)


ALL = together(DUP, THROTTLE, CRASH, LOST, ERRORS, API, AGAIN, ERASED, TOLD)
ERASURE = replace(ALL, erased=0.6, sidecar=0.4, reprocessed=0.1, cdn=1.0)
AS_OFTEN = ("late", "odd_upload", "sidecar", "by_api", "erased", "webhooks")
STORM = Rates(
    **{
        field.name: getattr(ALL, field.name) * (1 if field.name in AS_OFTEN else 5)
        for field in fields(Rates)
    }
)

MIXES: dict[str, Rates] = {
    "none": NONE,
    "dup": DUP,
    "throttle": THROTTLE,
    "crash": CRASH,
    "lost": LOST,
    "errors": ERRORS,
    "api": API,
    "again": AGAIN,
    "webhooks": Rates(webhooks=1.0, odd_upload=0.2, erased=0.3, by_api=0.3),
    "erasure": ERASURE,  # all of them, and most assets are erased
    "all": ALL,
    "storm": STORM,  # the same, five times as often
}
# Of the schedules of a mixed campaign: most where faults meet.
WEIGHTS = dict.fromkeys(MIXES, 1) | {"all": 12, "storm": 4, "erasure": 4}


def shares(schedules: int) -> dict[str, int]:
    """How many schedules each mix gets, by its weight; ``all`` gets what does not divide."""
    whole = sum(WEIGHTS.values())
    counts = {mix: schedules * weight // whole for mix, weight in WEIGHTS.items()}
    counts["all"] += schedules - sum(counts.values())
    return counts
