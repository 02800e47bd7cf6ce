"""One local account for the whole run, with the buckets, role and queue that jobs name."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from local_aws.account import Account
from local_aws.tests import http_apis, issuers, job_requests
from local_aws.tests.issuers import Issuer
from local_aws.tests.media_files import Media

if TYPE_CHECKING:
    from local_aws.tests.edges import Edge

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "mediaconvert.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::uploads/*"}
WRITE = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::outputs/*"}


def document(*statements: dict[str, Any]) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def queue_for_rules(sqs: Any, name: str, **attributes: str) -> str:
    """Make a queue that rules may send to, and return its URL."""
    to_rules = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    attributes["Policy"] = document(to_rules)
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def clients_of(account: Account) -> Callable[..., Any]:
    """A function from a service's name to its client."""

    def client(service: str, **more: Any) -> Any:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", **more}
        url, trusted = account.endpoint_url, account.environment["AWS_CA_BUNDLE"]
        return boto3.client(
            service, endpoint_url=url, verify=trusted, region_name="us-east-1", **keys
        )

    return client


def create_job_resources(aws: Callable[[str], Any]) -> SimpleNamespace:
    """Make what jobs need, and a queue that collects their events."""
    s3, iam, sqs, events = (aws(name) for name in ("s3", "iam", "sqs", "events"))
    for bucket in ("uploads", "outputs"):
        s3.create_bucket(Bucket=bucket)
    iam.create_role(RoleName="test-mediaconvert", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.put_role_policy(
        RoleName="test-mediaconvert", PolicyName="job", PolicyDocument=document(READ, WRITE)
    )
    aws("mediaconvert").create_queue(Name="test-transcode", Tags={"made-by": "tests"})
    queue_url = queue_for_rules(sqs, "job-events")
    pattern = {"source": ["aws.mediaconvert"], "detail": {"queue": [job_requests.QUEUE]}}
    events.put_rule(Name="job-events", EventPattern=json.dumps(pattern))
    arn = f"arn:aws:sqs:us-east-1:{job_requests.ACCOUNT}:job-events"
    events.put_targets(Rule="job-events", Targets=[{"Id": "queue", "Arn": arn}])
    return SimpleNamespace(s3=s3, sqs=sqs, mediaconvert=aws("mediaconvert"), queue_url=queue_url)


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with Account(tmp_path_factory.mktemp("an account")) as one:
        yield one


@pytest.fixture(scope="session")
def aws(account: Account) -> Callable[[str], Any]:
    return clients_of(account)


@pytest.fixture(scope="session")
def resources(aws: Callable[[str], Any]) -> SimpleNamespace:
    return create_job_resources(aws)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Makes and reads media files with the ffmpeg of the server's environment."""
    python = os.environ.get("LOCAL_AWS_PYTHON") or "build/venvs/local-aws/bin/python"
    code = "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"
    found = subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return Media(Path(found.stdout.strip()), tmp_path_factory.mktemp("media"))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """An account of its own with a key, and a function without any permission."""
    with Account(tmp_path_factory.mktemp("access")) as account:
        from local_aws.tests import functions

        aws, folder = clients_of(account), tmp_path_factory.mktemp("zip")
        functions.make_role(aws)
        functions.create(aws, "idle", folder)
        aws("iam").delete_role_policy(RoleName="function", PolicyName="function")
        key = aws("kms").create_key()["KeyMetadata"]["Arn"]
        yield SimpleNamespace(
            account=account, aws=aws, key=key, resources=create_job_resources(aws), folder=folder
        )


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    with issuers.serve(tmp_path_factory.mktemp("issuer")) as one:
        yield one


@pytest.fixture(scope="session")
def apis(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Account]:
    """An account of its own that trusts the issuer, with the function that APIs call."""
    from local_aws.tests import functions

    trusted = {"SSL_CERT_FILE": str(issuer.certificate)}
    with Account(tmp_path_factory.mktemp("apis"), settings=trusted) as account:
        functions.make_role(clients_of(account))
        http_apis.make_function(clients_of(account), "echo", tmp_path_factory.mktemp("zip"))
        yield account


@pytest.fixture(scope="session")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Edge"]:
    from local_aws.tests import edges

    with Account(tmp_path_factory.mktemp("edge")) as account:
        yield edges.make(account, clients_of(account))


@pytest.fixture(scope="module")
def pool(apis: Account) -> http_apis.Pool:
    return http_apis.make_pool(apis, clients_of(apis))


@pytest.fixture
def make(apis: Account) -> http_apis.MakeApi:
    """Makes an API that may call the function, with one route."""

    def api(key: str = "GET /v1/things", route: Any = None, **settings: Any) -> http_apis.Api:
        made = http_apis.make_api(apis, clients_of(apis), "echo", **settings)
        made.route(key, **(route or {}))
        made.let_in()
        return made

    return api
