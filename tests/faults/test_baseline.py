"""The simulator bites: the design of requirement document 3 fails in it."""

import pytest

from faults import campaign

SEEDS = range(1, 101)


@pytest.mark.parametrize(
    ("mix", "kinds"),
    [
        ("dup", {"extra jobs"}),
        ("throttle", {"dropped"}),
        ("crash", {"dropped", "extra jobs", "stuck"}),
        ("lost", {"stuck"}),
        ("all", {"dropped", "extra jobs", "stuck"}),
    ],
)
def test_the_baseline_ends_uploads_wrong(mix, kinds):
    tally = campaign.part(SEEDS, mix, baseline=True)
    assert tally.ends["wrong"] > tally.uploads * 0.01
    assert kinds <= set(tally.kinds)


@pytest.mark.parametrize("mix", ["none", "errors"])
def test_the_baseline_is_right_where_no_message_and_no_call_fails(mix):
    tally = campaign.part(SEEDS, mix, baseline=True)
    assert not tally.wrong
