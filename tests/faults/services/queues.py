"""Queues: messages that are seen by one reader for a while, and come back until deleted."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Message:
    """``handle`` is that of the last receive."""

    id: str
    body: str
    attributes: Mapping[str, Any]
    sent_at: float
    visible_at: float
    receives: int = 0
    handle: str | None = None
    deleted: bool = False


@dataclass
class Queue:
    """``arrived`` is told in how many seconds a message can be seen."""

    name: str
    visibility_seconds: int = 30
    max_receives: int | None = None
    dead_letters: "Queue | None" = None
    messages: dict[str, Message] = field(default_factory=dict)
    arrived: Callable[[float], None] = lambda _: None
    received: Callable[[int], None] = lambda _: None  # is told the number of each receive
    waiting: list[tuple[float, int, Message]] = field(default_factory=list)
    sends: int = 0
    pushes: int = 0

    def put(self, body: str, attributes: Mapping[str, Any], now: float, delay: float) -> Message:
        self.sends += 1
        message = Message(f"{self.name}-{self.sends}", body, attributes, now, now + delay)
        self.messages[message.id] = message
        self._wait(message, now)
        return message

    def receive(self, count: int, now: float) -> list[Message]:
        """Messages that can be seen; those received too often go to the dead letters instead."""
        received: list[Message] = []
        while self.waiting and len(received) < count and self.waiting[0][0] <= now:
            visible_at, _, message = heapq.heappop(self.waiting)
            if message.deleted or message.visible_at != visible_at:
                continue
            if self.max_receives is not None and message.receives >= self.max_receives:
                self.delete(message)
                if self.dead_letters is not None:
                    self.dead_letters.put(message.body, message.attributes, now, 0)
                continue
            message.receives += 1
            self.received(message.receives)
            message.handle = f"{message.id}#{message.receives}"
            self.hide(message, self.visibility_seconds, now)
            received.append(message)
        return received

    def hide(self, message: Message, seconds: float, now: float) -> None:
        message.visible_at = now + seconds
        self._wait(message, now)

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.messages.pop(message.id, None)

    def restore(self, message: Message, now: float) -> None:
        """Standard queues now and then hand out what was deleted."""
        message.deleted = False
        self.messages[message.id] = message
        self.hide(message, 0, now)

    def _wait(self, message: Message, now: float) -> None:
        self.pushes += 1
        heapq.heappush(self.waiting, (message.visible_at, self.pushes, message))
        self.arrived(message.visible_at - now)
