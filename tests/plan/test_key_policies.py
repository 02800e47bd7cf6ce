"""Key policies: the services that write to what a key encrypts are let in, and nobody else.

Local AWS does not check them; with a statement missing, a real account loses events and alarms
without a trace.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from plan.keys import KEYS_BY_TYPE, key_call
from plan.planned import Planned, Resource
from plan.policies import Statement, statements_of
from plan.roots import ACCOUNT_ID, ROOTS, SHIPPED_ROOTS

USE = {"kms:Decrypt", "kms:GenerateDataKey"}

# What CloudWatch Logs and SNS give KMS as the encryption context of each use.
CONTEXTS = (
    "kms:EncryptionContext:aws:logs:arn",
    "kms:EncryptionContext:aws:sns:topicArn",
)


def key_statements(planned: Planned) -> Iterator[tuple[str, Statement]]:
    """Of the module itself, with the purpose of the key: further statements have no sid."""
    for key in planned.of("aws_kms_key"):
        purpose = str(key.get("description")).rsplit(": ")[-1]
        for statement in statements_of(key):
            if statement.sid:
                yield purpose, statement


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_only_iam_of_the_account_gets_all_of_a_key(planned: Planned) -> None:
    for _, statement in key_statements(planned):
        whole = "kms:*" in statement.actions
        assert whole == ("AWS" in statement.principals), statement
        if whole:
            (principal,) = statement.principals["AWS"]
            assert principal.endswith(f":iam::{ACCOUNT_ID}:root")


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_eventbridge_uses_the_messages_key_alone_and_without_source_conditions(
    planned: Planned,
) -> None:
    """It does not send aws:SourceAccount and aws:SourceArn on every path."""
    found = [
        (purpose, statement.conditions)
        for purpose, statement in key_statements(planned)
        if "events.amazonaws.com" in statement.services
    ]
    assert found == [("messages", {}) for _ in found]


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_every_other_service_uses_a_key_for_this_pipeline_only(planned: Planned) -> None:
    """By what is encrypted: that CloudWatch brings its source to KMS is documented nowhere."""
    open_statements = [
        str(statement)
        for _, statement in key_statements(planned)
        if statement.services and "events.amazonaws.com" not in statement.services
        if not any(statement.condition(context) for context in CONTEXTS)
    ]
    assert open_statements == []


@pytest.mark.parametrize("root", SHIPPED_ROOTS, ids=str)
def test_every_service_that_writes_to_an_encrypted_target_may_use_its_key(planned: Planned) -> None:
    wrong = []
    written = 0
    for service, encrypted, target in writers(planned):
        written += 1
        call = key_call(planned, target)
        if not any(
            allows(statement, service, encrypted)
            for key in planned.of("aws_kms_key")
            if key.module == (call,)
            for statement in statements_of(key)
        ):
            wrong.append(f"{service} ({encrypted}) may not use the key of {target}")
    assert wrong == []
    assert written


def writers(planned: Planned) -> Iterator[tuple[str, str, Resource]]:
    """Service, the ARN in the encryption context, and the encrypted resource it writes to."""
    region = planned.variables["region"]
    by_arn = {}
    for resource in planned.of("aws_sqs_queue", "aws_sns_topic"):
        service = resource.type.split("_")[1]
        by_arn[f"arn:aws:{service}:{region}:{ACCOUNT_ID}:{resource.get('name')}"] = resource
    for target in planned.of("aws_cloudwatch_event_target"):
        for arn in (target.get("arn"), target.get("dead_letter_config.0.arn")):
            yield "events.amazonaws.com", arn, by_arn[arn]
    for bus in planned.of("aws_cloudwatch_event_bus"):
        arn = f"arn:aws:events:{region}:{ACCOUNT_ID}:event-bus/{bus.get('name')}"
        yield "events.amazonaws.com", arn, bus
        dead_letters = bus.get("dead_letter_config.0.arn")
        yield "events.amazonaws.com", dead_letters, by_arn[dead_letters]
    for alarm in planned.of("aws_cloudwatch_metric_alarm"):
        for action in [*alarm.get("alarm_actions"), *alarm.get("ok_actions")]:
            yield "cloudwatch.amazonaws.com", action, by_arn[action]
    for group in planned.of("aws_cloudwatch_log_group"):
        arn = f"arn:aws:logs:{region}:{ACCOUNT_ID}:log-group:{group.get('name')}"
        yield f"logs.{region}.amazonaws.com", arn, group


def allows(statement: Statement, service: str, encrypted: str) -> bool:
    """A condition on anything but the encryption context counts as refused."""
    conditions = {key for keys in statement.conditions.values() for key in keys}
    arns = {arn for context in CONTEXTS for arn in statement.condition(context)}
    return (
        statement.effect == "Allow"
        and service in statement.services
        and all(any(fnmatchcase(need, have) for have in statement.actions) for need in USE)
        and conditions <= set(CONTEXTS)
        and (not conditions or encrypted in arns)
    )


def test_every_type_with_a_key_has_its_writers_named() -> None:
    """Else a new type would pass unseen."""
    by_roles_only = {
        "aws_dynamodb_table",
        "aws_lambda_function",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_scheduler_schedule",
        "aws_ssm_parameter",
    }
    written_by_services = {
        "aws_cloudwatch_event_bus",
        "aws_cloudwatch_log_group",
        "aws_sns_topic",
        "aws_sqs_queue",
    }
    assert set(KEYS_BY_TYPE) == by_roles_only | written_by_services
