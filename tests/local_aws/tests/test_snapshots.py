"""An account that keeps its state resumes after it was killed, with its unfinished work."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws.account import Account
from local_aws.tests import functions, jobs
from local_aws.tests import job_requests as make
from local_aws.tests.conftest import clients_of, create_job_resources
from local_aws.tests.media_files import Media

TABLE = {
    "TableName": "assets",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}

READ_STREAMS = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": [
            *["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            "dynamodb:ListStreams",
        ],
        "Resource": "*",
    },
}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Account]:
    with Account(tmp_path / "an account", keep_state=True) as one:
        yield one


def kill_and_start(account: Account) -> None:
    url = account.endpoint_url
    account.kill()
    account.start()
    assert account.endpoint_url == url


def test_it_is_there_again_after_a_kill(kept: Account) -> None:
    aws = clients_of(kept)
    s3, sqs, table = aws("s3"), aws("sqs"), aws("dynamodb")
    s3.create_bucket(Bucket="uploads")
    s3.put_bucket_versioning(Bucket="uploads", VersioningConfiguration={"Status": "Enabled"})
    versions = [s3.put_object(Bucket="uploads", Key="a ü", Body=b"1")["VersionId"] for _ in "12"]
    url = sqs.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "3600"})["QueueUrl"]
    for body in ("taken", "waiting"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    taken = sqs.receive_message(QueueUrl=url)["Messages"][0]
    table.create_table(**TABLE)
    table.put_item(TableName="assets", Item={"id": {"S": "1"}})
    kill_and_start(kept)
    found = s3.list_object_versions(Bucket="uploads")["Versions"]
    assert {one["VersionId"] for one in found} == set(versions)
    assert s3.get_object(Bucket="uploads", Key="a ü")["Body"].read() == b"1"
    assert table.get_item(TableName="assets", Key={"id": {"S": "1"}})["Item"]
    (waiting,) = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert {taken["Body"], waiting["Body"]} == {"taken", "waiting"}
    # A received message stays invisible.
    handle = taken["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == taken["Body"]


def test_a_stream_reader_goes_on_where_it_was(kept: Account, tmp_path: Path) -> None:
    aws = clients_of(kept)
    table, lambda_ = aws("dynamodb"), aws("lambda")
    functions.make_role(aws)
    aws("iam").put_role_policy(
        RoleName="function", PolicyName="read", PolicyDocument=json.dumps(READ_STREAMS)
    )
    aws("logs").create_log_group(logGroupName="/aws/lambda/reader")
    code = (
        "def handler(event, context):\n    [print(r['dynamodb']['Keys']) for r in event['Records']]"
    )
    functions.create(aws, "reader", tmp_path, code)
    stream = table.create_table(**TABLE)["TableDescription"]["LatestStreamArn"]
    mapping = lambda_.create_event_source_mapping(
        FunctionName="reader", EventSourceArn=stream, StartingPosition="TRIM_HORIZON"
    )["UUID"]

    def seen() -> list[str]:
        pages = aws("logs").get_paginator("filter_log_events")
        lines = [
            event["message"]
            for page in pages.paginate(logGroupName="/aws/lambda/reader")
            for event in page["events"]
        ]
        return [line.strip() for line in lines if line.startswith("{")]

    def put_and_wait(key: str) -> None:
        table.put_item(TableName="assets", Item={"id": {"S": key}})
        deadline = time.monotonic() + 10
        while not any(f"'{key}'" in line for line in seen()):
            assert time.monotonic() < deadline
            time.sleep(0.1)

    put_and_wait("before")
    lambda_.update_event_source_mapping(UUID=mapping, Enabled=False)
    table.put_item(TableName="assets", Item={"id": {"S": "meanwhile"}})
    kill_and_start(kept)
    assert not lambda_.get_event_source_mapping(UUID=mapping)["State"].startswith("Enabl")
    lambda_.update_event_source_mapping(UUID=mapping, Enabled=True)
    put_and_wait("after")
    assert seen() == [str({"id": {"S": key}}) for key in ("before", "meanwhile", "after")]


def test_jobs_go_on(kept: Account, media: Media) -> None:
    resources = create_job_resources(clients_of(kept))
    resources.s3.upload_file(str(media.clip()), "uploads", "clip.mp4")
    resources.mediaconvert.update_queue(Name="test-transcode", Status="PAUSED")
    request = make.job(make.mp4("s3://outputs/kept/index"))
    job = resources.mediaconvert.create_job(**request)["Job"]["Id"]
    kill_and_start(kept)
    # The same request again is the same job: its token is kept as well.
    assert resources.mediaconvert.create_job(**request)["Job"]["Id"] == job
    assert resources.mediaconvert.get_job(Id=job)["Job"]["Status"] == "SUBMITTED"
    resources.mediaconvert.update_queue(Name="test-transcode", Status="ACTIVE")
    assert jobs.finish(resources, job)["Status"] == "COMPLETE"
    assert jobs.events(resources, job, "COMPLETE")
    assert jobs.keys(resources, "kept/")


def test_a_job_at_work_starts_again(kept: Account, media: Media) -> None:
    resources = create_job_resources(clients_of(kept))
    resources.s3.upload_file(str(media.clip(seconds=15)), "uploads", "clip.mp4")
    job = resources.mediaconvert.create_job(**make.job(make.mp4("s3://outputs/kept/index")))["Job"][
        "Id"
    ]
    jobs.events(resources, job, "PROGRESSING")
    kill_and_start(kept)
    found = jobs.finish(resources, job)
    assert (found["Status"], found["RetryCount"]) == ("COMPLETE", 1)
    assert jobs.events(resources, job, "COMPLETE")


def test_nothing_is_kept_unless_asked(tmp_path: Path) -> None:
    with Account(tmp_path) as one:
        clients_of(one)("s3").create_bucket(Bucket="uploads")
        one.kill()
    with Account(tmp_path) as one:
        assert clients_of(one)("s3").list_buckets()["Buckets"] == []
    assert not list(tmp_path.glob("*/"))
