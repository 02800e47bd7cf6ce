"""What the campaign of many thousand schedules, `python -m faults run`, relies on."""

import re
import threading
from concurrent.futures.process import BrokenProcessPool

import pytest

from faults import campaign, mutants, schedule
from faults.__main__ import main
from faults.mixes import MIXES, shares

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
    seeds = {"none": range(1, campaign.CHUNK + 11), "throttle": range(1, 6)}
    (none, throttle), (burst,) = campaign.run(seeds, cores=2, bursts=[5])
    assert none.schedules == campaign.CHUNK + 10
    assert none.uploads == none.schedules * schedule.UPLOADS
    assert (throttle.mix, throttle.schedules, burst.uploads) == ("throttle", 5, 5)
    assert "ours: 65/65 schedules, " in capsys.readouterr().err


@pytest.mark.parametrize("count", [1, 19, 10_000])
def test_a_mixed_campaign_has_as_many_schedules_as_asked_for(count):
    counts = shares(count)
    assert sum(counts.values()) == count
    assert list(counts) == list(MIXES)


def hang(*_):
    threading.Event().wait(60)


def test_a_process_that_hangs_fails_the_campaign(monkeypatch, capfd):
    monkeypatch.setattr(campaign, "part", hang)
    monkeypatch.setattr(campaign, "CHUNK_LIMIT_SECONDS", 0.5)
    with pytest.raises(BrokenProcessPool):
        campaign.run({"none": range(2 * campaign.CHUNK)}, cores=2, progress=False)
    assert "threading.py" in capfd.readouterr().err


def test_what_a_mix_names_is_what_goes_wrong():
    mixes = ("none", "dup", "throttle", "crash", "all")
    injected = {mix: campaign.part(range(12), mix, False).injected for mix in mixes}
    assert not injected["none"]
    assert not injected["dup"]
    assert set(injected["throttle"]) == {"throttled"}
    crashes = {"killed before", "killed after", "lost answer"}
    assert crashes <= set(injected["crash"])
    assert {"throttled"} | crashes <= set(injected["all"])


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_seed_is_a_schedule(seed):
    once, again = (schedule.run(seed, "all", tracing=True) for _ in range(2))
    assert once.lines == again.lines
    assert once == again
    assert once.lines != schedule.run(seed + 1, "all", tracing=True).lines
