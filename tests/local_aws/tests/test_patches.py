"""One smoke test per patch: it fails when ministack changes under it."""

import json
import re
import ssl
import urllib.request
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from local_aws.account import Account
from local_aws.tests import job_requests as make
from local_aws.tests.conftest import queue_for_rules
from local_aws.tests.functions import Clients


def test_s3_events_name_the_version_in_whole_seconds(aws: Clients) -> None:
    s3, sqs, events = aws("s3"), aws("sqs"), aws("events")
    s3.create_bucket(Bucket="versioned")
    s3.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(
        Bucket="versioned", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    queue = queue_for_rules(sqs, "versioned")
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": ["versioned"]}}}
    events.put_rule(Name="versioned", EventPattern=json.dumps(pattern))
    arn = f"arn:aws:sqs:us-east-1:{make.ACCOUNT}:versioned"
    events.put_targets(Rule="versioned", Targets=[{"Id": "1", "Arn": arn}])
    for key in ("a & ü+1.mp4", "b.mp4"):
        put = s3.put_object(Bucket="versioned", Key=key, Body=b"x")
        message = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"][0]
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        event = json.loads(message["Body"])
        assert event["detail"]["object"]["version-id"] == put["VersionId"]
        assert event["detail"]["object"]["key"] == key
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"])


def test_request_payment_is_no_list_of_objects(aws: Clients) -> None:
    s3 = aws("s3")
    s3.create_bucket(Bucket="paid")
    assert s3.get_bucket_request_payment(Bucket="paid")["Payer"] == "BucketOwner"


def test_version_listings_encode_keys_where_asked(aws: Clients) -> None:
    s3, key = aws("s3"), "odd/a+b&c %20 ü\x00\r\n\x1b.mp4"
    s3.create_bucket(Bucket="encoded")
    s3.put_object(Bucket="encoded", Key=key, Body=b"x")
    # boto3 asks for the encoding and decodes it; the raw answer is what other SDKs see.
    raw: list[bytes] = []
    s3.meta.events.register(
        "before-parse.s3.ListObjectVersions",
        lambda response_dict, **_: raw.append(response_dict["body"]),
    )
    (version,) = s3.list_object_versions(Bucket="encoded")["Versions"]
    assert version["Key"] == key
    assert b"<Key>odd/a%2Bb%26c%20%2520%20%C3%BC%00%0D%0A%1B.mp4</Key>" in raw[0]
    assert b"<EncodingType>url</EncodingType>" in raw[0]


def query(account: Account, **parameters: str) -> str:
    """Call CloudWatch over the Query protocol, as Terraform's SDK does."""
    credential = "test/20260101/us-east-1/monitoring/aws4_request"
    request = urllib.request.Request(  # noqa: S310
        account.endpoint_url,
        urlencode({"Version": "2010-08-01", **parameters}).encode(),
        {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, Signature=x"},
    )
    trust = ssl.create_default_context(cafile=account.environment["AWS_CA_BUNDLE"])
    with urllib.request.urlopen(request, timeout=30, context=trust) as answer:  # noqa: S310
        return answer.read().decode()


def test_a_metric_math_alarm_comes_back_whole(account: Account) -> None:
    asked = {
        "AlarmName": "ratio",
        "EvaluationPeriods": "1",
        "Threshold": "5",
        "ComparisonOperator": "GreaterThanThreshold",
        "OKActions.member.1": "arn:aws:sns:us-east-1:000000000000:alarms",
        "Metrics.member.1.Id": "ratio",
        "Metrics.member.1.Expression": "IF(bad > 1, bad, 0)",
        "Metrics.member.1.ReturnData": "true",
        "Metrics.member.2.Id": "bad",
        "Metrics.member.2.ReturnData": "false",
        "Metrics.member.2.MetricStat.Stat": "Sum",
        "Metrics.member.2.MetricStat.Period": "300",
        "Metrics.member.2.MetricStat.Metric.Namespace": "MediaPipeline",
        "Metrics.member.2.MetricStat.Metric.MetricName": "JobsFailed",
    }
    query(account, Action="PutMetricAlarm", **asked)
    text = query(account, Action="DescribeAlarms", **{"AlarmNames.member.1": "ratio"})
    assert "<Expression>IF(bad &gt; 1, bad, 0)</Expression>" in text
    assert "<Stat>Sum</Stat>" in text
    assert "<OKActions><member>arn:aws:sns:us-east-1:000000000000:alarms</member>" in text
    assert "<Statistic>" not in text


def test_a_percentile_alarm_comes_back_whole(account: Account) -> None:
    asked = {
        "AlarmName": "p95",
        "Namespace": "MediaPipeline",
        "MetricName": "JobLatency",
        "Dimensions.member.1.Name": "Environment",
        "Dimensions.member.1.Value": "a&b",
        "ExtendedStatistic": "p95",
        "Period": "900",
        "EvaluationPeriods": "2",
        "DatapointsToAlarm": "1",
        "Threshold": "1800",
        "TreatMissingData": "notBreaching",
        "ComparisonOperator": "GreaterThanThreshold",
    }
    query(account, Action="PutMetricAlarm", **asked)
    text = query(account, Action="DescribeAlarms", **{"AlarmNames.member.1": "p95"})
    for line in (
        "<ExtendedStatistic>p95</ExtendedStatistic>",
        "<Period>900</Period>",
        "<DatapointsToAlarm>1</DatapointsToAlarm>",
        "<TreatMissingData>notBreaching</TreatMissingData>",
        "<Dimensions><member><Name>Environment</Name><Value>a&amp;b</Value></member></Dimensions>",
    ):
        assert line in text


def test_saved_queries_are_made_found_and_deleted(aws: Clients) -> None:
    logs = aws("logs")
    asked: dict[str, Any] = {"name": "pipeline/errors", "queryString": "fields @message"}
    key = logs.put_query_definition(**asked, logGroupNames=["/aws/lambda/x"])["queryDefinitionId"]
    found = logs.describe_query_definitions(queryDefinitionNamePrefix="pipeline/")
    assert found["queryDefinitions"][0]["queryDefinitionId"] == key
    assert found["queryDefinitions"][0]["logGroupNames"] == ["/aws/lambda/x"]
    assert logs.delete_query_definition(queryDefinitionId=key)["success"]
    assert logs.describe_query_definitions()["queryDefinitions"] == []


def test_a_bus_keeps_its_whole_policy(aws: Clients) -> None:
    events = aws("events")
    events.create_event_bus(Name="policy")
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "Rules", "Effect": "Allow"}]}
    events.put_permission(EventBusName="policy", Policy=json.dumps(policy))
    assert json.loads(events.describe_event_bus(Name="policy")["Policy"]) == policy


