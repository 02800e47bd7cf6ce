"""How long AWS calls take. Assumptions: no account was measured."""

from random import Random

# pipeline.aws.clients.CONFIG. botocore's max_attempts counts the tries after the first one.
READ_TIMEOUT_SECONDS = 5
SDK_RETRIES = 2
# Of warm calls.
TYPICAL_MS = {
    "create_job": 200,
    "probe": 400,
    "list_jobs": 150,
    "get_job": 60,
    "cancel_job": 100,
    "get_parameter": 15,
    "head_object": 30,
    "put_item": 6,
    "update_item": 6,
    "get_item": 5,
    "query": 8,
    "post": 150,
}
OTHER_MS = 15
HANGING = 0.01  # of the calls, where processes are killed too


def latencies(operation: str, chance: Random, *, hanging: bool) -> tuple[float, float]:
    """On the way there and back, in seconds; never as long as the SDK's patience."""
    whole = TYPICAL_MS.get(operation, OTHER_MS) / 1000 * (0.5 + chance.expovariate(2.0))
    if hanging and chance.random() < HANGING:
        whole += chance.uniform(0, READ_TIMEOUT_SECONDS - 1)
    whole, part = min(whole, READ_TIMEOUT_SECONDS - 0.1), chance.random()
    return whole * part, whole * (1 - part)
