"""A message of a queue, what a workflow makes of it, and how the queue is told."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.workflows.services import Messages


@dataclass(frozen=True, kw_only=True)
class Message:
    """``owner`` names this one delivery: another delivery of the message has another owner.
    ``deadline`` is when the function working on it is stopped."""

    body: str
    receipt_handle: str
    receive_count: int
    owner: str
    deadline: datetime


@dataclass(frozen=True)
class Done:
    """``what`` says for the log what came of the message."""

    what: str
    asset_id: str | None = None


@dataclass(frozen=True)
class RetryIn:
    seconds: int
    reason: str
    asset_id: str | None = None


@dataclass(frozen=True)
class DeadLetter:
    """Waiting would not help."""

    reason: str
    asset_id: str | None = None


Outcome = Done | RetryIn | DeadLetter


def settle(outcome: Outcome, message: Message, messages: Messages) -> bool:
    """True where the message may be deleted. Raises TransientError and PermanentError."""
    match outcome:
        case RetryIn(seconds=seconds):
            messages.delay(message.receipt_handle, seconds)
            return False
        case DeadLetter(reason=reason, asset_id=asset_id):
            messages.dead_letter(message.body, reason, asset_id)
    return True
