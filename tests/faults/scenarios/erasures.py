"""Erasures that nobody goes on with."""

from collections.abc import Callable

from faults.erasures import Erasures
from faults.operator import Operator
from faults.scenarios.one_upload import OneUpload


def lost_erasures_are_asked_for_again() -> None:
    """Who asks dies before the message is sent, and does not come back."""
    scenario = OneUpload().run()
    world, design = scenario.world, scenario.design
    world.calls.faults.script = {"send_message": ["killed before"]}
    design.reconciling = True
    Erasures(world, design, Operator(world, design)).ask_api(scenario.record["assetId"], 1)
    world.simulation.run()
    assert scenario.record["status"] == "ERASED"


SCENARIOS: tuple[Callable[[], None], ...] = (lost_erasures_are_asked_for_again,)
