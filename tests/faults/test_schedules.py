"""What the campaign of many thousand schedules, `python -m faults run`, relies on."""

import re

import pytest

from faults import campaign, mutants, schedule
from faults.__main__ import main
from faults.call_faults import LOST_THEN_THROTTLED
from faults.mixes import MIXES

FEW = ["run", "--schedules", "20", "--mix", "dup", "--cores", "1", "--quiet"]


def test_a_campaign_without_a_wrong_upload_passes(tmp_path, capsys):
    assert main([*FEW, "--count-file", str(tmp_path / "count")]) == 0
    assert (tmp_path / "count").read_text() == "20 schedules"
    assert re.search(r"^dup +20 +80 .* 0 +none$", capsys.readouterr().out, re.MULTILINE)


def test_a_wrong_upload_fails_it_and_can_be_replayed(capsys):
    with mutants.applied("random-id"):
        assert main(FEW) == 1
        told = capsys.readouterr().out
        seed, mix = re.search(r"^  make replay SEED=(\d+) MIX=(\w+)$", told, re.MULTILINE).groups()
        assert main(["replay", "--seed", seed, "--mix", mix]) == 1
    assert "extra jobs: " in capsys.readouterr().out
    assert main(["replay", "--seed", seed, "--mix", mix]) == 0


def test_processes_share_the_seeds(capsys):
    tally = campaign.run("none", range(1, 2 * campaign.CHUNK + 11), cores=2)
    assert tally.schedules == 2 * campaign.CHUNK + 10
    assert tally.uploads == tally.schedules * schedule.UPLOADS
    assert "ours none: 110/110 schedules, " in capsys.readouterr().err


def test_what_a_mix_names_is_what_goes_wrong():
    injected = {mix: campaign.run(mix, range(50), progress=False).injected for mix in MIXES}
    for counts in injected.values():
        del counts[LOST_THEN_THROTTLED]  # too rare for so few schedules
    assert not injected["none"]
    assert not injected["dup"]
    assert set(injected["throttle"]) == {"throttled"}
    crashes = {"killed before", "killed after", "lost answer"}
    assert crashes <= set(injected["crash"])
    either = set(injected["throttle"]) | set(injected["crash"])
    assert {"throttled"} | crashes <= set(injected["all"]) <= either


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_seed_is_a_schedule(seed):
    once, again = (schedule.run(seed, "all", tracing=True) for _ in range(2))
    assert once.lines == again.lines
    assert once == again
    assert once.lines != schedule.run(seed + 1, "all", tracing=True).lines
