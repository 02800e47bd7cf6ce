"""Erasures that nobody goes on with, and those of jobs that write on."""

import json
from collections.abc import Callable

from fakes import events
from faults.erasures import Erasures
from faults.operator import Operator
from faults.scenarios.one_upload import OneUpload
from faults.services.jobs import Fate
from faults.world import CANCELED_WRITES_SECONDS


def lost_erasures_are_asked_for_again() -> None:
    """Who asks dies before the message is sent, and does not come back."""
    scenario = OneUpload().run()
    world, design = scenario.world, scenario.design
    world.calls.faults.script = {"send_message": ["killed before"]}
    design.reconciling = True
    Erasures(world, design, Operator(world, design)).ask_api(scenario.record["assetId"], 1)
    world.simulation.run()
    assert scenario.record["status"] == "ERASED"


def cancelled_jobs_are_waited_for() -> None:
    """The first pass cannot cancel the job. What is cancelled long after somebody asked writes as
    long as any."""
    scenario = OneUpload(cancel_job=["throttled"])
    world = scenario.world
    world.mediaconvert.fate = lambda _: Fate(5, 3600)
    world.writes_on = lambda: CANCELED_WRITES_SECONDS
    world.simulation.after(scenario.upload.at + 30, lambda: _ask(scenario))
    scenario.run()
    (job,) = world.mediaconvert.jobs.values()
    assert (job.status, world.calls.counts["cancel_job"]) == ("CANCELED", 2)
    assert scenario.record["status"] == "ERASED"
    assert not world.outputs.keys


def _ask(scenario: OneUpload) -> None:
    asset = scenario.record["assetId"]
    scenario.world.request_erasure(json.dumps(events.erase(asset, "operator")))


SCENARIOS: tuple[Callable[[], None], ...] = (
    lost_erasures_are_asked_for_again,
    cancelled_jobs_are_waited_for,
)
