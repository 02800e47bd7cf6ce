"""AWS calls as a function sees them: they take time, they fail, and others run meanwhile."""

from collections import Counter
from random import Random
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from faults.invocations import Invocation, KilledError
from faults.mixes import Rates
from faults.services.errors import client_error
from faults.simulation import Simulation

# pipeline.aws.clients.CONFIG. botocore's max_attempts counts the tries after the first one.
READ_TIMEOUT_SECONDS = 5
SDK_RETRIES = 2
# Typical latencies of warm calls. Assumptions: no account was measured.
LATENCY_MS = {
    "create_job": 200,
    "probe": 400,
    "list_jobs": 150,
    "get_job": 60,
    "cancel_job": 100,
    "get_parameter": 15,
    "put_item": 6,
    "update_item": 6,
    "get_item": 5,
    "query": 8,
}
OTHER_LATENCY_MS = 15
THROTTLED_MEDIACONVERT = ("TooManyRequestsException", 429)
SERVER_ERRORS = {
    "dynamodb": ("InternalServerError", 500),
    "mediaconvert": ("InternalServerErrorException", 500),
}
OTHER_SERVER_ERROR = ("ServiceUnavailable", 503)


class Client:
    """Stands where a botocore client would: a method per operation, with keyword arguments."""

    def __init__(self, calls: "Calls", name: str, service: Any) -> None:
        self._calls = calls
        self._name = name
        self._service = service
        self.meta = getattr(service, "meta", SimpleNamespace())

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._service, operation)
        return lambda **request: self._calls.call(self._name, operation, method, request)


class Calls:
    """``counts`` by operation; ``faults`` by what went wrong. ``script`` may say for an operation
    what becomes of its next calls (None: nothing goes wrong)."""

    def __init__(self, simulation: Simulation, rates: Rates, chance: Random) -> None:
        self._simulation = simulation
        self._rates = rates
        self._chance = chance
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.script: dict[str, list[str | None]] = {}

    def call(self, service: str, operation: str, method: Any, request: dict[str, Any]) -> Any:
        invocation: Invocation = self._simulation.current.invocation
        self.counts[operation] += 1
        invocation.calls.append(operation)
        if operation == "create_job":
            # botocore fills in a token where none is given, the same for its own tries.
            request.setdefault("ClientRequestToken", f"{self._chance.getrandbits(64):016x}")
        fault = self._draw(service, operation)
        if fault:
            self.faults[fault] += 1
        name = f"{invocation.name}: {operation}"
        there, back = self._latencies(operation)
        self._pause(there, invocation)
        if fault == "killed before":
            self._kill(name, fault, invocation)
        if fault in ("throttled", "refused"):
            # Both tries of the SDK were refused; nothing took effect.
            self._pause(back + 0.5, invocation)
            self._raise(name, service, operation, fault)
        answer = self._tried(name, method, request, back, invocation)
        self._simulation.note(f"{name} {_short(operation, request, answer)}")
        if fault in ("lost answer", "retried by the SDK"):
            self._pause(READ_TIMEOUT_SECONDS, invocation)
            if fault == "retried by the SDK":
                self._simulation.note(f"{name}: no answer, tried again by the SDK")
                return method(**request)
            self._pause(SDK_RETRIES * READ_TIMEOUT_SECONDS, invocation)  # they do not arrive
        self._pause(back, invocation)
        if fault == "killed after":
            self._kill(name, fault, invocation)
        if fault in ("lost answer", "failed after its effect"):
            self._raise(name, service, operation, fault)
        return answer

    def _tried(
        self,
        name: str,
        method: Any,
        request: dict[str, Any],
        back: float,
        invocation: Invocation,
    ) -> Any:
        """As the SDK does it: what the service itself throttles is tried again."""
        for attempt in range(SDK_RETRIES + 1):
            try:
                return method(**request)
            except ClientError as error:
                self._pause(back, invocation)
                self._simulation.note(f"{name} -> {error}")
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                if status != 429 or attempt == SDK_RETRIES:
                    raise
                self._pause(self._chance.random() * 2**attempt, invocation)
        raise AssertionError

    def _draw(self, service: str, operation: str) -> str | None:
        """At most one fault per call."""
        planned = self.script.get(operation)
        if planned:
            return planned.pop(0)
        rates, at = self._rates, self._chance.random()
        throttled = 0.0
        if service == "mediaconvert":
            throttled = rates.throttled if operation == "create_job" else rates.throttled_other
        for fault, probability in (
            ("killed before", rates.killed / 2),
            ("killed after", rates.killed / 2),
            ("lost answer", rates.lost_answer),
            ("retried by the SDK", rates.lost_answer),
            ("refused", rates.server_error / 2),
            ("failed after its effect", rates.server_error / 2),
            ("throttled", throttled),
        ):
            at -= probability
            if at < 0:
                return fault
        return None

    def _latencies(self, operation: str) -> tuple[float, float]:
        """On the way there and back, in seconds; one call in a hundred hangs for up to 4 s."""
        typical = LATENCY_MS.get(operation, OTHER_LATENCY_MS) / 1000
        whole = typical * (0.5 + self._chance.expovariate(2.0))
        if self._rates.killed and self._chance.random() < 0.01:
            whole += self._chance.uniform(0, READ_TIMEOUT_SECONDS - 1)
        whole = min(whole, READ_TIMEOUT_SECONDS - 0.1)
        part = self._chance.random()
        return whole * part, whole * (1 - part)

    def _pause(self, seconds: float, invocation: Invocation) -> None:
        left = invocation.deadline - self._simulation.now
        self._simulation.pause(max(0.0, min(seconds, left)))
        if seconds >= left or invocation.killed:
            self._kill(invocation.name, "timed out", invocation)

    def _kill(self, name: str, why: str, invocation: Invocation) -> None:
        invocation.killed = True
        self._simulation.note(f"{name}: {why}")
        raise KilledError(why)

    def _raise(self, name: str, service: str, operation: str, fault: str) -> None:
        self._simulation.note(f"{name} -> {fault}")
        if fault == "lost answer":
            raise ReadTimeoutError(endpoint_url=f"https://{service}.example.com/")
        code, status = SERVER_ERRORS.get(service, OTHER_SERVER_ERROR)
        if fault == "throttled":
            code, status = THROTTLED_MEDIACONVERT
        raise client_error(operation, code, status, fault)


def _short(operation: str, request: dict[str, Any], answer: Any) -> str:
    """What a reader of the trace wants to know of a call that worked."""
    if operation == "put_item":
        item = request["Item"]
        facts = (item.get(name, {}) for name in ("status", "attempt", "revision"))
        return " ".join(next(iter(fact.values()), "-") for fact in facts)
    if operation == "create_job":
        return f"-> {answer['Job']['Id']}"
    if operation in ("list_jobs", "query"):
        return f"-> {len(answer.get('Jobs', answer.get('Items', [])))} found"
    for name in ("VisibilityTimeout", "DelaySeconds", "Id"):
        if name in request:
            return f"{name}={request[name]}"
    return ""
