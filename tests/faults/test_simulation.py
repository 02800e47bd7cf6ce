"""Simulated time comes to an end, or fails."""

import threading

import pytest

from faults import simulation
from faults.simulation import EndlessError, Simulation, StalledError


def test_a_task_that_never_pauses_fails_with_its_stack(monkeypatch):
    monkeypatch.setattr(simulation, "STALLED_SECONDS", 0.1)
    release = threading.Event()

    def stuck_task():
        release.wait(30)

    simulated = Simulation()
    simulated.start(stuck_task)
    with pytest.raises(StalledError, match="stuck_task"):
        simulated.run()
    release.set()


def test_a_schedule_without_end_fails():
    simulated = Simulation()

    def again():
        simulated.after(1, again)

    again()
    with pytest.raises(EndlessError):
        simulated.run(limit=100)


def test_what_a_task_raises_is_raised():
    simulated = Simulation()
    simulated.start(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        simulated.run()
