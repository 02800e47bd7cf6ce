"""Finishing: what may pass is waited for, and what does not pass fails no asset."""

from collections.abc import Callable

from faults.call_faults import Outage
from faults.scenarios.one_upload import OneUpload


def _codes(scenario: OneUpload) -> list[str]:
    return [one["code"] for one in scenario.record.get("warnings", ())]


def storyboards_are_tried_again() -> None:
    """One fault at each call, and the storyboard is there."""
    scenario = OneUpload(
        get_object=["refused"], list_objects_v2=["lost answer"], put_object=["refused"]
    ).run()
    assert scenario.record["status"] == "SUCCEEDED"
    assert {"poster", "storyboard"} <= set(scenario.record["formats"])
    assert _codes(scenario) == []


def storyboards_fail_no_asset() -> None:
    """Neither do they keep it open, nor make a dead letter, nor wait for the reconciler."""
    scenario = OneUpload()
    begin = scenario.upload.at + 30  # its job is at work
    scenario.world.calls.faults.outages = [Outage("s3", begin, 1e9, "SlowDown", 503)]
    scenario.run()
    assert scenario.record["status"] == "SUCCEEDED"
    assert _codes(scenario) == ["STORYBOARD_FAILED"]
    assert not scenario.world.queues["job-events-dlq"].messages


SCENARIOS: tuple[Callable[[], None], ...] = (
    storyboards_are_tried_again,
    storyboards_fail_no_asset,
)
