"""No event is lost without a trace: retries, dead-letter queues, time to work."""

from collections.abc import Iterator

import pytest

from faults.design import TOLD
from pipeline.assets.announcement import DETAIL_TYPES
from pipeline.assets.item import ERASED
from plan.planned import UNKNOWN, Planned, Resource
from plan.policies import statements_of
from plan.roots import ACCOUNT_ID, ENV_ROOTS, EXAMPLES_ROOTS, ROOTS

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)


def redrives(planned: Planned) -> Iterator[tuple[Resource, dict]]:
    for queue in planned.of("aws_sqs_queue"):
        # Unknown where none is set: AWS could say otherwise.
        if isinstance(policy := queue.document("redrive_policy"), dict):
            yield queue, policy


@every_root
def test_a_message_is_received_often_enough_to_outlast_its_backoff(planned: Planned) -> None:
    assert [
        str(queue) for queue, policy in redrives(planned) if policy["maxReceiveCount"] < 5
    ] == []


@every_root
def test_dead_letters_outlive_the_queue_they_come_from(planned: Planned) -> None:
    """A message's age counts from its first send."""
    wrong = []
    for queue, policy in redrives(planned):
        name = policy["deadLetterTargetArn"].rsplit(":", 1)[1]
        (dead,) = (
            other
            for other in planned.of("aws_sqs_queue")
            if other.get("name") == name and other.module == queue.module
        )
        if dead.get("message_retention_seconds") <= queue.get("message_retention_seconds"):
            wrong.append(f"{dead} keeps messages no longer than {queue}")
        allowed = dead.document("redrive_allow_policy")
        if allowed["sourceQueueArns"] != [policy["deadLetterTargetArn"].removesuffix("-dlq")]:
            wrong.append(f"{dead} takes dead letters of {allowed}")
    assert wrong == []


@pytest.mark.parametrize("root", [*ENV_ROOTS, *EXAMPLES_ROOTS], ids=str)
def test_a_queue_that_is_read_has_dead_letters_and_hides_messages_six_timeouts_long(
    planned: Planned,
) -> None:
    timeout = max(function.get("timeout") for function in planned.of("aws_lambda_function"))
    queues = {queue.get("name"): queue for queue in planned.of("aws_sqs_queue")}
    read = [
        queues[mapping.get("event_source_arn").rsplit(":", 1)[1]]
        for mapping in planned.of("aws_lambda_event_source_mapping")
        if is_queue(mapping)
    ]
    with_dead_letters = {str(queue) for queue, _ in redrives(planned)}
    assert [str(queue) for queue in read if str(queue) not in with_dead_letters] == []
    assert [
        str(queue) for queue in read if queue.get("visibility_timeout_seconds") < 6 * timeout
    ] == []
    endpoints = [queue for queue in read if queue.module[:1] == ("webhooks",)]
    assert len(read) - len(endpoints) == 4


@every_root
def test_every_rule_has_targets_that_retry_and_set_aside(planned: Planned) -> None:
    targets = list(planned.of("aws_cloudwatch_event_target"))
    rules = {(rule.module, rule.get("name")) for rule in planned.of("aws_cloudwatch_event_rule")}
    assert {(target.module, target.get("rule")) for target in targets} == rules
    assert [
        str(target)
        for target in targets
        if not (target.get("retry_policy.0.maximum_retry_attempts") or 0) >= 100
        or not (target.get("retry_policy.0.maximum_event_age_in_seconds") or 0) >= 3600
        or not target.get("dead_letter_config.0.arn")
    ] == []


@every_root
def test_every_bus_sets_aside_what_its_key_refuses(planned: Planned) -> None:
    """PutEvents has succeeded by then: nobody else would know of the event."""
    buses = planned.of("aws_cloudwatch_event_bus")
    assert [str(bus) for bus in buses if not bus.get("dead_letter_config.0.arn")] == []


@every_root
def test_rule_targets_get_in_by_their_resource_policy_not_by_a_role(planned: Planned) -> None:
    """What AWS says of role_arn on queues, topics and functions contradicts itself."""
    targets = planned.of("aws_cloudwatch_event_target")
    assert [str(target) for target in targets if target.get("role_arn")] == []


