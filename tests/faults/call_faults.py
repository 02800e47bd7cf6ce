"""What goes wrong with an AWS call."""

from dataclasses import dataclass, field
from random import Random

from botocore.exceptions import ReadTimeoutError

from faults.mixes import Rates
from faults.services.errors import client_error

# What a call may meet. The SDK's own tries are part of it.
KILLED_BEFORE, KILLED_AFTER = "killed before", "killed after"
LOST_ANSWER, RETRIED = "lost answer", "retried by the SDK"
LOST_THEN_THROTTLED = "lost answer, then throttled"  # by the SDK's own next tries
REFUSED, FAILED_AFTER = "refused", "failed after its effect"
THROTTLED = "throttled"
OVER_QUOTA = "over the quota"  # no fault: the service's own answer

SERVER_ERRORS = {
    "dynamodb": ("InternalServerError", 500),
    "mediaconvert": ("InternalServerErrorException", 500),
}
OTHER_SERVER_ERROR = ("ServiceUnavailable", 503)
TOO_MANY_REQUESTS = ("TooManyRequestsException", 429)


@dataclass(frozen=True)
class Outage:
    """From ``begin`` to ``end`` (simulated seconds) every call of a service gets this error."""

    service: str
    begin: float
    end: float
    code: str
    status: int


@dataclass
class CallFaults:
    """``script`` may say for an operation what becomes of its next calls (None: nothing)."""

    rates: Rates
    chance: Random
    script: dict[str, list[str | None]] = field(default_factory=dict)
    outages: list[Outage] = field(default_factory=list)

    def draw(self, service: str, operation: str) -> str | None:
        """At most one fault per call."""
        planned = self.script.get(operation)
        if planned:
            return planned.pop(0)
        rates, at = self.rates, self.chance.random()
        throttled = 0.0
        if service == "mediaconvert":
            throttled = rates.throttled if operation == "create_job" else rates.throttled_other
        elif operation == "transact_write_items":
            throttled = rates.throttled_other  # it meets another one
        for fault, probability in (
            (KILLED_BEFORE, rates.killed / 2),
            (KILLED_AFTER, rates.killed / 2),
            (LOST_ANSWER, rates.lost_answer),
            (RETRIED, rates.lost_answer),
            (LOST_THEN_THROTTLED, rates.lost_answer / 2 if operation == "create_job" else 0),
            (REFUSED, rates.server_error / 2),
            (FAILED_AFTER, rates.server_error / 2),
            (THROTTLED, throttled),
        ):
            at -= probability
            if at < 0:
                return fault
        return None

    def outage(self, service: str, now: float) -> Outage | None:
        for outage in self.outages:
            if outage.service == service and outage.begin <= now < outage.end:
                return outage
        return None


def error_of(fault: str, service: str, operation: str) -> Exception:
    """What the SDK raises in the end."""
    if fault == LOST_ANSWER:
        return ReadTimeoutError(endpoint_url=f"https://{service}.example.com/")
    code, status = SERVER_ERRORS.get(service, OTHER_SERVER_ERROR)
    if fault in (THROTTLED, LOST_THEN_THROTTLED):
        code, status = TOO_MANY_REQUESTS
    return client_error(operation, code, status, fault)
