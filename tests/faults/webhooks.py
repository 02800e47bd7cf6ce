"""The endpoints of webhooks in a schedule, wired as Terraform wires them: for each a rule on the
bus, a queue with its dead letters, and a mapping of the one sender."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from fakes.function_environment import PREFIX, QUEUES
from faults.chance import chance_of
from faults.functions import Function
from faults.mappings import QueueMapping
from faults.receivers import PATIENCE_SECONDS, Receiver, receiver_of, secret
from faults.services.queues import Queue
from faults.services.sqs import body_of
from faults.simulation import START
from faults.world import VISIBILITY_SECONDS, World
from pipeline.failures import TransientError
from pipeline.webhooks.endpoint import Endpoint

# The types of webhooks by what the bus calls them.
DETAIL_TYPES = {
    "asset.created": "Asset Created",
    "asset.progress": "Asset Progress",
    "asset.completed": "Asset Completed",
    "asset.failed": "Asset Failed",
    "asset.deleted": "Asset Deleted",
    "upload.expired": "Upload Expired",
}
RECEIVES, BATCH_SIZE, CONCURRENCY = 12, 1, 5
COUNTS = (1, 2, 2, 3)
ROTATED = 0.5
# A function keeps a secret for a minute; a call may take some seconds of it.
KNOWN_EVERYWHERE_SECONDS = 75
VARIABLES = ("WEBHOOK_ENDPOINTS", "WEBHOOK_QUEUE_URL_PREFIX")


class Webhooks:
    """``receivers``, ``queues`` and ``letters`` by the endpoints' names: mostly there are none.
    ``told_at`` is when an announcement, by its id, met an endpoint's rule first."""

    def __init__(self, world: World) -> None:
        self.receivers: dict[str, Receiver] = {}
        self.queues: dict[str, Queue] = {}
        self.letters: dict[str, Queue] = {}
        self.mappings: dict[str, QueueMapping] = {}
        self.told_at: dict[tuple[str, str], float] = {}
        self._world, self._chance = world, chance_of(world.seed, "webhooks")
        if self._chance.random() < world.rates.webhooks:
            for number in range(self._chance.choice(COUNTS)):
                self._add(f"r{number}")

    @property
    def environment(self) -> Mapping[str, str]:
        """The sender's, in addition."""
        endpoints = {
            name: {"allowed_networks": [], "secret_arn": _arn(name), "url": _url(name)}
            for name in self.receivers
        }
        values = (json.dumps(endpoints), f"{QUEUES}-webhook-")
        return dict(zip(VARIABLES, values, strict=True))

    def read_by(self, sender: Function) -> None:
        for name, queue in self.queues.items():
            self.mappings[name] = QueueMapping(
                self._world.simulation,
                queue,
                sender,
                chance_of(self._world.seed, queue.name),
                self._world.rates,
                batch_size=BATCH_SIZE,
                concurrency=CONCURRENCY,
                patient=True,
            )

    def post(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> int:
        """In place of the adapter, which is tried on a network of its own: whoever has no answer
        within its patience raises TransientError."""
        receiver = next(one for name, one in self.receivers.items() if _url(name) == endpoint.url)
        simulation = self._world.simulation
        status = self._world.calls.post(lambda: receiver.take(headers, body, simulation.now))
        if status is None:
            raise TransientError("POST", f"TimeoutError: no answer in {PATIENCE_SECONDS} s")
        return status

    def _add(self, name: str) -> None:
        world, chance = self._world, self._chance
        types = tuple(chance.sample(sorted(DETAIL_TYPES), chance.choice((1, 2, 3, 6))))
        receiver = receiver_of(chance, types, START.timestamp())
        self.receivers[name] = receiver
        letters = Queue(f"{PREFIX}-webhook-{name}-dlq")
        queue = Queue(f"{PREFIX}-webhook-{name}", VISIBILITY_SECONDS, RECEIVES, letters)
        self.queues[name], self.letters[name] = queue, letters
        world.queues_by_url |= {f"{QUEUES}-webhook-{name}": queue}
        world.queues_by_url |= {f"{QUEUES}-webhook-{name}-dlq": letters}
        world.secrets.values[_arn(name)] = secret(receiver.key)
        if chance.random() < ROTATED:
            self._rotate(name, receiver)
        pattern = {
            "source": ["media-pipeline"],
            "detail-type": [DETAIL_TYPES[one] for one in types],
        }
        world.bus.rules.append((pattern, partial(self._matched, name)))

    def _matched(self, name: str, event: Mapping[str, Any]) -> None:
        simulation = self._world.simulation
        self.told_at.setdefault((name, event["detail"]["eventId"]), simulation.now)

        def put(body: str) -> None:
            self.queues[name].put(body, {}, simulation.now, 0)

        self._world.deliver(body_of(event), put)

    def _rotate(self, name: str, receiver: Receiver) -> None:
        """As docs/webhooks.md has it: both, then the receiver changes, then the new one alone."""
        chance, values, arn = self._chance, self._world.secrets.values, _arn(name)
        old, new = receiver.key, chance.randbytes(32)
        begin = chance.choice((0, chance.uniform(0, 600), chance.uniform(0, 8 * 3600)))
        change = begin + chance.uniform(KNOWN_EVERYWHERE_SECONDS, 1200)
        for moment, action in (
            (begin, partial(values.__setitem__, arn, f"{secret(new)} {secret(old)}")),
            (change, partial(setattr, receiver, "key", new)),
            (change + chance.uniform(0, 600), partial(values.__setitem__, arn, secret(new))),
        ):
            self._world.simulation.after(moment, action, patient=True)


def _arn(name: str) -> str:
    return f"arn:aws:secretsmanager:us-east-1:000000000000:secret:{name}-AbCdEf"


def _url(name: str) -> str:
    return f"https://{name}.example.com/webhooks"
