"""What Lambda reads for a mapping, or sends after a failure, it does under the function's role.

ministack 1.5.33 polls queues and streams and writes to destinations whatever the role says.
"""

import time
from collections.abc import Iterator
from typing import Any

from local_aws.access import decisions, keys

# A mapping with something to read is asked about this often at most.
ASK_SECONDS = 1.0
QUEUE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
STREAM_ACTIONS = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
Mapping = dict[str, Any]


def apply() -> None:
    """Wrap the list of mappings to poll, their creation, and the two kinds of destinations."""
    from ministack.core.responses import error_response_json
    from ministack.services import lambda_svc

    every, create = lambda_svc._iter_all_esms, lambda_svc._create_esm
    failed_batch, failed_run = (
        lambda_svc._send_ddb_stream_failure_record,
        lambda_svc._route_async_failure,
    )
    asked: dict[str, tuple[float, bool]] = {}

    def iter_all_esms() -> Iterator[tuple[str, str, Mapping]]:
        for account, region, mapping in every():
            at, answer = asked.get(mapping["UUID"], (0.0, True))
            if time.monotonic() - at > ASK_SECONDS and _has_work(mapping):
                answer = _may_read(mapping["FunctionName"], mapping["EventSourceArn"])
                asked[mapping["UUID"]] = (time.monotonic(), answer)
            if answer:
                yield account, region, mapping
            else:
                mapping["LastProcessingResult"] = "PROBLEM: the function's role may not read"

    def create_esm(data: Mapping) -> Any:
        name = data.get("FunctionName", "").rpartition(":")[2]
        if name in lambda_svc._functions and not _may_read(name, data.get("EventSourceArn", "")):
            text = f"The provided execution role may not read {data['EventSourceArn']}"
            return error_response_json("InvalidParameterValueException", text, 400)
        return create(data)

    def send_stream_failure(mapping: Mapping, function: Mapping, *more: Any) -> None:
        where = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        if where and _may_send(mapping["FunctionName"], where):
            failed_batch(mapping, function, *more)

    def route_async_failure(target: str, name: str, event: Any, result: Any) -> None:
        if _may_send(name, target):
            failed_run(target, name, event, result)

    lambda_svc._iter_all_esms = iter_all_esms
    lambda_svc._create_esm = create_esm
    lambda_svc._send_ddb_stream_failure_record = send_stream_failure
    lambda_svc._route_async_failure = route_async_failure


def _role(name: str) -> str:
    from ministack.services import lambda_svc

    return lambda_svc._functions[name]["config"]["Role"]


def _has_work(mapping: Mapping) -> bool:
    from ministack.services import dynamodb, lambda_svc, sqs

    source = mapping["EventSourceArn"]
    if mapping["FunctionName"] not in lambda_svc._functions:
        return False
    if ":sqs:" in source:
        return bool((sqs._queue_by_arn(source) or {}).get("messages"))
    if ":dynamodb:" in source:
        end = dynamodb.stream_end_position(source.split("/")[1])
        return lambda_svc._dynamodb_stream_positions.get(mapping["UUID"], 0) != end
    return False


def _may_read(name: str, source: str) -> bool:
    role = _role(name)
    if ":sqs:" in source:
        actions, service, key = QUEUE_ACTIONS, "sqs", keys.queue_key(source)
    elif ":dynamodb:" in source:
        actions, service = STREAM_ACTIONS, "dynamodb"
        key = keys.table_key(source.split("/")[1])
    else:
        return True
    may = [decisions.role_may(role, name, action, source) for action in actions]
    if service == "dynamodb":
        may.append(decisions.role_may(role, name, "dynamodb:ListStreams", "*"))
    return all(may) and keys.role_may_use(role, name, service, key, "read")


def _may_send(name: str, target: str) -> bool:
    if ":sqs:" not in target:
        return True
    role = _role(name)
    may_send = decisions.role_may(role, name, "sqs:SendMessage", target)
    return may_send and keys.role_may_use(role, name, "sqs", keys.queue_key(target), "write")
