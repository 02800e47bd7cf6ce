"""Who may do what: nobody more than needed, and nothing in plain HTTP."""

import pytest

from plan.planned import UNKNOWN, Planned
from plan.policies import POLICY_ATTRIBUTES, statements, statements_of
from plan.roots import ACCOUNT_ID, ROOTS, WHOLE_ROOTS

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)

# Actions that AWS grants on "*" alone, and who needs them.
UNSCOPED_ACTIONS = {
    "dynamodb:ListStreams": "a stream mapping; listing is not scoped to one stream",
    "ec2:DescribeNetworkInterfaces": "a function in a VPC; describing is not scoped",
    "ec2:DescribeSubnets": "a function in a VPC; describing is not scoped",
    "mediaconvert:Probe": "the ingest-orchestrator; Probe has no resource type",
    "xray:PutTelemetryRecords": "tracing; X-Ray has no resource types",
    "xray:PutTraceSegments": "tracing; X-Ray has no resource types",
}


@every_root
def test_nobody_is_allowed_every_action(planned: Planned) -> None:
    """A key's account statement is checked with the key policies."""
    assert [
        str(statement)
        for statement in statements(planned)
        if statement.effect == "Allow" and statement.resource.type != "aws_kms_key"
        for action in statement.actions
        if "*" in action
    ] == []


@every_root
def test_only_actions_without_resource_types_are_allowed_on_everything(planned: Planned) -> None:
    """In a key's policy "*" is the key."""
    assert [
        f"{statement}: {action}"
        for statement in statements(planned)
        if statement.effect == "Allow" and statement.resource.type != "aws_kms_key"
        if any(resource in {"*", "arn:*"} for resource in statement.resources)
        for action in statement.actions
        if action not in UNSCOPED_ACTIONS
    ] == []


@every_root
def test_only_denials_name_everybody(planned: Planned) -> None:
    assert [
        str(statement)
        for statement in statements(planned)
        if statement.effect == "Allow" and ("*",) in statement.principals.values()
    ] == []


@every_root
def test_services_are_let_in_for_this_account_or_one_source_only(planned: Planned) -> None:
    """The functions' own trust is Lambda's, which sends neither key; keys are checked apart."""
    assert [
        str(statement)
        for statement in statements(planned)
        if statement.effect == "Allow" and statement.resource.type != "aws_kms_key"
        if statement.services and statement.services != ("lambda.amazonaws.com",)
        if not statement.condition("aws:SourceArn")
    ] == []


@every_root
def test_roles_are_passed_to_mediaconvert_only(planned: Planned) -> None:
    passing = [
        statement for statement in statements(planned) if "iam:PassRole" in statement.actions
    ]
    assert [
        str(statement)
        for statement in passing
        if statement.conditions
        != {"StringEquals": {"iam:PassedToService": ("mediaconvert.amazonaws.com",)}}
        or any("*" in resource for resource in statement.resources)
        or statement.actions != ("iam:PassRole",)
    ] == []


@every_root
def test_mediaconvert_takes_its_role_for_jobs_of_our_queue_only(planned: Planned) -> None:
    """AWS: aws:SourceArn is the queue's ARN."""
    for statement in statements(planned):
        if "mediaconvert.amazonaws.com" in statement.services:
            assert statement.condition("aws:SourceAccount") == (ACCOUNT_ID,)
            (arn,) = statement.condition("aws:SourceArn")
            assert arn.endswith("-transcode")
            assert f":{ACCOUNT_ID}:queues/" in arn


@every_root
def test_who_finishes_jobs_reads_playlists_and_writes_storyboards_alone(planned: Planned) -> None:
    """In the outputs bucket."""
    found = {
        (action, resource.partition("/")[2], *statement.condition("s3:prefix"))
        for statement in statements(planned)
        if statement.effect == "Allow"
        if {"job_status_processor", "asset_reconciler"} & {*statement.resource.module}
        for action in statement.actions
        for resource in statement.resources
        if action.startswith("s3:") and "-outputs-" in resource
    }
    assert found in (
        set(),  # nothing of it is in the plan, or its name is not known yet
        {
            ("s3:GetObject", "*/*.m3u8"),
            ("s3:GetObject", "*/*.mpd"),
            ("s3:ListBucket", "", "*/thumbnails/*"),
            ("s3:PutObject", "*/storyboard/*"),
        },
    )


@every_root
def test_buckets_queues_and_topics_refuse_plain_http(planned: Planned) -> None:
    wrong = []
    for resource in planned.of("aws_s3_bucket_policy", "aws_sqs_queue", "aws_sns_topic"):
        refusals = [
            statement
            for statement in statements_of(resource)
            if statement.effect == "Deny"
            and ("*",) in statement.principals.values()
            and statement.condition("aws:SecureTransport") == ("false",)
        ]
        if not refusals and resource.get("policy") is not UNKNOWN:
            wrong.append(str(resource))
    assert wrong == []


@pytest.mark.parametrize("root", WHOLE_ROOTS, ids=str)
def test_with_keys_of_ones_own_every_policy_is_in_the_plan(planned: Planned) -> None:
    """So that the tests above have seen them all. A bucket's is a resource of its own."""
    assert [
        f"{resource}.{attribute}"
        for resource in planned.resources
        for attribute in POLICY_ATTRIBUTES
        if resource.get(attribute) is UNKNOWN and resource.type != "aws_s3_bucket"
    ] == []


@pytest.mark.parametrize("root", WHOLE_ROOTS, ids=str)
def test_every_encrypting_role_may_use_the_keys_it_needs(planned: Planned) -> None:
    """Those who write to an encrypted bucket or queue, and those who only read a table."""
    allowed = {
        str(policy.get("name")): {
            (action, resource)
            for statement in statements_of(policy)
            for action in statement.actions
            for resource in statement.resources
        }
        for policy in planned.of("aws_iam_role_policy")
    }
    data, messages = (planned.variables[f"{kind}_key_arn"] for kind in ("data", "messages"))
    functions = [function.get("function_name") for function in planned.of("aws_lambda_function")]
    # Besides the functions' roles: MediaConvert's, and the schedule's, which sends to a queue.
    assert len(functions) == len(allowed) - 2
    schedule = allowed.pop("schedule")
    assert {("kms:Decrypt", messages), ("kms:GenerateDataKey", messages)} <= schedule
    for name, grants in allowed.items():
        writes_data = ("kms:GenerateDataKey", data) in grants
        assert ("kms:Decrypt", data) in grants, name
        # Storyboards are written by whoever finishes a job, uploads by whoever signs them.
        writers = {"asset-reconciler", "job-status-processor", "transcode", "uploads-api"}
        assert writes_data == (name in writers), name
        if name not in {"transcode", "uploads-api"}:
            assert {("kms:Decrypt", messages), ("kms:GenerateDataKey", messages)} <= grants, name
        if name != "transcode":
            assert {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments"} <= {
                action for action, _ in grants
            }, name
