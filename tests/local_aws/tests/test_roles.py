"""With IAM enforced, a job does what its role may do, and Probe what its caller may."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.conftest import READ, WRITE, clients_of, create_job_resources
from local_aws.tests.media_files import Media


@pytest.fixture(scope="module")
def enforced(tmp_path_factory: pytest.TempPathFactory, media: Media) -> Iterator[SimpleNamespace]:
    """Rooms of an account that enforces IAM, with a clip in the uploads bucket."""
    with Account(tmp_path_factory.mktemp("auth")) as one:
        resources = create_job_resources(clients_of(one))
        clip = media.clip("auth.mp4", size="160x120", seconds=1)
        resources.s3.upload_file(str(clip), "uploads", "clip.mp4")
        resources.iam = clients_of(one)("iam")
        resources.clients = clients_of(one)
        yield resources


def grant(resources: SimpleNamespace, *statements: dict[str, Any]) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    resources.iam.put_role_policy(
        RoleName="test-mediaconvert", PolicyName="job", PolicyDocument=document
    )


@pytest.mark.parametrize(("may", "word"), [((WRITE,), "open input"), ((READ,), "write to output")])
def test_a_role_that_may_not_is_1401(
    enforced: SimpleNamespace, may: tuple[dict[str, Any], ...], word: str
) -> None:
    grant(enforced, *may)
    job = jobs.run(enforced, make.job(make.mp4()))
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", 1401)
    assert word in job["ErrorMessage"]


def test_a_role_that_may_not_read_the_captions_is_1401(enforced: SimpleNamespace) -> None:
    grant(enforced, {**READ, "Resource": f"{READ['Resource'][:-1]}clip.mp4"}, WRITE)
    enforced.s3.put_object(Bucket="uploads", Key="clip.en.srt", Body=b"")
    group = make.cmaf()
    group["Outputs"].append(make.captions("CMFC", "WEBVTT"))
    request = make.job(group)
    selector = {"SourceSettings": make.caption_source("SRT", "clip.en.srt")}
    request["Settings"]["Inputs"][0]["CaptionSelectors"] = {"Caption Selector 1": selector}
    job = jobs.run(enforced, request)
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", 1401)
    assert "s3://uploads/clip.en.srt" in job["ErrorMessage"]


def test_a_role_that_may_completes(enforced: SimpleNamespace) -> None:
    grant(enforced, READ, WRITE)
    job = jobs.run(enforced, make.job(make.mp4()))
    assert job["Status"] == "COMPLETE", job.get("ErrorMessage")


def test_probe_reads_as_its_caller(enforced: SimpleNamespace) -> None:
    enforced.iam.create_user(UserName="prober")
    allowed = {"Effect": "Allow", "Action": "mediaconvert:Probe", "Resource": "*"}
    key = enforced.iam.create_access_key(UserName="prober")["AccessKey"]
    api = enforced.clients(
        "mediaconvert",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    files = [{"FileUrl": "s3://uploads/clip.mp4"}]
    for statements, status in (([allowed], 403), ([allowed, READ], 200)):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        enforced.iam.put_user_policy(UserName="prober", PolicyName="p", PolicyDocument=document)
        try:
            found = api.probe(InputFiles=files)["ResponseMetadata"]
        except ClientError as error:
            found = error.response["ResponseMetadata"]
        assert found["HTTPStatusCode"] == status
