"""Scenarios: directed tests of single layers.

Where several layers guard one promise, schedules cannot tell that one of them is missing. Each
scenario raises AssertionError where its layer does not hold.
"""

from collections.abc import Callable

from faults.scenarios import erasures, finished_jobs, layers, long_listings, stopped_attempts

SCENARIOS: dict[str, Callable[[], None]] = {
    scenario.__name__: scenario
    for of_a_layer in (erasures, finished_jobs, layers, stopped_attempts, long_listings)
    for scenario in of_a_layer.SCENARIOS
}
