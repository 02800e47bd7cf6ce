"""The reconciler's schedule: what it may start, and failed runs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from e2e.observation import log_text, take_message, until
from pipeline_client import Pipeline


@pytest.fixture
def schedules(pipeline: Pipeline) -> Iterator[Any]:
    """Makes schedules that start a function once, as the pipeline's own does every 5 minutes."""
    scheduler, name = pipeline.client("scheduler"), "media-dev-asset-reconciler"
    ours = scheduler.get_schedule(Name=name, GroupName=name)
    made: list[str] = []

    def once(function: str) -> None:
        target = {key: ours["Target"][key] for key in ("RoleArn", "DeadLetterConfig")}
        made.append(f"once-{len(made)}")
        scheduler.create_schedule(
            Name=made[-1],
            GroupName=name,
            ScheduleExpression=f"at({datetime.now(UTC):%Y-%m-%dT%H:%M:%S})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={**target, "Arn": function},
        )

    yield once
    for one in made:
        scheduler.delete_schedule(Name=one, GroupName=name)


def test_the_schedules_role_starts_the_reconciler_and_nothing_else(
    pipeline: Pipeline, schedules: Any
) -> None:
    runs = pipeline.names["function_arns"]["asset-reconciler"]
    before = log_text(pipeline, "asset-reconciler").count("START ")
    schedules(runs)
    schedules(runs.replace("media-dev-asset-reconciler", "media-dev-gone"))
    until(lambda: log_text(pipeline, "asset-reconciler").count("START ") > before, "a run")
    take_message(pipeline, "asset-reconciler-dlq", lambda one: "responseContext" not in one["Body"])


def test_runs_that_fail_are_set_aside(pipeline: Pipeline) -> None:
    iam, role = pipeline.client("iam"), "media-dev-asset-reconciler"
    refusal = {"Effect": "Deny", "Action": "dynamodb:Query", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [refusal]})
    iam.put_role_policy(RoleName=role, PolicyName="refused", PolicyDocument=document)
    try:
        pipeline.client("lambda").invoke(FunctionName=role, InvocationType="Event", Payload=b"{}")
        message = take_message(
            pipeline, "asset-reconciler-dlq", lambda one: "responseContext" in one["Body"]
        )
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="refused")
    assert "AccessDenied" in message["Body"]
