"""Every alarm can fire, and what only an alarm can show has one."""

import json

import pytest

from plan.alarms import function_of, stream_mappings, unreachable
from plan.mutations import with_values
from plan.planned import Planned
from plan.plans import Plans
from plan.roots import ENV_ROOTS, SHIPPED_ROOTS

every_env = pytest.mark.parametrize("root", ENV_ROOTS, ids=str)


def watched(planned: Planned, metric: str) -> list[dict[str, str]]:
    """The dimensions of the alarms on a metric."""
    return [
        alarm.get("dimensions")
        for alarm in planned.of("aws_cloudwatch_metric_alarm")
        if alarm.get("metric_name") == metric
    ]


@every_env
def test_every_alarm_can_fire(planned: Planned) -> None:
    assert unreachable(planned) == []


@every_env
def test_every_function_that_reads_a_stream_has_an_alarm_on_its_iterator_age(
    planned: Planned,
) -> None:
    readers = [
        {"FunctionName": function_of(mapping.get("function_name"))}
        for mapping in stream_mappings(planned)
    ]
    assert watched(planned, "IteratorAge") == readers
    assert readers


@every_env
def test_every_queue_that_a_function_reads_has_an_alarm_on_messages_that_come_back(
    planned: Planned,
) -> None:
    queues = [
        mapping.get("event_source_arn").rpartition(":")[2]
        for mapping in planned.of("aws_lambda_event_source_mapping")
        if not mapping.get("starting_position")
    ]
    told = [dimensions["QueueName"] for dimensions in watched(planned, "MessagesRedelivered")]
    assert sorted(told) == sorted(queues)
    assert queues


@every_env
@pytest.mark.parametrize("metric", ["FailedInvocations", "InvocationsFailedToBeSentToDlq"])
def test_every_rule_has_an_alarm_on_what_it_fails_to_deliver(planned: Planned, metric: str) -> None:
    def key(dimensions: dict[str, str]) -> list[tuple[str, str]]:
        return sorted(dimensions.items())

    rules = []
    for rule in planned.of("aws_cloudwatch_event_rule"):
        bus = rule.get("event_bus_name")
        own = {} if bus == "default" else {"EventBusName": bus}
        rules.append({**own, "RuleName": rule.get("name")})
    assert sorted(watched(planned, metric), key=key) == sorted(rules, key=key)


TOO_HIGH = {
    'metric["asset-reconciler-errors"]': 3,
    'metric["asset-event-publisher-iterator-age"]': 1000 * 12 * 3600 + 1,
    'metric["job-events-oldest-message"]': 4 * 24 * 3600 + 1,
    'expression["job-failures"]': 100,
}


@pytest.mark.parametrize(("alarm", "threshold"), TOO_HIGH.items())
def test_an_alarm_that_cannot_fire_is_seen(plans: Plans, alarm: str, threshold: int) -> None:
    address = f"module.observability.aws_cloudwatch_metric_alarm.{alarm}"

    def raised(values: dict) -> None:
        values["threshold"] = threshold

    (found,) = unreachable(with_values(plans.plan(SHIPPED_ROOTS[0]), address, raised))
    assert found.startswith(address)


def test_two_bad_periods_of_a_function_that_runs_in_one_are_seen(plans: Plans) -> None:
    def hourly(values: dict) -> None:
        values["schedule_expression"] = "rate(1 hour)"

    address = "module.compute.aws_scheduler_schedule.asset_reconciler"
    (found,) = unreachable(with_values(plans.plan(SHIPPED_ROOTS[0]), address, hourly))
    assert "asset-reconciler-throttles" in found


def test_messages_that_do_not_come_back_often_enough_are_seen(plans: Plans) -> None:
    def seldom(values: dict) -> None:
        policy = json.loads(values["redrive_policy"])
        values["redrive_policy"] = json.dumps({**policy, "maxReceiveCount": 3})

    address = "module.job_events.aws_sqs_queue.this"
    (found,) = unreachable(with_values(plans.plan(SHIPPED_ROOTS[0]), address, seldom))
    assert "job-events-redeliveries" in found
