"""Keys that an index of a table shows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

PAGE_SIZE = 25


def index_keys(client: "DynamoDBClient", key: str, limit: int, **query: Any) -> Iterator[str]:
    """The tables' keys, named ``key``, of at most ``limit`` items: a call for each page of them, as
    they are taken. The index is behind the table. Raises TransientError and PermanentError."""
    page: dict[str, Any] = {}
    while limit > 0:
        with translated("Query"):
            answer = client.query(Limit=min(limit, PAGE_SIZE), **query, **page)
        yield from (item[key]["S"] for item in answer["Items"])
        limit -= len(answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return
        page = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
