"""What the oracle of webhooks relies on: that receivers are of every kind, and that it sees who
waits for others."""

from functools import partial

from faults import schedule
from faults.receivers import WELL

SEEDS = range(1, 61)
STATUSES = {204, 302, 410, 500, None}
REASONS = {"GONE", "UNDELIVERED"}


def test_receivers_are_of_every_kind():
    """Some have a webhook at once, some in the seventh try, some never."""
    statuses, reasons, counts, found = set(), set(), set(), []
    for seed in SEEDS:
        result = schedule.run(seed, "webhooks", prepare=lambda _, design: found.append(design))
        assert not result.faults
        webhooks = found.pop().webhooks
        for receiver in webhooks.receivers.values():
            counts |= {len(tries) for tries in receiver.tries.values()}
            statuses |= {one.status for tries in receiver.tries.values() for one in tries}
        for queue in webhooks.letters.values():
            for letter in queue.messages.values():
                reasons.add(letter.attributes["reason"]["StringValue"].split(":")[0])
        if (statuses, reasons, counts) == (STATUSES, REASONS, {*range(1, 8)}):
            return
    raise AssertionError(f"{statuses}, {reasons}, {counts}")


def test_who_waits_for_others_is_seen():
    """A mapping that is off for some minutes is as one whose slots others took."""

    def prepare(world, design):
        for name, mapping in design.webhooks.mappings.items():
            if design.webhooks.receivers[name].mood == WELL:
                mapping.off = True
                world.simulation.after(400, partial(_on, mapping))

    results = (schedule.run(seed, "webhooks", prepare=prepare) for seed in SEEDS)
    assert any(" waited for " in text for result in results for _, text in result.faults)


def _on(mapping):
    mapping.off = False
    mapping.poll()
