"""The simulator's table against moto, and against DynamoDB Local where DYNAMODB_LOCAL_ENDPOINT
names one: the same requests get the same answers and the same errors."""

import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from faults.chance import chance_of
from faults.services.dynamodb import DynamoDB
from faults.services.items import INDEXES, KEY
from faults.table_requests import ABSENT, CASES, GUARD, OLD, get, item, number, put, query

VARIABLE = "DYNAMODB_LOCAL_ENDPOINT"
ATTRIBUTES = (KEY, *dict.fromkeys(name for keys in INDEXES.values() for name in keys))


@pytest.fixture(params=["moto", "dynamodb-local"])
def real(request: pytest.FixtureRequest) -> Iterator[tuple[str, Any, str]]:
    """(which, client, name of a new table)."""
    endpoint = os.environ.get(VARIABLE)
    if request.param == "moto":
        with mock_aws():
            yield "moto", *_table(boto3.client("dynamodb", region_name="us-east-1"))
    elif not endpoint:
        pytest.skip(f"{VARIABLE} is not set")
    else:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        where = {"region_name": "us-east-1", "endpoint_url": endpoint}
        yield request.param, *_table(boto3.client("dynamodb", **where, **keys))


def _table(client: Any) -> tuple[Any, str]:
    name = f"differential-{uuid4().hex}"
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"} for attribute in ATTRIBUTES
        ],
        KeySchema=[{"AttributeName": KEY, "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": keys[0], "KeyType": "HASH"},
                    {"AttributeName": keys[1], "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for index, keys in INDEXES.items()
        ],
    )
    return client, name


# moto takes these, or breaks: AWS answers ValidationException.
BEYOND_MOTO = ("unused value", "missing value", "missing name", "broken")


@pytest.mark.parametrize("name", CASES)
def test_the_same_requests_get_the_same_answers(real, name):
    which, client, table = real
    fake = DynamoDB(table, lambda: 0.0, lambda: 0.0)
    for operation, request in CASES[name]:
        request = {"TableName": table, **request}
        if which == "moto" and name in BEYOND_MOTO:
            assert outcome(fake, operation, request)[0] == "ValidationException"
            continue
        assert outcome(fake, operation, request) == outcome(client, operation, request)


def test_a_missing_table(real):
    _, client, _ = real
    fake = DynamoDB("there", lambda: 0.0, lambda: 0.0)
    for operation, request in (get("a"), put(item("a")), query()):
        request = {"TableName": "elsewhere", **request}
        assert outcome(fake, operation, request) == outcome(client, operation, request)


@pytest.mark.parametrize("seed", range(10))
def test_random_writes(real, seed):
    _, client, table = real
    fake, chance = DynamoDB(table, lambda: 0.0, lambda: 0.0), chance_of(seed)
    for _ in range(60):
        entry = item(chance.choice("abc"), chance.randrange(5))
        guards = ({}, {"condition": ABSENT}, {"condition": GUARD, **number(chance.randrange(5))})
        operation, request = put(entry, **chance.choice(guards), **OLD)
        request["TableName"] = table
        assert outcome(fake, operation, request) == outcome(client, operation, request)


def outcome(client: Any, operation: str, request: dict[str, Any]) -> Any:
    """What a caller sees of an answer: items, or the error's code and item."""
    try:
        answer = getattr(client, operation)(**request)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return error.response["Error"]["Code"], status, error.response.get("Item")
    return {
        name: answer[name]
        for name in ("Item", "Items", "Count", "LastEvaluatedKey")
        if name in answer
    }
