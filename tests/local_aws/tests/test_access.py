"""Who may do what: one smoke test per patch at least, that fails when ministack changes."""

import json
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError

from local_aws.account import Account
from local_aws.tests import functions, jobs
from local_aws.tests import job_requests as make
from local_aws.tests.conftest import clients_of, document, furnish
from local_aws.tests.functions import Clients
from local_aws.tests.people import allow, refuse, somebody

ARN = f"arn:aws:{{}}:us-east-1:{make.ACCOUNT}:{{}}".format
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
RULES = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """An account of its own with a key, and a function without any permission."""
    with Account(tmp_path_factory.mktemp("access")) as account:
        aws, folder = clients_of(account), tmp_path_factory.mktemp("zip")
        functions.make_role(aws)
        functions.create(aws, "idle", folder)
        aws("iam").delete_role_policy(RoleName="function", PolicyName="function")
        key = aws("kms").create_key()["KeyMetadata"]["Arn"]
        yield SimpleNamespace(account=account, aws=aws, key=key, rooms=furnish(aws), folder=folder)


def code(call: Callable[..., Any], **parameters: Any) -> str:
    """The error code of a call, or "" where it went through."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


def decisions(account: Account, action: str) -> list[dict[str, Any]]:
    lines = account.folder.access_log_path.read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["action"] == action]


def bodies(sqs: Any, url: str, seconds: int = 3) -> list[str]:
    answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=seconds, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def queue(aws: Clients, name: str, *statements: dict[str, Any], **attributes: str) -> str:
    if statements:
        attributes["Policy"] = document(*statements)
    return aws("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def test_decisions_are_logged_and_root_is_not_decided_about(one: SimpleNamespace) -> None:
    may, may_not = (
        somebody(one.account, allow("ssm:GetParameter")),
        somebody(one.account, allow("x:Y")),
    )
    one.aws("ssm").put_parameter(Name="/a", Value="1", Type="String")
    assert code(may("ssm").get_parameter, Name="/a") == ""
    assert code(may_not("ssm").get_parameter, Name="/a") == "AccessDeniedException"
    one.aws("ssm").get_parameter(Name="/a")
    found = decisions(one.account, "ssm:GetParameter")
    assert [line["allowed"] for line in found] == [True, False]
    assert {line["resource"] for line in found} == {ARN("ssm", "parameter/a")}
    assert found[0]["principal"].startswith(f"arn:aws:iam::{make.ACCOUNT}:user/user-")


def test_a_batch_of_messages_is_allowed_by_the_single_messages_action(one: SimpleNamespace) -> None:
    url = queue(one.aws, "batches")
    user = somebody(one.account, allow("sqs:SendMessage"))
    entries = [{"Id": "1", "MessageBody": "x"}]
    assert code(user("sqs").send_message_batch, QueueUrl=url, Entries=entries) == ""


def test_services_speak_tls_among_themselves(one: SimpleNamespace) -> None:
    lets_in = {**RULES, "Action": "sqs:SendMessage"}
    url = queue(one.aws, "tls-only", lets_in, refuse("sqs:*", **PLAIN))
    one.aws("events").put_targets(
        Rule="job-events", Targets=[{"Id": "tls", "Arn": ARN("sqs", "tls-only")}]
    )
    jobs.run(one.rooms, make.job(make.mp4()))  # it fails: there is no such input
    assert bodies(one.aws("sqs"), url)


def fetch(account: Account, url: str, version: ssl.TLSVersion) -> int:
    context = ssl.create_default_context(cafile=account.environment["AWS_CA_BUNDLE"])
    context.maximum_version = version
    try:
        with urllib.request.urlopen(url, context=context) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        return error.code


def test_a_bucket_may_refuse_old_tls(one: SimpleNamespace) -> None:
    s3, user = one.aws("s3"), somebody(one.account, allow("s3:*"))
    s3.create_bucket(Bucket="modern")
    s3.put_object(Bucket="modern", Key="a", Body=b"x")
    old = {"NumericLessThan": {"s3:TlsVersion": "1.3"}}
    s3.put_bucket_policy(Bucket="modern", Policy=document(refuse("s3:*", **old)))
    url = user("s3").generate_presigned_url("get_object", {"Bucket": "modern", "Key": "a"})
    assert fetch(one.account, url, ssl.TLSVersion.TLSv1_2) == 403
    assert fetch(one.account, url, ssl.TLSVersion.TLSv1_3) == 200


def test_a_bucket_may_refuse_other_keys(one: SimpleNamespace) -> None:
    s3, user = one.aws("s3"), somebody(one.account, allow("s3:*"), allow("kms:*"))
    other = one.aws("kms").create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket="one-key")
    key = {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": one.key}}
    s3.put_bucket_policy(Bucket="one-key", Policy=document(refuse("s3:PutObject", **key)))
    write = {"Bucket": "one-key", "Key": "a", "ServerSideEncryption": "aws:kms"}
    put = user("s3").put_object
    assert code(put, **write, SSEKMSKeyId=other) == "AccessDenied"
    assert code(put, **write, SSEKMSKeyId=one.key) == ""


def test_a_rule_needs_its_targets_policy_and_buries_what_is_refused(one: SimpleNamespace) -> None:
    lets_in = {**RULES, "Action": "sqs:SendMessage"}
    shut, dead = queue(one.aws, "shut"), queue(one.aws, "rule-dead", lets_in)
    events, sqs = one.aws("events"), one.aws("sqs")
    events.put_rule(Name="shut", EventPattern=json.dumps({"source": ["test"]}))
    target = {"Id": "1", "Arn": ARN("sqs", "shut")}
    target["DeadLetterConfig"] = {"Arn": ARN("sqs", "rule-dead")}
    events.put_targets(Rule="shut", Targets=[target])
    events.put_events(Entries=[{"Source": "test", "DetailType": "t", "Detail": '{"n": 1}'}])
    answer = sqs.receive_message(QueueUrl=dead, WaitTimeSeconds=3, MessageAttributeNames=["All"])
    (message,) = answer["Messages"]
    assert json.loads(message["Body"])["detail"] == {"n": 1}
    assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "NO_PERMISSIONS"
    assert bodies(sqs, shut, 0) == []


def test_a_rule_needs_the_key_of_its_target(one: SimpleNamespace) -> None:
    lets_in = {**RULES, "Action": "sqs:SendMessage"}
    url = queue(one.aws, "locked", lets_in, KmsMasterKeyId=one.key)
    events, kms = one.aws("events"), one.aws("kms")
    events.put_rule(Name="locked", EventPattern=json.dumps({"source": ["locked"]}))
    events.put_targets(Rule="locked", Targets=[{"Id": "1", "Arn": ARN("sqs", "locked")}])
    entries = [{"Source": "locked", "DetailType": "t", "Detail": "{}"}]
    events.put_events(Entries=entries)
    assert bodies(one.aws("sqs"), url, 1) == []
    policy = kms.get_key_policy(KeyId=one.key)["Policy"]
    opened = json.loads(policy)
    opened["Statement"].append({**RULES, "Action": ["kms:GenerateDataKey", "kms:Decrypt"]})
    kms.put_key_policy(KeyId=one.key, Policy=json.dumps(opened))
    events.put_events(Entries=entries)
    kms.put_key_policy(KeyId=one.key, Policy=policy)
    assert len(bodies(one.aws("sqs"), url)) == 1


def test_a_bus_and_a_log_group_need_their_services_in_the_keys_policy(one: SimpleNamespace) -> None:
    logs, events = one.aws("logs"), one.aws("events")
    wanted = {"logGroupName": "/locked", "kmsKeyId": one.key}
    assert code(logs.create_log_group, **wanted) == "InvalidParameterException"
    url = queue(one.aws, "bus-events", {**RULES, "Action": "sqs:SendMessage"})
    events.create_event_bus(Name="locked", KmsKeyIdentifier=one.key)
    pattern = json.dumps({"source": ["bus"]})
    events.put_rule(Name="bus", EventBusName="locked", EventPattern=pattern)
    targets = [{"Id": "1", "Arn": ARN("sqs", "bus-events")}]
    events.put_targets(Rule="bus", EventBusName="locked", Targets=targets)
    entry = {"Source": "bus", "DetailType": "t", "Detail": "{}", "EventBusName": "locked"}
    events.put_events(Entries=[entry])
    assert bodies(one.aws("sqs"), url, 1) == []


def test_an_alarm_needs_its_topics_policy(one: SimpleNamespace) -> None:
    watch, topic = one.aws("cloudwatch"), one.aws("sns").create_topic(Name="shut")["TopicArn"]
    one.aws("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=document(refuse("x:Y"))
    )
    watch.put_metric_alarm(
        AlarmName="shut",
        AlarmActions=[topic],
        **{"Namespace": "T", "MetricName": "M", "Statistic": "Sum", "Period": 60},
        **{"EvaluationPeriods": 1, "Threshold": 1},
        ComparisonOperator="GreaterThanThreshold",
    )
    watch.put_metric_data(Namespace="T", MetricData=[{"MetricName": "M", "Value": 5}])
    found = [line for line in decisions(one.account, "sns:Publish") if line["resource"] == topic]
    assert found
    assert not any(line["allowed"] for line in found)


def test_a_schedule_works_under_its_role(one: SimpleNamespace) -> None:
    scheduler, iam = one.aws("scheduler"), one.aws("iam")
    dead = queue(one.aws, "schedule-dead")
    function = ARN("lambda", "function:idle")
    for name, group in (("trusted", "default"), ("foreign", "other")):
        source = {"aws:SourceArn": ARN("scheduler", f"schedule-group/{group}")}
        trust = {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}}
        trust |= {"Action": "sts:AssumeRole", "Condition": {"ArnEquals": source}}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
        send = document(allow("sqs:SendMessage"))
        iam.put_role_policy(RoleName=name, PolicyName="send", PolicyDocument=send)
        scheduler.create_schedule(
            Name=name,
            ScheduleExpression=f"at({time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime())})",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={
                "Arn": function,
                "RoleArn": f"arn:aws:iam::{make.ACCOUNT}:role/{name}",
                "DeadLetterConfig": {"Arn": ARN("sqs", "schedule-dead")},
                "Input": name,
            },
        )
    # Neither may start the function; the trusted one may say so.
    assert bodies(one.aws("sqs"), dead, 15) == ["trusted"]
    asked = decisions(one.account, "lambda:InvokeFunction")
    assert {line["principal"].split("/")[1] for line in asked} == {"trusted"}
    trusts = {
        line["resource"].rpartition("/")[2]: line["allowed"]
        for line in decisions(one.account, "sts:AssumeRole")
    }
    assert trusts == {**trusts, "trusted": True, "foreign": False}


def test_a_mapping_reads_under_the_functions_role(one: SimpleNamespace) -> None:
    queue(one.aws, "unread")
    create = one.aws("lambda").create_event_source_mapping
    wanted = {"FunctionName": "idle", "EventSourceArn": ARN("sqs", "unread")}
    assert code(create, **wanted) == "InvalidParameterValueException"


def test_a_function_sends_to_its_destination_under_its_role(one: SimpleNamespace) -> None:
    dead = queue(one.aws, "runs-dead")
    functions.create(
        one.aws, "fails", one.folder, "def handler(event, context):\n    return 1 / 0\n"
    )
    one.aws("lambda").put_function_event_invoke_config(
        FunctionName="fails",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": ARN("sqs", "runs-dead")}},
    )
    one.aws("lambda").invoke(FunctionName="fails", InvocationType="Event", Payload=b"{}")
    assert bodies(one.aws("sqs"), dead, 4) == []
    asked = decisions(one.account, "sqs:SendMessage")[-1]
    assert (asked["resource"], asked["allowed"]) == (ARN("sqs", "runs-dead"), False)


@pytest.mark.parametrize("service", ["lambda.amazonaws.com", "mediaconvert.amazonaws.com"])
def test_roles_are_passed_by_those_who_may(one: SimpleNamespace, service: str) -> None:
    passing = allow("iam:PassRole", StringEquals={"iam:PassedToService": service})
    others = allow("iam:PassRole", StringEquals={"iam:PassedToService": "ec2.amazonaws.com"})
    for more, refused in ((passing, False), (others, True)):
        user = somebody(one.account, allow("lambda:*", "mediaconvert:*"), more)
        if service.startswith("lambda"):
            package = (one.folder / "idle.zip").read_bytes()
            found = code(
                user("lambda").create_function,
                FunctionName=f"passed-{refused}",
                **{
                    "Role": functions.ROLE,
                    "Runtime": "python3.13",
                    "Handler": "handlers.main.handler",
                },
                Code={"ZipFile": package},
            )
        else:
            found = code(user("mediaconvert").create_job, **make.job(make.mp4()))
        assert ("AccessDenied" in found) == refused, found


def test_a_job_role_must_trust_the_service_for_this_queue(one: SimpleNamespace) -> None:
    iam, role = one.aws("iam"), "test-mediaconvert"
    before = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    other = json.loads(json.dumps(before))
    other["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(other))
    try:
        assert jobs.run(one.rooms, make.job(make.mp4()))["ErrorCode"] == 1434
    finally:
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(before))


def locked(one: SimpleNamespace) -> dict[str, tuple[str, dict[str, Any]]]:
    """A call by service to a resource behind the key."""
    s3, dynamodb = one.aws("s3"), one.aws("dynamodb")
    url = queue(one.aws, "behind", KmsMasterKeyId=one.key)
    if code(s3.head_bucket, Bucket="behind"):
        s3.create_bucket(Bucket="behind")
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": one.key}
        rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
        s3.put_bucket_encryption(Bucket="behind", ServerSideEncryptionConfiguration=rules)
        dynamodb.create_table(
            TableName="behind",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": one.key},
        )
    return {
        "s3": ("put_object", {"Bucket": "behind", "Key": "a", "Body": b"x"}),
        "sqs": ("send_message", {"QueueUrl": url, "MessageBody": "x"}),
        "dynamodb": ("put_item", {"TableName": "behind", "Item": {"id": {"S": "1"}}}),
    }


@pytest.mark.parametrize("service", ["s3", "sqs", "dynamodb"])
def test_the_key_behind_a_resource_is_asked_for(one: SimpleNamespace, service: str) -> None:
    operation, parameters = locked(one)[service]
    plain = allow("s3:*", "sqs:*", "dynamodb:*")
    here = {"kms:ViaService": f"{service}.us-east-1.amazonaws.com"}
    there = {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}
    uses = ("kms:Decrypt", "kms:GenerateDataKey")
    for via, refused in ((here, False), (there, True)):
        user = somebody(one.account, plain, allow(*uses, on=one.key, StringEquals=via))
        found = code(getattr(user(service), operation), **parameters)
        assert ("AccessDenied" in found) == refused, found
    one.aws("kms").disable_key(KeyId=one.key)
    try:
        user = somebody(one.account, plain, allow("kms:*"))
        assert code(getattr(user(service), operation), **parameters)
    finally:
        one.aws("kms").enable_key(KeyId=one.key)


NAMED = [
    ("lambda", "get_function_event_invoke_config", {"FunctionName": "idle"}, "function:idle"),
    ("lambda", "get_event_source_mapping", {"UUID": "u" * 36}, f"event-source-mapping:{'u' * 36}"),
    (
        "lambda",
        "delete_event_source_mapping",
        {"UUID": "u" * 36},
        f"event-source-mapping:{'u' * 36}",
    ),
    ("events", "list_targets_by_rule", {"Rule": "r"}, "rule/r"),
    ("events", "put_rule", {"Name": "r", "EventBusName": "b", "EventPattern": "{}"}, "rule/b/r"),
    ("events", "describe_event_bus", {"Name": "b"}, "event-bus/b"),
    ("cloudwatch", "describe_alarms", {}, "alarm:*"),
    ("scheduler", "get_schedule", {"Name": "s", "GroupName": "g"}, "schedule/g/s"),
    ("dynamodb", "list_tags_of_resource", {"ResourceArn": ARN("dynamodb", "table/t")}, "table/t"),
    ("kms", "delete_alias", {"AliasName": "alias/a"}, "alias/a"),
]


@pytest.mark.parametrize(("service", "operation", "parameters", "resource"), NAMED)
def test_requests_are_named_as_iam_names_them(
    one: SimpleNamespace, service: str, operation: str, parameters: dict, resource: str
) -> None:
    user = somebody(one.account, allow("x:Y"))
    assert code(getattr(user(service), operation), **parameters)
    lines = one.account.folder.access_log_path.read_text().splitlines()
    asked = json.loads(lines[-1])
    name = "".join(word.capitalize() for word in operation.split("_"))
    assert asked["action"].lower() == f"{service}:{name}".lower()
    assert asked["resource"] == ARN(service, resource)


def test_deleting_versions_together_needs_their_permission(one: SimpleNamespace) -> None:
    s3, user = one.aws("s3"), somebody(one.account, allow("s3:DeleteObject"))
    s3.create_bucket(Bucket="versions")
    delete = {"Objects": [{"Key": "a", "VersionId": "v"}]}
    assert code(user("s3").delete_objects, Bucket="versions", Delete=delete) == "AccessDenied"


def test_tags_of_a_new_resource_need_their_permission(one: SimpleNamespace) -> None:
    make_only, both = allow("sns:CreateTopic", "sqs:CreateQueue"), allow("sns:*", "sqs:*")
    tags = [{"Key": "a", "Value": "b"}]
    for statement, refused in ((make_only, True), (both, False)):
        user = somebody(one.account, statement)
        made = (
            code(user("sqs").create_queue, QueueName=f"tagged-{refused}", tags={"a": "b"}),
            code(user("sns").create_topic, Name=f"tagged-{refused}", Tags=tags),
        )
        assert all(made) == refused, made
        assert code(user("sqs").create_queue, QueueName=f"plain-{refused}") == ""
