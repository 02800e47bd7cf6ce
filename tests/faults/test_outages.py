"""Uploads while something is down: they end right once it is up again, or lie where someone sees
them and can be sent again."""

import pytest

from faults.call_faults import Outage
from faults.chance import chance_of
from faults.design import Design
from faults.mixes import NONE
from faults.oracle import Oracle
from faults.uploads import uploads_of
from faults.verdicts import judge
from faults.world import World

COUNT = 10
MINUTES = 60


class OutageScenario:
    def __init__(self, *outages: Outage) -> None:
        self.world = World("outage", NONE, uploads_of(chance_of("outage"), NONE, COUNT, 300), False)
        self.design = Design(self.world)
        self.oracle = Oracle(self.world.mediaconvert.jobs, self.world.simulation.note)
        self.world.table.changed.insert(0, self.oracle.watch)
        self.world.calls.faults.outages = list(outages)
        self.world.plan_uploads()

    def at(self, seconds, action):
        self.world.simulation.after(seconds, action)

    def run(self):
        self.world.simulation.run()
        return judge(self.world, self.design)

    def redrive(self):
        """What `make redrive` does: every dead letter goes back to its queue."""
        now = self.world.simulation.now
        for role in ("upload-events", "job-events"):
            letters = self.world.queues[f"{role}-dlq"]
            for letter in list(letters.messages.values()):
                letters.delete(letter)
                self.world.queues[role].put(letter.body, letter.attributes, now, 0)
        self.design.wake()

    def check(self, **ends):
        verdict = self.run()
        assert dict(verdict.ends) == {name.replace("_", " "): n for name, n in ends.items()}
        assert not verdict.faults
        assert not self.oracle.violations


@pytest.mark.parametrize("role", ["upload-events", "job-events"])
def test_a_mapping_is_off(role):
    scenario = OutageScenario()
    mapping = scenario.design.mappings[role]
    mapping.off = True

    def on():
        mapping.off = False
        mapping.poll()

    scenario.at(20 * MINUTES, on)
    scenario.check(succeeded=COUNT)


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("dynamodb", "InternalServerError"),
        ("mediaconvert", "InternalServerErrorException"),
        ("ssm", "InternalServerError"),
        ("s3", "SlowDown"),
    ],
)
def test_a_service_is_down(service, code):
    OutageScenario(Outage(service, 100, 100 + 15 * MINUTES, code, 500)).check(succeeded=COUNT)


def test_the_bus_is_down():
    OutageScenario(Outage("events", 0, 10 * MINUTES, "InternalException", 500)).check(
        succeeded=COUNT
    )


def test_job_events_are_lost_for_an_hour():
    scenario = OutageScenario()
    put, scenario.world.job_events = scenario.world.job_events, lambda _: None
    scenario.at(60 * MINUTES, lambda: setattr(scenario.world, "job_events", put))
    scenario.check(succeeded=COUNT)


def test_the_key_is_disabled():
    """A fault of ours: to the dead letters with a reason, and sent again once it is mended."""
    scenario = OutageScenario(Outage("dynamodb", 0, 1e9, "AccessDeniedException", 400))
    scenario.run()
    scenario.design.reconciler.errors.clear()  # it says that it cannot work
    scenario.check(dead_letter=COUNT)
    letters = scenario.world.queues["upload-events-dlq"].messages.values()
    assert all("reason" in letter.attributes for letter in letters)
    scenario.world.calls.faults.outages = []
    for _ in range(2):
        scenario.redrive()
    scenario.check(succeeded=COUNT)


def test_dead_letters_are_sent_again_twice():
    scenario = OutageScenario()
    scenario.check(succeeded=COUNT)
    for upload in scenario.world.uploads * 2:
        scenario.world.announce_upload(upload)
    scenario.check(succeeded=COUNT)
    assert len(scenario.world.mediaconvert.jobs) == COUNT
