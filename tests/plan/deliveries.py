"""Deliveries that services make under their own names, and the policies that have to admit them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from plan.arns import arn, bucket_arn, object_arn
from plan.planned import Planned, Resource
from plan.policies import Statement, statements_of
from plan.roots import ACCOUNT_ID

TARGETS = ("aws_s3_bucket_policy", "aws_sns_topic", "aws_sqs_queue")


@dataclass(frozen=True)
class Delivery:
    """By a service, for ``source``. ``policy`` holds the policy of the target."""

    service: str
    source: str
    action: str
    target: str
    policy: Resource

    def __str__(self) -> str:
        return f"{self.service} for {self.source}: {self.action} on {self.target}"


def refused(planned: Planned) -> list[str]:
    """What is meant to happen and would not."""
    return [
        str(delivery)
        for delivery in deliveries(planned)
        if not any(_admits(statement, delivery) for statement in statements_of(delivery.policy))
    ]


def unused(planned: Planned) -> list[str]:
    """Statements that admit a service which delivers nothing."""
    found = list(deliveries(planned))
    return [
        str(statement)
        for resource in planned.of(*TARGETS)
        for statement in statements_of(resource)
        if statement.effect == "Allow"
        if not any(
            delivery.policy is resource and _admits(statement, delivery) for delivery in found
        )
    ]


def deliveries(planned: Planned) -> Iterator[Delivery]:
    for target in planned.of("aws_cloudwatch_event_target"):
        bus = target.get("event_bus_name")
        name = target.get("rule") if bus in {None, "default"} else f"{bus}/{target.get('rule')}"
        for to in (target.get("arn"), target.get("dead_letter_config.0.arn")):
            rule = arn(planned, "events", f"rule/{name}")
            yield _message(planned, "events.amazonaws.com", rule, str(to))
    for bus in planned.of("aws_cloudwatch_event_bus"):
        source = arn(planned, "events", f"event-bus/{bus.get('name')}")
        to = str(bus.get("dead_letter_config.0.arn"))
        yield _message(planned, "events.amazonaws.com", source, to)
    for alarm in planned.of("aws_cloudwatch_metric_alarm"):
        source = arn(planned, "cloudwatch", f"alarm:{alarm.get('alarm_name')}", alarm)
        for to in {*alarm.get("alarm_actions"), *alarm.get("ok_actions")}:
            yield _message(planned, "cloudwatch.amazonaws.com", source, to)
    (policy,) = (p for p in planned.of("aws_s3_bucket_policy") if p.label == "access_logs")
    for logging in planned.of("aws_s3_bucket_logging"):
        source = bucket_arn(planned, str(logging.index))
        place = object_arn(planned, "access_logs", f"{logging.get('target_prefix')}x")
        yield Delivery("logging.s3.amazonaws.com", source, "s3:PutObject", place, policy)


def _message(planned: Planned, service: str, source: str, to: str) -> Delivery:
    action = "sqs:SendMessage" if ":sqs:" in to else "sns:Publish"
    (target,) = (
        resource
        for resource in planned.of("aws_sqs_queue", "aws_sns_topic")
        if arn(planned, to.split(":")[2], str(resource.get("name")), resource) == to
    )
    return Delivery(service, source, action, to, target)


def _admits(statement: Statement, delivery: Delivery) -> bool:
    sources = statement.condition("aws:SourceArn")
    accounts = statement.condition("aws:SourceAccount")
    return (
        statement.effect == "Allow"
        and delivery.service in statement.services
        and delivery.action in statement.actions
        and any(fnmatchcase(delivery.target, pattern) for pattern in statement.resources)
        and any(fnmatchcase(delivery.source, pattern) for pattern in sources)
        and accounts in {(), (ACCOUNT_ID,)}
    )
