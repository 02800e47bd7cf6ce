"""Calls that services make under our roles, and the policies that have to allow them.

Local AWS does not see logs, pollers, or keys behind a queue, table, schedule or bucket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from plan.arns import arn, object_arn
from plan.planned import UNKNOWN, Planned, Resource
from plan.policies import statements_of

KEY_USE = ("kms:Decrypt", "kms:GenerateDataKey")
POLLING = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
STREAMING = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")


@dataclass(frozen=True)
class RoleCall:
    """``policy`` is the role's."""

    policy: Resource
    action: str
    target: str

    def __str__(self) -> str:
        return f"{self.policy}: {self.action} on {self.target}"


def refused(planned: Planned) -> list[str]:
    """What is meant to happen and would not."""
    return [str(call) for call in role_calls(planned) if not _may(call)]


def role_calls(planned: Planned) -> Iterator[RoleCall]:
    yield from _of_the_schedule(planned)
    for mapping in planned.of("aws_lambda_event_source_mapping"):
        if mapping.get("event_source_arn") is UNKNOWN:
            yield from _of_the_stream(planned, mapping)
        else:
            yield from _of_a_queue(planned, mapping)
    for config in planned.of("aws_lambda_function_event_invoke_config"):
        destination = config.get("destination_config.0.on_failure.0.destination")
        yield from _send(planned, _function_policy(planned, config), destination)
    for function in planned.of("aws_lambda_function"):
        stream = f"log-group:/aws/lambda/{function.get('function_name')}:log-stream:x"
        policy = _policy(planned, function.module, "this")
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield RoleCall(policy, action, arn(planned, "logs", stream))
    yield from _of_mediaconvert(planned)


def _of_the_schedule(planned: Planned) -> Iterator[RoleCall]:
    policy = _policy(planned, ("compute",), "schedule")
    for schedule in planned.of("aws_scheduler_schedule"):
        yield RoleCall(policy, "lambda:InvokeFunction", schedule.get("target.0.arn"))
        yield RoleCall(policy, "kms:Decrypt", str(schedule.get("kms_key_arn")))
        yield from _send(planned, policy, schedule.get("target.0.dead_letter_config.0.arn"))


def _of_the_stream(planned: Planned, mapping: Resource) -> Iterator[RoleCall]:
    (table,) = (one for one in planned.of("aws_dynamodb_table") if one.get("stream_enabled"))
    stream = arn(planned, "dynamodb", f"table/{table.get('name')}/stream/2026-01-01T00:00:00.000")
    policy = _function_policy(planned, mapping)
    yield from (RoleCall(policy, action, stream) for action in STREAMING)
    yield RoleCall(policy, "kms:Decrypt", planned.variables["data_key_arn"])
    destination = mapping.get("destination_config.0.on_failure.0.destination_arn")
    yield from _send(planned, policy, destination)


def _of_a_queue(planned: Planned, mapping: Resource) -> Iterator[RoleCall]:
    policy = _function_policy(planned, mapping)
    for action in POLLING:
        yield RoleCall(policy, action, mapping.get("event_source_arn"))
    yield RoleCall(policy, "kms:Decrypt", planned.variables["messages_key_arn"])


def _of_mediaconvert(planned: Planned) -> Iterator[RoleCall]:
    policy = _policy(planned, ("mediaconvert",), "this", 0)
    yield RoleCall(policy, "s3:GetObject", object_arn(planned, "uploads", "uploads/x"))
    yield RoleCall(policy, "s3:PutObject", object_arn(planned, "outputs", "x"))
    yield from (RoleCall(policy, action, planned.variables["data_key_arn"]) for action in KEY_USE)


def _send(planned: Planned, policy: Resource, queue: str) -> Iterator[RoleCall]:
    yield RoleCall(policy, "sqs:SendMessage", queue)
    for action in KEY_USE:
        yield RoleCall(policy, action, planned.variables["messages_key_arn"])


def _function_policy(planned: Planned, resource: Resource) -> Resource:
    """Of the function that a mapping or a destination belongs to, in a module of its own."""
    (call,) = set(re.findall(r"module\.(\w+)", str(resource.expressions["function_name"])))
    return _policy(planned, (*resource.module, call), "this")


def _policy(
    planned: Planned, module: tuple[str, ...], label: str, index: str | int | None = None
) -> Resource:
    (policy,) = (
        policy
        for policy in planned.of("aws_iam_role_policy")
        if (policy.module, policy.label, policy.index) == (module, label, index)
    )
    return policy


def _may(call: RoleCall) -> bool:
    return any(
        statement.effect == "Allow"
        and call.action in statement.actions
        and any(fnmatchcase(call.target, pattern) for pattern in statement.resources)
        for statement in statements_of(call.policy)
    )
