"""Every delivery that the design needs is allowed, and no service is admitted for nothing.

Local AWS delivers much that a real account would refuse.
"""

import pytest

from plan import deliveries, role_calls
from plan.mutations import adding, condition, with_policy, without
from plan.planned import Planned
from plan.plans import Plans
from plan.roots import WHOLE_ROOTS

whole = pytest.mark.parametrize("root", WHOLE_ROOTS, ids=str)
(FRANKFURT,) = (root for root in WHOLE_ROOTS if str(root) == "env-dev-frankfurt")


@whole
def test_everything_meant_to_be_delivered_is_admitted(planned: Planned) -> None:
    assert deliveries.refused(planned) == []
    assert role_calls.refused(planned) == []


@whole
def test_every_queue_topic_and_role_has_its_deliveries(planned: Planned) -> None:
    """But for those which only roles send to."""
    delivered = {one.policy.address for one in deliveries.deliveries(planned)}
    targets = {str(target) for target in planned.of("aws_sqs_queue", "aws_sns_topic")}
    assert targets - delivered == {
        "module.compute.aws_sqs_queue.asset_reconciler_dlq",
        "module.erasures.aws_sqs_queue.dead_letter",
        "module.erasures.aws_sqs_queue.this",
        "module.removals.aws_sqs_queue.dead_letter",
        "module.removals.aws_sqs_queue.this",
    }
    used = {call.policy.address for call in role_calls.role_calls(planned)}
    assert used == {str(policy) for policy in planned.of("aws_iam_role_policy")}


@whole
def test_no_service_is_admitted_for_nothing(planned: Planned) -> None:
    assert deliveries.unused(planned) == []


def function_policy(name: str) -> str:
    return f"module.compute.module.{name}.aws_iam_role_policy.this"


REFUSED = {
    "rule to queue": ("module.upload_events.aws_sqs_queue.this", without("EventsOfTheRule")),
    "rule to its dead letters": (
        "module.job_events.aws_sqs_queue.dead_letter",
        condition("EventsOfTheRule", "aws:SourceArn", "arn:aws:events:eu-central-1:1:rule/other"),
    ),
    "rule on the bus to topic": (
        'module.notifications.aws_sns_topic.this["asset-failed"]',
        without("AnnouncementsOfTheRule"),
    ),
    "bus to its dead letters": (
        "module.notifications.aws_sqs_queue.dead_letter",
        condition(
            "AnnouncementsOfThePipeline",
            "aws:SourceArn",
            "arn:aws:events:eu-central-1:111122223333:rule/media-dev-pipeline/media-dev-asset-*",
        ),
    ),
    "alarm to topic": (
        "module.observability.module.alarm_topic.aws_sns_topic.this[0]",
        condition("AlarmsOfThePipeline", "aws:SourceAccount", "999999999999"),
    ),
    "access logs": (
        "module.storage.aws_s3_bucket_policy.access_logs",
        without("AccessLogsOfOutputs"),
    ),
    "schedule to function": (
        "module.compute.aws_iam_role_policy.schedule",
        without("StartReconciler"),
    ),
    "schedule's key": ("module.compute.aws_iam_role_policy.schedule", without("UseMessagesKey")),
    "mapping from queue": (function_policy("job_status_processor"), without("ReadQueue")),
    "mapping from stream": (function_policy("asset_event_publisher"), without("ReadStream")),
    "mapping's dead letters": (
        function_policy("asset_event_publisher"),
        without("SetAsideWhatFails"),
    ),
    "destination": (function_policy("asset_reconciler"), without("SetAsideWhatFails")),
    "key of what is read": (
        function_policy("ingest_orchestrator"),
        without("UseMessagesKey"),
    ),
    "log": (function_policy("ingest_orchestrator"), without("WriteOwnLog")),
    "outputs": ("module.mediaconvert.aws_iam_role_policy.this[0]", without("WriteOutputs")),
    "key of outputs": (
        "module.mediaconvert.aws_iam_role_policy.this[0]",
        without("UseDataKeyThroughS3"),
    ),
}


@pytest.mark.parametrize(("address", "change"), REFUSED.values(), ids=REFUSED)
def test_a_missing_permission_is_seen(plans: Plans, address: str, change) -> None:
    mutated = with_policy(plans.plan(FRANKFURT), address, change)
    assert deliveries.refused(mutated) + role_calls.refused(mutated) != []


def test_a_service_that_delivers_nothing_is_seen(plans: Plans) -> None:
    idle = adding(
        Action="sqs:SendMessage",
        Resource="arn:aws:sqs:eu-central-1:111122223333:media-dev-upload-events",
        Principal={"Service": "s3.amazonaws.com"},
        Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::media-dev-uploads-111122223333"}},
    )
    address = "module.upload_events.aws_sqs_queue.this"
    mutated = with_policy(plans.plan(FRANKFURT), address, idle)
    assert deliveries.unused(mutated) == [f"{address} Added"]
