"""The jobs of an attempt: what each of them makes, what is asked for, and what it may cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.assets.asset import Asset
from pipeline.captions.caption import Caption, LeftOut
from pipeline.captions.sidecars import taking_part
from pipeline.failures import Failure
from pipeline.settings import IngestSettings
from pipeline.transcoding.concessions import Concession, concede
from pipeline.transcoding.estimate import Estimate, estimate, footage_of, refuse_estimate
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import JobPlan, fit
from pipeline.transcoding.profile import Profile
from pipeline.transcoding.source import Source


@dataclass(frozen=True, kw_only=True)
class PlannedJobs:
    """``requests`` are CreateJob's, by the jobs' names; ``failure`` says why they are too much.
    ``captions`` are those that are made, and those that are left out."""

    plans: tuple[JobPlan, ...]
    requests: Mapping[str, Mapping[str, Any]]
    estimated: Estimate
    failure: Failure | None
    captions: tuple[Caption, ...]


def plan_jobs(
    asset: Asset,
    profile: Profile,
    source: Source,
    beside: Sequence[Caption],
    settings: IngestSettings,
) -> PlannedJobs:
    """``beside`` are the sidecars. Where captions alone cost too much, there are none."""
    planned = _plan(asset, profile, source, beside, settings)
    if planned.failure is None or not taking_part(planned.captions):
        return planned
    bare = replace(asset, concessions=(*asset.concessions, Concession.CAPTIONS))
    dear = [one.without(LeftOut.TOO_EXPENSIVE) for one in planned.captions]
    return _plan(bare, profile, source, dear, settings)


def _plan(
    asset: Asset,
    profile: Profile,
    source: Source,
    beside: Sequence[Caption],
    settings: IngestSettings,
) -> PlannedJobs:
    fitted = fit(profile, source, taking_part(beside))
    plans = tuple(concede(plan, asset.concessions) for plan in fitted)
    requests = {
        plan.name: job_request(asset.id, asset.attempt, asset.upload.url, plan, settings.target)
        for plan in plans
    }
    # Of the whole attempt, whichever of its jobs exist already.
    estimated = estimate(requests.values(), footage_of(source), settings.transcode_region)
    return PlannedJobs(
        plans=plans,
        requests=requests,
        estimated=estimated,
        failure=refuse_estimate(estimated, settings.max_estimate_usd),
        captions=_captions(plans, beside),
    )


def _captions(plans: Iterable[JobPlan], beside: Iterable[Caption]) -> tuple[Caption, ...]:
    made = dict.fromkeys(one for plan in plans for one in plan.captions)
    return (*made, *(one for one in beside if one.left_out is not None))
