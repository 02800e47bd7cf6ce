"""The asset table's adapter on every DynamoDB that is available.

Always on moto and on the fault simulator's table; on AWS's DynamoDB Local if
DYNAMODB_LOCAL_ENDPOINT names one; on the local AWS account if LOCAL_AWS_ENDPOINT does. What cannot
run is skipped with its reason.
"""

import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto import mock_aws

from faults.services.dynamodb import DynamoDB, Table
from faults.services.items import ASSETS, UPLOAD_SESSIONS
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.clients import CONFIG

ENDPOINTS = {"dynamodb-local": "DYNAMODB_LOCAL_ENDPOINT", "local-aws": "LOCAL_AWS_ENDPOINT"}
SIMULATED_TABLE, SIMULATED_SESSIONS = "simulated", "simulated-sessions"
KEYS = (
    *("assetId", "status", "updatedAt", "uploaderId", "createdAt"),
    *("removalState", "removalDueAt"),
)


@pytest.fixture(params=["moto", "simulator", *ENDPOINTS])
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "moto":
        with mock_aws():
            yield boto3.client("dynamodb", config=CONFIG)
        return
    if request.param == "simulator":
        schemas = {SIMULATED_TABLE: ASSETS, SIMULATED_SESSIONS: UPLOAD_SESSIONS}
        yield DynamoDB(
            *(Table(name, lambda: 0.0, lambda: 0.0, schema) for name, schema in schemas.items())
        )
        return
    variable = ENDPOINTS[request.param]
    endpoint = os.environ.get(variable)
    if not endpoint:
        pytest.skip(f"{variable} is not set")
    yield boto3.client("dynamodb", config=CONFIG, endpoint_url=endpoint)


@pytest.fixture
def table_name(client: Any) -> Iterator[str]:
    """A table with the keys and indexes that the asset_table module makes."""
    if isinstance(client, DynamoDB):
        yield SIMULATED_TABLE
        return
    name = f"contract-{uuid4().hex}"
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in KEYS],
        KeySchema=[{"AttributeName": "assetId", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            index("StatusIndex", "status", "updatedAt"),
            index("UploaderIndex", "uploaderId", "createdAt"),
            index("RemovalIndex", "removalState", "removalDueAt"),
        ],
    )
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    yield name
    client.delete_table(TableName=name)


@pytest.fixture
def table(client: Any, table_name: str) -> AssetTable:
    return AssetTable(client, table_name)


def index(name: str, key: str, sort: str) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": key, "KeyType": "HASH"},
            {"AttributeName": sort, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "ALL"},
    }
