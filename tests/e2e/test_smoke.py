"""make smoke."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deployment import PROJECT_FOLDER
from e2e.conftest import Applied
from e2e.scripts import run
from local_aws import state
from local_aws.account import Account

PATIENCE_SECONDS = 300
QUESTIONS = {
    "the clip",
    "storage class of the outputs",
    "HLS and DASH outputs",
    "tags that the job is billed with",
    "latency of Probe",
    "latency of CreateJob",
    "botocore of the functions' runtime",
    "an upload in DEEP_ARCHIVE",
    "an alarm that is set by hand",
    "the API without a token, and with a forged one",
    "a page of an allowed origin",
    "the clip by the API",
}


def documented() -> list[dict[str, Any]]:
    """The statements that docs/first-apply.md asks for."""
    text = (PROJECT_FOLDER / "docs" / "first-apply.md").read_text()
    (policy,) = re.findall(r"^```json\n(.*?)^```$", text, re.M | re.S)
    return json.loads(policy)["Statement"]


def user_with(applied: Applied, name: str, statements: list[dict[str, Any]]) -> dict[str, str]:
    """What makes a script act as a new user with these permissions."""
    pipeline = applied.pipeline
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    for word, value in {
        "DATA-KEY-ARN": pipeline.names["data_key_arn"],
        "ACCOUNT": state.ACCOUNT_ID,
        "REGION": state.REGION,
        "PREFIX": "media-dev",
    }.items():
        policy = policy.replace(word, value)
    iam = pipeline.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="smoke", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        "TF_DIR": str(applied.deployment.root),
    }


def server_client(applied: Applied) -> dict[str, str]:
    identity = applied.pipeline.names["identity"]
    told = applied.pipeline.client("cognito-idp").describe_user_pool_client(
        UserPoolId=identity["user_pool_id"], ClientId=identity["server_client_id"]
    )["UserPoolClient"]
    return {"API_CLIENT_ID": told["ClientId"], "API_CLIENT_SECRET": told["ClientSecret"]}


def findings(printed: str) -> dict[str, tuple[str, str]]:
    """question → verdict, found."""
    rows = re.findall(r"^(ok|WRONG|\?) +(\S.*?) +\| (.*?) +\| .*$", printed, re.M)
    return {question: (verdict, found) for verdict, question, found in rows}


def leftovers(applied: Applied, printed: str) -> list[str]:
    """What is there of a smoke test, by its names, and of the assets that it printed."""
    pipeline, names = applied.pipeline, applied.pipeline.names
    uploads = pipeline.s3.list_object_versions(
        Bucket=names["uploads_bucket_name"], Prefix="uploads/smoke-"
    )
    outputs = [
        pipeline.s3.list_object_versions(Bucket=names["outputs_bucket_name"], Prefix=f"{asset}/")
        for asset in set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", printed))
    ]
    by_api = pipeline.s3.list_object_versions(Bucket=names["uploads_bucket_name"])
    items = pipeline.dynamodb.scan(
        TableName=names["asset_table_name"],
        FilterExpression="begins_with(uploaderId, :smoke) OR contains(s3Key, :named)",
        ExpressionAttributeValues={":smoke": {"S": "smoke-"}, ":named": {"S": "/smoke."}},
    )["Items"]
    queues = pipeline.client("sqs").list_queues(QueueNamePrefix="media-dev-smoke-")
    subscriptions = pipeline.client("sns").list_subscriptions_by_topic(
        TopicArn=names["alarm_topic_arn"]
    )["Subscriptions"]
    alarms = pipeline.client("cloudwatch").describe_alarms(
        AlarmNamePrefix="media-dev/job-latency", StateValue="ALARM"
    )["MetricAlarms"]
    return [
        *(
            version["Key"]
            for listing in (uploads, *outputs)
            for kind in ("Versions", "DeleteMarkers")
            for version in listing.get(kind, [])
        ),
        *(one["Key"] for one in by_api.get("Versions", []) if "/smoke." in one["Key"]),
        *(item["assetId"]["S"] for item in items),
        *queues.get("QueueUrls", []),
        *(one["Endpoint"] for one in subscriptions if "smoke" in one["Endpoint"]),
        *(alarm["AlarmName"] for alarm in alarms),
    ]


def test_smoke_finds_out_and_cleans_up_with_the_documented_permissions(
    applied: dict[str, Applied], account: Account, short_clip: Path
) -> None:
    dev = applied["dev"]
    variables = user_with(dev, "smoke-tester", documented())
    done = run("smoke.sh", account, VIDEO=str(short_clip), **variables, **server_client(dev))
    assert done.returncode == 0, done.stdout + done.stderr
    found = findings(done.stdout)
    assert {name: one for name, one in found.items() if one[0] != "ok"} == {}
    assert set(found) == QUESTIONS
    assert found["HLS and DASH outputs"][1].startswith("cmaf/index.m3u8 and cmaf/index.mpd: ")
    assert re.search(r"^6\.1 +\| MUST +\|", done.stdout, re.M)
    assert "12 questions: 12 as expected" in done.stdout
    assert leftovers(dev, done.stdout) == []


def test_smoke_fails_and_cleans_up_where_the_asset_fails(
    applied: dict[str, Applied], account: Account, tmp_path: Path
) -> None:
    """By a tester who may neither read logs nor ask for alarms: that is told, and no more."""
    dev, text = applied["dev"], tmp_path / "text.mp4"
    text.write_text("This is no video.")
    allowed = [one for one in documented() if not re.search("logs:|Describe", str(one["Action"]))]
    variables = user_with(dev, "smoke-partly", allowed)
    done = run("smoke.sh", account, VIDEO=str(text), **variables)
    assert done.returncode == 1
    assert "UNREADABLE_SOURCE" in done.stderr
    found = findings(done.stdout)
    assert found.pop("the clip") == ("WRONG", "FAILED: UNREADABLE_SOURCE")
    assert found.pop("an upload in DEEP_ARCHIVE")[0] == "ok"
    assert found.pop("the API without a token, and with a forged one")[0] == "ok"
    assert found.pop("a page of an allowed origin")[0] == "ok"
    assert {verdict for verdict, _ in found.values()} == {"?"}
    assert "API_CLIENT_ID" in found["the clip by the API"][1]
    assert "FilterLogEvents: AccessDenied" in found["latency of Probe"][1]
    assert "DescribeAlarms: AccessDenied" in found["an alarm that is set by hand"][1]
    assert leftovers(dev, done.stdout) == []


@pytest.fixture
def paused(applied: dict[str, Applied]) -> Iterator[None]:
    """Jobs are accepted and wait."""
    mediaconvert = applied["dev"].pipeline.client("mediaconvert")
    mediaconvert.update_queue(Name="media-dev-transcode", Status="PAUSED")
    yield
    mediaconvert.update_queue(Name="media-dev-transcode", Status="ACTIVE")


@pytest.mark.usefixtures("paused")
def test_smoke_cleans_up_after_ctrl_c(
    applied: dict[str, Applied], account: Account, short_clip: Path
) -> None:
    """While an alarm is set and a job is under way."""
    dev = applied["dev"]
    path = f"{PROJECT_FOLDER / 'build' / 'venvs' / 'aws' / 'bin'}:{os.environ['PATH']}"
    with subprocess.Popen(
        [PROJECT_FOLDER / "scripts" / "smoke.sh"],
        env={
            **os.environ,
            **account.environment,
            "PATH": path,
            "TF_DIR": str(dev.deployment.root),
            "VIDEO": str(short_clip),
        },
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as smoke:
        assert smoke.stdout
        printed = ""
        for line in smoke.stdout:
            printed += line
            if "PROCESSING" in line:
                break
        os.killpg(smoke.pid, signal.SIGINT)
        printed += smoke.communicate(timeout=PATIENCE_SECONDS)[0]
    assert smoke.returncode == 130, printed
    assert "Cancelling the job" in printed
    assert leftovers(dev, printed) == []


def test_smoke_names_an_environment_that_is_not_applied(account: Account, tmp_path: Path) -> None:
    done = run("smoke.sh", account, TF_DIR=str(tmp_path), VIDEO=__file__)
    assert done.returncode == 1
    assert "has no output uploads_bucket_name" in done.stderr
