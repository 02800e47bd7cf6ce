"""What services do under roles of ours, and the policies of those roles.

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
class Errand:
    """``policy`` is the role's."""

    policy: Resource
    action: str
    target: str

    def __str__(self) -> str:
        return f"{self.policy}: {self.action} on {self.target}"


def refused(planned: Planned) -> list[str]:
    """What is meant to happen and would not."""
    return [str(errand) for errand in errands(planned) if not _may(errand)]


def errands(planned: Planned) -> Iterator[Errand]:
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
        policy = _policy(planned, "compute", "this", function.index)
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            yield Errand(policy, action, arn(planned, "logs", stream))
    yield from _of_mediaconvert(planned)


def _of_the_schedule(planned: Planned) -> Iterator[Errand]:
    policy = _policy(planned, "compute", "schedule")
    for schedule in planned.of("aws_scheduler_schedule"):
        yield Errand(policy, "lambda:InvokeFunction", schedule.get("target.0.arn"))
        yield Errand(policy, "kms:Decrypt", str(schedule.get("kms_key_arn")))
        yield from _send(planned, policy, schedule.get("target.0.dead_letter_config.0.arn"))


def _of_the_stream(planned: Planned, mapping: Resource) -> Iterator[Errand]:
    (table,) = planned.of("aws_dynamodb_table")
    stream = arn(planned, "dynamodb", f"table/{table.get('name')}/stream/2026-01-01T00:00:00.000")
    policy = _function_policy(planned, mapping)
    yield from (Errand(policy, action, stream) for action in STREAMING)
    yield Errand(policy, "kms:Decrypt", planned.variables["data_key_arn"])
    destination = mapping.get("destination_config.0.on_failure.0.destination_arn")
    yield from _send(planned, policy, destination)


def _of_a_queue(planned: Planned, mapping: Resource) -> Iterator[Errand]:
    policy = _function_policy(planned, mapping)
    for action in POLLING:
        yield Errand(policy, action, mapping.get("event_source_arn"))
    yield Errand(policy, "kms:Decrypt", planned.variables["messages_key_arn"])


def _of_mediaconvert(planned: Planned) -> Iterator[Errand]:
    policy = _policy(planned, "mediaconvert", "this", 0)
    yield Errand(policy, "s3:GetObject", object_arn(planned, "uploads", "uploads/x"))
    yield Errand(policy, "s3:PutObject", object_arn(planned, "outputs", "x"))
    yield from (Errand(policy, action, planned.variables["data_key_arn"]) for action in KEY_USE)


def _send(planned: Planned, policy: Resource, queue: str) -> Iterator[Errand]:
    yield Errand(policy, "sqs:SendMessage", queue)
    for action in KEY_USE:
        yield Errand(policy, action, planned.variables["messages_key_arn"])


def _function_policy(planned: Planned, resource: Resource) -> Resource:
    reference = resource.expressions["function_name"]["references"][0]
    (function,) = re.findall(r'this\["([a-z-]+)"\]', reference)
    return _policy(planned, "compute", "this", function)


def _policy(planned: Planned, module: str, label: str, index: str | int | None = None) -> Resource:
    (policy,) = (
        policy
        for policy in planned.of("aws_iam_role_policy")
        if (policy.module, policy.label, policy.index) == ((module,), label, index)
    )
    return policy


def _may(errand: Errand) -> bool:
    return any(
        statement.effect == "Allow"
        and errand.action in statement.actions
        and any(fnmatchcase(errand.target, pattern) for pattern in statement.resources)
        for statement in statements_of(errand.policy)
    )
