"""The environments themselves: nothing drifts, and nothing is left of them."""

import pytest

from e2e.conftest import Applied
from e2e.observation import log_text


@pytest.mark.last
def test_second_plan_is_empty(applied: dict[str, Applied]) -> None:
    assert {name: one.deployment.changes() for name, one in applied.items()} == {
        "dev": [],
        "second": [],
    }


@pytest.mark.last
def test_no_function_logged_a_stack_trace(applied: dict[str, Applied]) -> None:
    for one in applied.values():
        for function in one.pipeline.names["function_arns"]:
            assert "Traceback" not in log_text(one.pipeline, function)


@pytest.mark.last("destroys")
def test_destroy_removes_full_buckets(applied: dict[str, Applied]) -> None:
    pipeline = applied["dev"].pipeline
    buckets = {one.pipeline.names["uploads_bucket_name"] for one in applied.values()}
    for one in applied.values():
        one.deployment.destroy()
    assert not buckets & {bucket["Name"] for bucket in pipeline.s3.list_buckets()["Buckets"]}
    assert pipeline.dynamodb.list_tables()["TableNames"] == []
