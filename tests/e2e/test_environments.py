"""The environments: no drift after apply, nothing left after destroy."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from e2e.conftest import Applied
from e2e.observation import log_text

# test_schedule has a run fail: only its own log tells it apart.
PROVOKED = "dynamodb:Query with an explicit deny"


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
            runs = log_text(one.pipeline, function).split("START RequestId")
            assert [run for run in runs if "Traceback" in run and PROVOKED not in run] == []


@pytest.mark.last("destroys")
def test_destroy_removes_full_buckets(applied: dict[str, Applied]) -> None:
    pipeline = applied["dev"].pipeline
    buckets = {one.pipeline.names["uploads_bucket_name"] for one in applied.values()}
    # S3 would write access logs; here nobody does.
    logs = pipeline.names["uploads_bucket_name"].replace("uploads", "access-logs")
    pipeline.s3.put_object(Bucket=logs, Key="uploads/log", Body=b"x")
    # A deleted object leaves a version and a delete marker.
    uploads = pipeline.names["uploads_bucket_name"]
    pipeline.s3.put_object(Bucket=uploads, Key="deleted", Body=b"x")
    pipeline.s3.delete_object(Bucket=uploads, Key="deleted")
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: one.deployment.destroy(), applied.values()))
    assert not buckets & {bucket["Name"] for bucket in pipeline.s3.list_buckets()["Buckets"]}
    assert pipeline.dynamodb.list_tables()["TableNames"] == []
    assert pipeline.client("apigatewayv2").get_apis()["Items"] == []
    assert "Items" not in pipeline.client("cloudfront").list_distributions()["DistributionList"]
    assert pipeline.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"] == []
