"""Ways through the pipeline that good days do not take, each with permissions of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from e2e.observation import jobs_of, log_lines, log_text, take_message, until
from e2e.test_duplicates import upload_event
from e2e.test_stray_messages import job_event
from pipeline.assets import Asset, JobState, Lease, Status
from pipeline.aws.asset_table import AssetTable
from pipeline_client import Pipeline

HOURS = timedelta(hours=1)


def table(pipeline: Pipeline) -> AssetTable:
    return AssetTable(pipeline.dynamodb, pipeline.names["asset_table_name"])


def rewrite(pipeline: Pipeline, asset_id: str, **changes: Any) -> Asset:
    """Put the record back to an earlier state, as a crash or a lost event would have left it."""
    found = table(pipeline).get(asset_id)
    assert found is not None
    after = replace(found, revision=found.revision + 1, **changes)
    table(pipeline).save(after, if_revision=found.revision)
    return after


def unsubmitted(asset: Asset) -> dict[str, Any]:
    """What a record holds between its claim and its jobs."""
    return {
        "status": Status.PENDING,
        "jobs": {
            name: replace(job, state=JobState.PENDING, id=None, percent=0, finished_at=None)
            for name, job in asset.jobs.items()
        },
        "formats": (),
        "outputs": {},
        "completed_at": None,
    }


def reconcile(pipeline: Pipeline) -> None:
    """One run of the asset-reconciler, now."""
    answer = pipeline.client("lambda").invoke(
        FunctionName=pipeline.names["function_arns"]["asset-reconciler"], Payload=b"{}"
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def send(pipeline: Pipeline, queue: str, body: str) -> None:
    url = pipeline.names["queue_urls"][queue]
    pipeline.client("sqs").send_message(QueueUrl=url, MessageBody=body)


@contextmanager
def held_back(pipeline: Pipeline) -> Iterator[None]:
    """Jobs wait in the queue."""
    mediaconvert = pipeline.client("mediaconvert")
    name = pipeline.names["mediaconvert_queue_arn"].rpartition("/")[2]
    mediaconvert.update_queue(Name=name, Status="PAUSED")
    try:
        yield
    finally:
        mediaconvert.update_queue(Name=name, Status="ACTIVE")


def submitted(pipeline: Pipeline, source: Path, key: str) -> dict[str, Any]:
    """The record of an upload whose jobs all wait."""
    asset = pipeline.upload(source, key)

    def look() -> dict[str, Any] | None:
        record = pipeline.asset(asset)
        return record if record and record["status"] == "PROCESSING" else None

    return until(look, "PROCESSING")


def test_a_claim_is_waited_for_and_taken_over_with_its_lost_jobs(
    pipeline: Pipeline, short_clip: Path
) -> None:
    key = "uploads/u9/taken over.mp4"
    asset_id = pipeline.upload(short_clip, key)
    done = pipeline.follow(asset_id, lambda _: None)
    lease = Lease("a delivery that died", datetime.now(UTC) + timedelta(seconds=5))
    found = table(pipeline).get(asset_id)
    assert found is not None
    rewrite(pipeline, asset_id, **unsubmitted(found), lease=lease)
    head = pipeline.s3.head_object(Bucket=pipeline.names["uploads_bucket_name"], Key=key)
    send(pipeline, "upload-events", upload_event(pipeline, key, head["VersionId"], head))
    assert log_lines(pipeline, "ingest-orchestrator", "another delivery is at work")

    def adopted() -> bool:
        record = table(pipeline).get(asset_id)
        return record is not None and record.status is Status.PROCESSING

    until(adopted, "the take-over")
    assert len(jobs_of(pipeline, asset_id)) == 1
    # Its events came and went before: the reconciler makes up for them.
    rewrite(pipeline, asset_id, updated_at=datetime.now(UTC) - 2 * HOURS)
    reconcile(pipeline)
    record = pipeline.asset(asset_id)
    assert record is not None
    assert (record["status"], record["jobIds"]) == ("SUCCEEDED", done["jobIds"])


def test_an_attempt_without_jobs_is_asked_for_again(pipeline: Pipeline, short_clip: Path) -> None:
    asset_id = pipeline.upload(short_clip, "uploads/u9/asked for.mp4")
    pipeline.follow(asset_id, lambda _: None)
    found = table(pipeline).get(asset_id)
    assert found is not None
    now = datetime.now(UTC)
    pending = unsubmitted(found)
    pending["jobs"] = {name: replace(job, attempt=2) for name, job in pending["jobs"].items()}
    rewrite(
        pipeline,
        asset_id,
        **pending,
        **{"attempt": 2, "claimed_at": now - HOURS, "updated_at": now - HOURS},
        lease=Lease("a delivery that died", now - HOURS),
    )
    reconcile(pipeline)
    record = pipeline.follow(asset_id, lambda _: None)
    assert (record["status"], record["attempt"]) == ("SUCCEEDED", 2)


def test_siblings_of_a_failed_job_are_canceled(second_pipeline: Pipeline, short_clip: Path) -> None:
    with held_back(second_pipeline):
        record = submitted(second_pipeline, short_clip, "uploads/u9/siblings.mp4")
        event = job_event(second_pipeline, {**record, "jobs": {"main": record["jobs"]["hls"]}})
        event["detail"] |= {"errorCode": 1010}
        event["detail"]["userMetadata"]["job"] = "hls"
        send(second_pipeline, "job-events", json.dumps(event))
        assert second_pipeline.follow(record["assetId"], lambda _: None)["status"] == "FAILED"

        def canceled() -> bool:
            jobs = jobs_of(second_pipeline, record["assetId"])
            return sum(job["Status"] == "CANCELED" for job in jobs) == 2

        until(canceled, "two canceled jobs")


def test_a_failed_job_is_tried_again(pipeline: Pipeline, short_clip: Path) -> None:
    with held_back(pipeline):
        record = submitted(pipeline, short_clip, "uploads/u9/again.mp4")
        send(pipeline, "job-events", json.dumps(job_event(pipeline, record)))

        def second_attempt() -> bool:
            return len(jobs_of(pipeline, record["assetId"])) == 2

        until(second_attempt, "the second attempt's job")
    record = pipeline.follow(record["assetId"], lambda _: None)
    assert (record["status"], record["attempt"]) == ("SUCCEEDED", 2)


def test_a_stalled_attempt_is_given_up_and_its_jobs_canceled(
    pipeline: Pipeline, short_clip: Path
) -> None:
    with held_back(pipeline):
        record = submitted(pipeline, short_clip, "uploads/u9/stalled.mp4")
        long_ago = datetime.now(UTC) - 48 * HOURS
        changes = {"claimed_at": long_ago, "updated_at": long_ago}
        rewrite(pipeline, record["assetId"], status=Status.PENDING, **changes)
        reconcile(pipeline)
        record = pipeline.follow(record["assetId"], lambda _: None)
        assert [error["code"] for error in record["errors"]] == ["STALLED"]
        (job,) = jobs_of(pipeline, record["assetId"])
        assert job["Status"] == "CANCELED"


def test_an_upload_that_was_deleted_fails_with_a_reason(
    pipeline: Pipeline, short_clip: Path
) -> None:
    events, bucket = pipeline.client("events"), pipeline.names["uploads_bucket_name"]
    rule, key = pipeline.names["rule_arns"]["upload-events"].rpartition("/")[2], "uploads/u9/no.mp4"
    events.disable_rule(Name=rule)
    try:
        asset_id = pipeline.upload(short_clip, key)
    finally:
        events.enable_rule(Name=rule)
    head = pipeline.s3.head_object(Bucket=bucket, Key=key)
    pipeline.s3.delete_object(Bucket=bucket, Key=key, VersionId=head["VersionId"])
    send(pipeline, "upload-events", upload_event(pipeline, key, head["VersionId"], head))
    record = pipeline.follow(asset_id, lambda _: None)
    assert [error["code"] for error in record["errors"]] == ["SOURCE_MISSING"]


@contextmanager
def unreachable_table(pipeline: Pipeline, function: str) -> Iterator[None]:
    """A function whose calls of DynamoDB find nobody there."""
    client, name = pipeline.client("lambda"), pipeline.names["function_arns"][function]
    before = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def put(**more: str) -> None:
        variables = {"Variables": {**before, **more}}
        client.update_function_configuration(FunctionName=name, Environment=variables)

    put(AWS_ENDPOINT_URL_DYNAMODB="https://127.0.0.1:9")
    try:
        yield
    finally:
        put()


def test_job_events_are_put_off_while_the_table_cannot_be_reached(
    pipeline: Pipeline, short_clip: Path
) -> None:
    with held_back(pipeline):
        record = submitted(pipeline, short_clip, "uploads/u9/put off.mp4")
        event = job_event(pipeline, record)
        event["detail"] |= {"status": "PROGRESSING"}
        with unreachable_table(pipeline, "job-status-processor"):
            send(pipeline, "job-events", json.dumps(event))
            assert log_lines(pipeline, "job-status-processor", "comes back in")

        def progressing() -> bool:
            found = table(pipeline).get(record["assetId"])
            return found is not None and found.jobs["main"].state is JobState.PROGRESSING

        until(progressing, "the event, again")
    assert pipeline.follow(record["assetId"], lambda _: None)["status"] == "SUCCEEDED"


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


def test_plain_http_is_refused_by_every_bucket_queue_and_topic(pipeline: Pipeline) -> None:
    iam, name = pipeline.client("iam"), "somebody-with-every-permission"
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.create_user(UserName=name)
    iam.put_user_policy(
        UserName=name,
        PolicyName="all",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [everything]}),
    )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    try:
        refused = refusals(pipeline.of(key["AccessKeyId"], key["SecretAccessKey"]), plain=True)
        assert refused == {"s3": 403, "sqs": 403, "sns": 403}
        allowed = refusals(pipeline.of(key["AccessKeyId"], key["SecretAccessKey"]), plain=False)
        assert allowed == {"s3": 200, "sqs": 200, "sns": 200}
    finally:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="all")
        iam.delete_user(UserName=name)


def refusals(pipeline: Pipeline, *, plain: bool) -> dict[str, int]:
    """The status of one call of each service, as if a proxy had taken it in over plain HTTP."""
    names = pipeline.names
    asked = {
        "s3": ("list_objects_v2", {"Bucket": names["outputs_bucket_name"], "MaxKeys": 1}),
        "sqs": ("get_queue_attributes", {"QueueUrl": names["queue_urls"]["job-events"]}),
        "sns": ("publish", {"TopicArn": names["topic_arns"]["asset-failed"], "Message": "x"}),
    }
    found = {}
    for service, (operation, parameters) in asked.items():
        client = pipeline.client(service)
        if plain:
            client.meta.events.register(
                "before-call", lambda params, **_: params["headers"].update(FORWARDED)
            )
        try:
            answer = getattr(client, operation)(**parameters)["ResponseMetadata"]
        except ClientError as error:
            answer = error.response["ResponseMetadata"]
        found[service] = answer["HTTPStatusCode"]
    return found


FORWARDED = {"X-Forwarded-Proto": "http"}