def test_aws_events_cannot_be_put_from_outside(aws: Clients, resources: SimpleNamespace) -> None:
    entry = {"Source": "aws.mediaconvert", "DetailType": "x", "Detail": "{}"}
    answer = aws("events").put_events(Entries=[entry])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"
    assert resources.queue_url


def test_alarms_are_judged_by_their_own_dimensions(aws: Clients) -> None:
    watch = aws("cloudwatch")
    common: dict[str, Any] = {
        "Namespace": "Test",
        "MetricName": "Depth",
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    }
    for name in ("full", "empty"):
        dimensions = [{"Name": "QueueName", "Value": name}]
        watch.put_metric_alarm(AlarmName=f"depth-{name}", Dimensions=dimensions, **common)
        datum = {"MetricName": "Depth", "Dimensions": dimensions}
        watch.put_metric_data(
            Namespace="Test", MetricData=[{**datum, "Value": 9.0 if name == "full" else 1.0}]
        )
    found = watch.describe_alarms(AlarmNamePrefix="depth-")["MetricAlarms"]
    states = {alarm["AlarmName"]: alarm["StateValue"] for alarm in found}
    assert states == {"depth-full": "ALARM", "depth-empty": "OK"}


def test_a_metric_math_alarm_fires(aws: Clients) -> None:
    watch = aws("cloudwatch")

    def metric(key: str, name: str) -> dict[str, Any]:
        stat = {"Metric": {"Namespace": "Test", "MetricName": name}, "Period": 300, "Stat": "Sum"}
        return {"Id": key, "MetricStat": stat, "ReturnData": False}

    expression = "IF(FILL(ok, 0) + bad >= 10, 100 * bad / (FILL(ok, 0) + bad), 0)"
    watch.put_metric_alarm(
        AlarmName="failure-ratio",
        EvaluationPeriods=1,
        Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
        Metrics=[
            {"Id": "ratio", "Expression": expression, "ReturnData": True},
            metric("ok", "Succeeded"),
            metric("bad", "Failed"),
        ],
    )

    def state_after(name: str, count: float) -> str:
        data = [{"MetricName": name, "Value": count}]
        watch.put_metric_data(Namespace="Test", MetricData=data)
        answer = watch.describe_alarms(AlarmNames=["failure-ratio"])
        return answer["MetricAlarms"][0]["StateValue"]

    assert state_after("Failed", 1) == "OK"
    assert state_after("Succeeded", 18) == "ALARM"
    assert state_after("Succeeded", 181) == "OK"
