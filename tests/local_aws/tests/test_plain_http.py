"""Plain HTTP for browsers: the distribution at localhost, the account at 127.0.0.1."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.config import Config

from api_client import Answer
from local_aws.account import Account
from local_aws.state import StateFolder
from local_aws.tests import distributions as cdn
from local_aws.tests import edges
from local_aws.tests.conftest import clients_of
from local_aws.tests.distributions import Distribution

NEW = Config(signature_version="s3v4")


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with Account(tmp_path_factory.mktemp("plain"), plain_http=True) as one:
        yield one


def ask(url: str, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """At 127.0.0.1, whatever the URL's host; that one is named."""
    host = url.removeprefix("http://")
    connection = http.client.HTTPConnection("127.0.0.1", int(host.partition(":")[2]), timeout=60)
    try:
        connection.request(method, path, body, {"host": host, **headers})
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def test_an_url_that_was_signed_for_tls_holds_without(account: Account) -> None:
    aws = clients_of(account)
    aws("s3").create_bucket(Bucket="door")
    signed = aws("s3", config=NEW).generate_presigned_url(
        "put_object", {"Bucket": "door", "Key": "a"}
    )
    path = signed.removeprefix(account.endpoint_url)
    plain = StateFolder(account.folder.path).read()
    assert plain
    assert (
        ask(plain.plain_url, path.replace("X-Amz-Signature=", "X-Amz-Signature=0"), "PUT").status
        == 403
    )
    assert ask(plain.plain_url, path, "PUT", b"bytes").status == 200
    assert aws("s3").get_object(Bucket="door", Key="a")["Body"].read() == b"bytes"


def test_localhost_is_the_distribution_and_a_grant_for_https_holds(account: Account) -> None:
    missing = ask(account.browser_url, "/a")
    assert (missing.status, missing.body) == (404, b"The account has no distribution yet.\n")
    aws = clients_of(account)
    signer, key = cdn.make_signer(aws), cdn.make_bucket(aws, "private")
    config = cdn.configuration(aws, "private", default=cdn.trusting(signer.group))
    one = cdn.make(account, aws, config)
    cdn.let_read(aws, "private", one)
    cdn.let_decrypt(aws, key, one)
    aws("s3").put_object(Bucket="private", Key="a/b", Body=edges.BODY)
    assert ask(account.browser_url, "/a/b").status == 403
    values = signer.grant(cdn.policy(f"https://{one.domain}/a/*"))
    cookies = "; ".join(f"CloudFront-{name}={value}" for name, value in values.items())
    answer = ask(account.browser_url, "/a/b", cookie=cookies)
    assert (answer.status, answer.body) == (200, edges.BODY)

    other = cdn.make(account, aws, cdn.configuration(aws, "private"))
    several = ask(account.browser_url, "/a/b", cookie=cookies)
    assert several.status == 404
    urls = [named(account, each) for each in (one, other)]
    assert all(url in several.body.decode() for url in urls)
    assert [ask(url, "/a/b", cookie=cookies).status for url in urls] == [200, 403]


def named(account: Account, distribution: Distribution) -> str:
    port = account.browser_url.rpartition(":")[2]
    return f"http://{distribution.domain.partition('.')[0]}.cloudfront.localhost:{port}"


def test_nothing_is_plain_unless_asked_for(tmp_path: Path) -> None:
    with Account(tmp_path / "account") as one:
        running = StateFolder(one.folder.path).read()
        assert running
        assert running.plain_port == 0
