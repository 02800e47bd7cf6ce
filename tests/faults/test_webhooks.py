"""What the oracle of webhooks relies on: that receivers are of every kind, and that it sees who
waits for others."""

from functools import partial

from faults import schedule
from faults.receivers import WELL

SEEDS = range(1, 31)


def test_receivers_are_of_every_kind():
    statuses, reasons, counts = set(), set(), set()

    def look(_, design):
        found.append(design.webhooks)

    found = []
    for seed in SEEDS:
        assert not schedule.run(seed, "webhooks", prepare=look).faults
    for webhooks in found:
        for receiver in webhooks.receivers.values():
            counts |= {len(tries) for tries in receiver.tries.values()}
            statuses |= {one.status for tries in receiver.tries.values() for one in tries}
        for queue in webhooks.letters.values():
            for letter in queue.messages.values():
                reasons.add(letter.attributes["reason"]["StringValue"].split(":")[0])
    assert statuses == {204, 302, 410, 500, None}
    assert reasons == {"GONE", "UNDELIVERED"}
    assert counts == {*range(1, 8)}


def test_who_waits_for_others_is_seen():
    """A mapping that is off for some minutes is as one whose slots others took."""

    def prepare(world, design):
        for name, mapping in design.webhooks.mappings.items():
            if design.webhooks.receivers[name].mood == WELL:
                mapping.off = True
                world.simulation.after(400, partial(_on, mapping))

    wrong = [schedule.run(seed, "webhooks", prepare=prepare) for seed in SEEDS]
    assert any(" waited for " in text for result in wrong for _, text in result.faults)


def _on(mapping):
    mapping.off = False
    mapping.poll()
