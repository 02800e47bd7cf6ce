"""Scenarios: directed tests of single layers.

Where several layers guard one promise, schedules cannot tell that one of them is missing. Each
scenario raises AssertionError where its layer does not hold.
"""

from collections.abc import Callable

from faults.scenarios import layers, long_listings, stopped_attempts

SCENARIOS: dict[str, Callable[[], None]] = {
    scenario.__name__: scenario
    for scenario in (*layers.SCENARIOS, *stopped_attempts.SCENARIOS, *long_listings.SCENARIOS)
}
