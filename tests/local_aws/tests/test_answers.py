"""How answers leave: a client that has the head of one has its body, and gives up nothing."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local_aws import state
from local_aws.account import Account

LARGE, LENGTH = 200_000, b"content-length: "


@pytest.fixture(scope="module")
def connection(account: Account) -> Iterator[ssl.SSLSocket]:
    trust = ssl.create_default_context(cafile=account.environment["AWS_CA_BUNDLE"])
    with socket.create_connection((state.HOST, account.running.port), timeout=60) as plain:
        yield trust.wrap_socket(plain, server_hostname=state.HOST)


def ask(connection: ssl.SSLSocket, line: str, body: bytes = b"") -> tuple[bytes, bytes]:
    """Head and body as far as the answer's first TLS record holds them: what one read gives."""
    host = "{}:{}".format(*connection.getpeername())
    head = f"{line} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body)
    found, _, rest = connection.recv(65_536).partition(b"\r\n\r\n")
    return found.lower(), rest


def length(head: bytes) -> int:
    return int(head.partition(LENGTH)[2].partition(b"\r\n")[0])


@pytest.mark.parametrize(
    ("line", "body", "status"),
    [
        ("GET /_ministack/health", b"", b"200"),
        ("POST /", b"Action=GetCallerIdentity&Version=2011-06-15", b"405"),
        ("PUT /no-bucket/key", b"bytes", b"404"),
        ("DELETE /no-bucket/key", b"", b"404"),
    ],
)
def test_head_and_body_leave_in_one_record(
    connection: ssl.SSLSocket, line: str, body: bytes, status: bytes
) -> None:
    head, found = ask(connection, line, body)
    assert head.startswith(b"http/1.1 " + status)
    assert found
    assert len(found) == length(head)


def test_an_answer_without_a_body_and_the_next_one_leave_too(connection: ssl.SSLSocket) -> None:
    assert ask(connection, "HEAD /no-bucket/key")[0].startswith(b"http/1.1 404")
    head, found = ask(connection, "GET /_ministack/health")
    assert head.startswith(b"http/1.1 200")
    assert json.loads(found)


def test_a_body_of_many_records_arrives_whole(
    account: Account, aws: Callable[..., Any], connection: ssl.SSLSocket
) -> None:
    place = {"Bucket": "large", "Key": "a"}
    aws("s3").create_bucket(Bucket="large")
    aws("s3").put_object(**place, Body=bytes(LARGE))
    url = aws("s3").generate_presigned_url("get_object", place)
    head, found = ask(connection, f"GET {url.removeprefix(account.endpoint_url)}")
    assert length(head) == LARGE
    while len(found) < LARGE:
        found += connection.recv(65_536)
    assert found == bytes(LARGE)