def is_queue(mapping: Resource) -> bool:
    """A stream's ARN is unknown until apply where the table is new."""
    arn = mapping.get("event_source_arn")
    return arn is not UNKNOWN and ":sqs:" in arn


@every_root
def test_every_mapping_reports_which_messages_failed(planned: Planned) -> None:
    assert [
        str(mapping)
        for mapping in planned.of("aws_lambda_event_source_mapping")
        if mapping.get("function_response_types") != ["ReportBatchItemFailures"]
    ] == []


@every_root
def test_queue_mappings_have_a_concurrency_that_aws_takes(planned: Planned) -> None:
    assert [
        str(mapping)
        for mapping in planned.of("aws_lambda_event_source_mapping")
        if is_queue(mapping)
        and not 2 <= (mapping.get("scaling_config.0.maximum_concurrency") or 0) <= 1000
    ] == []


@every_root
def test_stream_mappings_start_at_the_oldest_record_and_set_aside_what_fails(
    planned: Planned,
) -> None:
    assert [
        str(mapping)
        for mapping in planned.of("aws_lambda_event_source_mapping")
        if not is_queue(mapping)
        if mapping.get("starting_position") != "TRIM_HORIZON"
        or not mapping.get("destination_config.0.on_failure.0.destination_arn")
        or not mapping.get("bisect_batch_on_function_error")
        or not 0 < mapping.get("maximum_record_age_in_seconds") <= 24 * 3600
        or not mapping.get("maximum_retry_attempts") > 0
    ] == []


@every_root
def test_the_publisher_gets_the_statuses_that_it_announces(planned: Planned) -> None:
    for mapping in planned.of("aws_lambda_event_source_mapping"):
        if not is_queue(mapping):
            pattern = mapping.document("filter_criteria.0.filter.0.pattern")
            statuses = pattern["dynamodb"]["NewImage"]["status"]["S"]
            assert set(statuses) == {*DETAIL_TYPES, ERASED}, str(mapping)
            assert {*TOLD} - {ERASED} == {*DETAIL_TYPES}


@every_root
def test_a_schedule_retries_and_sets_aside_what_it_cannot_start(planned: Planned) -> None:
    assert [
        str(schedule)
        for schedule in planned.of("aws_scheduler_schedule")
        if not schedule.get("target.0.retry_policy.0.maximum_retry_attempts")
        or not schedule.get("target.0.dead_letter_config.0.arn")
        or not schedule.get("group_name")
    ] == []


@every_root
def test_what_a_schedule_starts_sets_aside_what_fails(planned: Planned) -> None:
    """It is invoked asynchronously: without a destination a failure would be forgotten."""
    started = {
        str(schedule.get("target.0.arn")).rsplit(":", 1)[1]
        for schedule in planned.of("aws_scheduler_schedule")
    }
    kept = {
        config.get("function_name")
        for config in planned.of("aws_lambda_function_event_invoke_config")
        if config.get("destination_config.0.on_failure.0.destination")
    }
    assert started == kept


@every_root
def test_only_a_rule_or_bus_of_the_pipeline_may_put_messages_into_a_queue(
    planned: Planned,
) -> None:
    """By the queue's own policy: no account, no user, no other rule. An identity's policy is its
    account's affair."""
    wrong = []
    for queue in planned.of("aws_sqs_queue"):
        for statement in statements_of(queue):
            if statement.effect == "Deny":
                continue
            sources = statement.conditions.get("ArnEquals", {}).get("aws:SourceArn", ())
            known = [
                any(f":{ACCOUNT_ID}:{of}/" in source for of in ("rule", "event-bus"))
                and "*" not in source
                for source in sources
            ]
            if not (
                statement.principals == {"Service": ("events.amazonaws.com",)}
                and statement.actions == ("sqs:SendMessage",)
                and known
                and all(known)
            ):
                wrong.append(str(statement))
    assert wrong == []
