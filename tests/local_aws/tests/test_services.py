"""What services do in their own name, or under a role that is given to them."""

import json
import time
from types import SimpleNamespace

from local_aws.tests import functions, jobs
from local_aws.tests import job_requests as make
from local_aws.tests.calls import ARN, PLAIN, RULES, bodies, code, decisions, queue
from local_aws.tests.conftest import document
from local_aws.tests.users import allow, refuse


def test_services_speak_tls_among_themselves(one: SimpleNamespace) -> None:
    lets_in = {**RULES, "Action": "sqs:SendMessage"}
    url = queue(one.aws, "tls-only", lets_in, refuse("sqs:*", **PLAIN))
    one.aws("events").put_targets(
        Rule="job-events", Targets=[{"Id": "tls", "Arn": ARN("sqs", "tls-only")}]
    )
    jobs.run(one.resources, make.job(make.mp4()))  # it fails: there is no such input
    assert bodies(one.aws("sqs"), url)


def test_a_rule_needs_its_targets_policy_and_buries_what_is_refused(one: SimpleNamespace) -> None:
    lets_in = {**RULES, "Action": "sqs:SendMessage"}
    shut, dead = queue(one.aws, "shut"), queue(one.aws, "rule-dead", lets_in)
    events, sqs = one.aws("events"), one.aws("sqs")
    events.put_rule(Name="shut", EventPattern=json.dumps({"source": ["test"]}))
    dead_letters = {"DeadLetterConfig": {"Arn": ARN("sqs", "rule-dead")}}
    target = {"Id": "1", "Arn": ARN("sqs", "shut"), **dead_letters}
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


def test_an_alarm_uses_its_topics_key_in_the_topics_context(one: SimpleNamespace) -> None:
    watch, sns, kms = one.aws("cloudwatch"), one.aws("sns"), one.aws("kms")
    alarms = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}}
    subscribed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}}
    uses = {**alarms, "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*"}
    policy = kms.get_key_policy(KeyId=one.key)["Policy"]
    opened = json.loads(policy)
    told = {"kms:EncryptionContext:aws:sns:topicArn": ARN("sns", "alarm-told")}
    opened["Statement"] += [
        {**uses, "Condition": {"StringEquals": told}},
        {**uses, "Condition": {"ArnLike": {"aws:SourceArn": ARN("cloudwatch", "alarm:*")}}},
    ]
    kms.put_key_policy(KeyId=one.key, Policy=json.dumps(opened))
    urls = {}
    for name in ("alarm-told", "alarm-untold"):
        send = {**subscribed, "Action": "sqs:SendMessage", "Resource": "*"}
        urls[name] = queue(one.aws, name, send)
        publish = document({**alarms, "Action": "sns:Publish", "Resource": "*"})
        attributes = {"KmsMasterKeyId": one.key, "Policy": publish}
        topic = sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=ARN("sqs", name))
        watch.put_metric_alarm(
            AlarmName=name,
            AlarmActions=[topic],
            **{"Namespace": "T", "MetricName": name, "Statistic": "Sum", "Period": 60},
            **{"EvaluationPeriods": 1, "Threshold": 1},
            ComparisonOperator="GreaterThanThreshold",
        )
        watch.put_metric_data(Namespace="T", MetricData=[{"MetricName": name, "Value": 5}])
    sqs = one.aws("sqs")
    heard = {name: len(bodies(sqs, url, 1)) for name, url in urls.items()}
    kms.put_key_policy(KeyId=one.key, Policy=policy)
    assert heard == {"alarm-told": 1, "alarm-untold": 0}


def test_a_repeated_create_of_a_schedule_is_the_same_schedule(one: SimpleNamespace) -> None:
    scheduler = one.aws("scheduler")
    group = {"Name": "repeated", "ClientToken": "a" * 32}
    target = {"Arn": ARN("sqs", "anything"), "RoleArn": "arn:aws:iam::000000000000:role/x"}
    schedule = {
        "Name": "again",
        "GroupName": "repeated",
        "ScheduleExpression": "rate(5 minutes)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target,
        "ClientToken": "b" * 32,
    }
    for create, request in (
        (scheduler.create_schedule_group, group),
        (scheduler.create_schedule, schedule),
    ):
        first = create(**request)
        again = create(**request)
        assert {**again, "ResponseMetadata": 0} == {**first, "ResponseMetadata": 0}
        assert code(create, **request | {"ClientToken": "c" * 32}) == "ConflictException"
    scheduler.delete_schedule(Name="again", GroupName="repeated")
    scheduler.delete_schedule_group(Name="repeated")


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


def test_a_job_role_must_trust_the_service_for_this_queue(one: SimpleNamespace) -> None:
    iam, role = one.aws("iam"), "test-mediaconvert"
    before = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    other = json.loads(json.dumps(before))
    other["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(other))
    try:
        assert jobs.run(one.resources, make.job(make.mp4()))["ErrorCode"] == 1434
    finally:
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(before))
