"""Seeded schedules of the real functions: nothing lost, nothing twice, whatever goes wrong.

SCHEDULES sets how many of the mix of all faults are run, SEED the first; `python -m faults run`
runs many more.
"""

import os

import pytest

from faults import campaign, report, schedule
from faults.mixes import MIXES

SCHEDULES = int(os.environ.get("SCHEDULES", "400"))
SEED = int(os.environ.get("SEED", "1"))


@pytest.mark.parametrize("mix", MIXES)
def test_every_upload_ends_right(mix):
    count = SCHEDULES if mix == "all" else max(20, SCHEDULES // 10)
    tally = campaign.run(mix, range(SEED, SEED + count), progress=False)
    assert tally.schedules == count
    assert tally.uploads == count * schedule.UPLOADS
    assert not tally.wrong, report.failures([tally])


def test_what_a_mix_names_is_what_goes_wrong():
    injected = {mix: campaign.run(mix, range(60), progress=False).injected for mix in MIXES}
    assert not injected["none"]
    assert not injected["dup"]
    assert set(injected["throttle"]) == {"throttled"}
    assert {"killed before", "killed after", "lost answer"} <= set(injected["crash"])
    assert set(injected["throttle"]) | set(injected["crash"]) == set(injected["all"])


@pytest.mark.parametrize("seed", range(SEED, SEED + 5))
def test_a_seed_is_a_schedule(seed):
    once, again = (schedule.run(seed, "all", tracing=True) for _ in range(2))
    assert once.lines == again.lines
    assert once == again
    assert once.lines != schedule.run(seed + 1, "all", tracing=True).lines
