"""Event source mappings: what hands messages and records to functions."""

from collections.abc import Callable
from random import Random
from typing import Any

from faults.functions import Answer, Function
from faults.mixes import Rates
from faults.services.queues import Message, Queue
from faults.services.sqs import record_of
from faults.simulation import Simulation


class QueueMapping:
    """Reads a queue in batches, at most ``concurrency`` at a time, with partial answers. Where it
    is ``patient``, messages that come back later are no reason to go on."""

    def __init__(
        self,
        simulation: Simulation,
        queue: Queue,
        function: Function,
        chance: Random,
        rates: Rates,
        *,
        batch_size: int,
        concurrency: int,
        patient: bool = False,
    ) -> None:
        self._simulation, self._queue, self._function = simulation, queue, function
        self._patient = patient
        self._chance, self._rates = chance, rates
        self._batch_size, self._free = batch_size, concurrency
        self.off = False  # as where an operator disabled it
        queue.arrived = self._arrived

    def poll(self) -> None:
        while self._free and not self.off:
            messages = self._queue.receive(self._batch_size, self._simulation.now)
            if not messages:
                return
            self._free -= 1
            self._invoke(messages)

    def _arrived(self, delay: float) -> None:
        moment = delay + self._chance.uniform(0.02, 0.2)
        self._simulation.after(moment, self.poll, patient=self._patient and delay > 0)

    def _invoke(self, messages: list[Message]) -> None:
        now = self._simulation.now
        for message in messages:
            if self._chance.random() < self._rates.redelivered / 2:
                # Another reader gets it although it is in flight.
                self._queue.hide(message, self._chance.uniform(0, 30), now)
        event = {"Records": [record_of(message, self._queue.name) for message in messages]}
        self._function.start(event, lambda answer: self._settle(messages, answer))

    def _settle(self, messages: list[Message], answer: Answer) -> None:
        self._free += 1
        if answer is not None:
            failed = {entry["itemIdentifier"] for entry in answer.get("batchItemFailures", [])}
            for message in messages:
                if message.id not in failed:
                    self._delete(message)
        self.poll()

    def _delete(self, message: Message) -> None:
        if message.deleted:
            return
        self._queue.delete(message)
        if self._chance.random() < self._rates.redelivered / 2:
            delay = self._chance.uniform(0, 300)
            self._simulation.after(
                delay, lambda: self._queue.restore(message, self._simulation.now)
            )


class StreamMapping:
    """Reads a stream of one shard in order; what fails comes again, ``retries`` times."""

    def __init__(
        self,
        simulation: Simulation,
        function: Function,
        wanted: Callable[[dict[str, Any]], bool],
        *,
        batch_size: int = 10,
        retries: int = 20,
    ) -> None:
        self.discarded: list[dict[str, Any]] = []
        self._simulation, self._function, self._wanted = simulation, function, wanted
        self._batch_size, self._retries = batch_size, retries
        self._records: list[dict[str, Any]] = []
        self._sent = self._tries = 0
        self._busy = False

    def put(self, old: dict[str, Any] | None, new: dict[str, Any]) -> None:
        if not self._wanted(new):
            return
        self._sent += 1
        images = {"NewImage": new} | ({"OldImage": old} if old is not None else {})
        self._records.append(
            {
                "eventID": str(self._sent),
                "eventName": "INSERT" if old is None else "MODIFY",
                "eventSource": "aws:dynamodb",
                "awsRegion": "us-east-1",
                "dynamodb": {
                    "Keys": {"assetId": new["assetId"]},
                    "SequenceNumber": f"{self._sent:021d}",
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                    **images,
                },
                "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s",
            }
        )
        self._simulation.after(0.2, self._poll)

    def _poll(self) -> None:
        if self._busy or not self._records:
            return
        self._busy = True
        batch = self._records[: self._batch_size]
        self._function.start({"Records": batch}, lambda answer: self._settle(batch, answer))

    def _settle(self, batch: list[dict[str, Any]], answer: Answer) -> None:
        self._busy = False
        first = self._first_failed(batch, answer)
        self._tries = self._tries + 1 if first == 0 else 0
        if self._tries > self._retries:
            self.discarded.append(batch[0])
            first, self._tries = 1, 0
        del self._records[:first]
        self._simulation.after(min(60, 2**self._tries), self._poll)

    @staticmethod
    def _first_failed(batch: list[dict[str, Any]], answer: Answer) -> int:
        if answer is None:
            return 0
        failed = {entry["itemIdentifier"] for entry in answer.get("batchItemFailures", [])}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        return next((n for n, number in enumerate(numbers) if number in failed), len(batch))
