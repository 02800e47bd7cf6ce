"""What an alarm's metric can show at most while what it watches stays broken."""

from collections.abc import Iterator

from pipeline.assets.measurements import RECEIVES_SEEN_BY_AGE
from plan.planned import UNKNOWN, Planned, Resource

ABOVE = "GreaterThanThreshold"
SECONDS = {"minute": 60, "hour": 3600, "day": 24 * 3600}


def unreachable(planned: Planned) -> list[str]:
    """Alarms that stay quiet whatever happens."""
    wrong = []
    for alarm in planned.of("aws_cloudwatch_metric_alarm"):
        most = _most(planned, alarm)
        if most is None:
            continue
        needed = alarm.get("threshold")
        reached = most > needed if alarm.get("comparison_operator") == ABOVE else most >= needed
        if not reached:
            wrong.append(f"{alarm} fires at {needed}; its metric shows {most} at most")
    return wrong


def stream_mappings(planned: Planned) -> Iterator[Resource]:
    """Only streams have a position to start at; their ARN is unknown until apply."""
    for mapping in planned.of("aws_lambda_event_source_mapping"):
        if mapping.get("starting_position"):
            yield mapping


def function_of(arn: str) -> str:
    return arn.rsplit(":", 1)[-1]


def _most(planned: Planned, alarm: Resource) -> float | None:
    """None where nothing in the plan bounds it."""
    dimensions = alarm.get("dimensions")
    named = "" if dimensions is UNKNOWN else next(iter((dimensions or {}).values()), "")
    match alarm.get("metric_name"):
        case "Errors" | "Throttles":
            return _failures_in_a_period(planned, alarm, named)
        case "IteratorAge":
            ages = [
                mapping.get("maximum_record_age_in_seconds")
                for mapping in stream_mappings(planned)
                if function_of(mapping.get("function_name")) == named
            ]
            return 1000 * max(ages, default=0)
        case "MessagesRedelivered":
            queue = _queue(planned, alarm.get("dimensions")["QueueName"])
            receives = queue.document("redrive_policy")["maxReceiveCount"]
            return None if receives > RECEIVES_SEEN_BY_AGE else 0
        case "ApproximateAgeOfOldestMessage":
            return _queue(planned, named).get("message_retention_seconds")
    queries = alarm.get("metric_query") or []
    return 100 if any(map(_is_percent, queries)) else None


def _is_percent(query: dict) -> bool:
    rates = [one for one in query["metric"] if one["metric_name"].endswith("Rate")]
    return bool(rates) or "100 *" in (query["expression"] or "")


def _queue(planned: Planned, name: str) -> Resource:
    (queue,) = (queue for queue in planned.of("aws_sqs_queue") if queue.get("name") == name)
    return queue


def _failures_in_a_period(planned: Planned, alarm: Resource, function: str) -> int | None:
    """Of a function that only a schedule starts: its runs, each as often as it is tried."""
    intervals = [
        _interval_seconds(schedule.get("schedule_expression"))
        for schedule in planned.of("aws_scheduler_schedule")
        if function_of(schedule.get("target.0.arn")) == function
    ]
    if not intervals:
        return None
    runs = int(sum(alarm.get("period") / interval for interval in intervals))
    if alarm.get("evaluation_periods") == 1:
        runs = max(runs, 1)
    (retries,) = (
        config.get("maximum_retry_attempts")
        for config in planned.of("aws_lambda_function_event_invoke_config")
        if config.get("function_name") == function
    )
    return runs * (1 + retries)


def _interval_seconds(rate: str) -> int:
    """Of ``rate(5 minutes)``; a cron expression has to be taught to this first."""
    count, unit = rate.removeprefix("rate(").removesuffix(")").split()
    return int(count) * SECONDS[unit.removesuffix("s")]
