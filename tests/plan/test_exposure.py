"""Nothing is left exposed, and each check sees the fault it is there for."""

import re

import pytest

from plan import exposure
from plan.mutations import adding, condition, with_policy, with_values, without
from plan.planned import Planned
from plan.plans import Plans
from plan.roots import ENV_ROOTS, ROOTS, Root

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)
every_env = pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
(FRANKFURT,) = (root for root in ENV_ROOTS if str(root) == "env-dev-frankfurt")
(IDENTITY,) = (root for root in ENV_ROOTS if str(root) == "env-dev-identity")

SECRET_NAME = re.compile(r"secret|password|token|private|credential", re.IGNORECASE)
SECRET_VALUE = re.compile(r"\bA(KIA|SIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")


@every_root
@pytest.mark.parametrize(
    "check",
    [exposure.plain_http, exposure.acls, exposure.open_trusts, exposure.overlapping_prefixes],
)
def test_no_module_leaves_anything_exposed(planned: Planned, check) -> None:
    assert check(planned) == []


@every_env
@pytest.mark.parametrize(
    "check",
    [
        exposure.archived_uploads,
        exposure.other_encryption,
        exposure.unbounded,
        exposure.other_publishers,
        exposure.unprotected,
    ],
)
def test_no_environment_leaves_anything_exposed(planned: Planned, check) -> None:
    assert check(planned) == []


def test_one_environment_has_a_boundary(plans: Plans) -> None:
    """Else the check above would compare nothing with nothing."""
    assert plans.plan(FRANKFURT).variables["permissions_boundary_arn"]


@every_root
def test_functions_are_called_by_mappings_the_schedule_and_the_api_alone(planned: Planned) -> None:
    """No function has a policy or an address that would let another in."""
    opened = planned.of(
        "aws_lambda_function_url", "aws_lambda_permission", "aws_sns_topic_policy",
        "aws_sqs_queue_policy", "aws_lambda_alias"
    )  # fmt: skip
    # test_api.py says that it is the one API.
    assert [str(one) for one in opened if one.get("principal") != "apigateway.amazonaws.com"] == []


@every_env
def test_outputs_hold_no_secret(planned: Planned) -> None:
    """Neither in their names nor in what they show, and none has to be hidden."""
    changes = planned.raw["output_changes"]
    assert [name for name in planned.outputs if SECRET_NAME.search(name)] == []
    assert [
        name for name, value in planned.outputs.items() if SECRET_VALUE.search(str(value))
    ] == []
    assert [
        name
        for name, change in changes.items()
        if change["before_sensitive"] is not False or change["after_sensitive"] is not False
    ] == []


UPLOADS = 'module.storage.aws_s3_bucket_policy.this["uploads"]'
BUS = "module.notifications.aws_cloudwatch_event_bus_policy.this"
WEAKENED = {
    "queue over HTTP": (
        exposure.plain_http,
        "module.notifications.aws_sqs_queue.failed_assets",
        without("RefusePlainHttp"),
    ),
    "bus over HTTP": (exposure.plain_http, BUS, condition("*", "aws:SecureTransport", "true")),
    "bucket over HTTP": (exposure.plain_http, UPLOADS, without("RefusePlainHttp")),
    "another key": (exposure.other_encryption, UPLOADS, without("RefuseOtherKeys")),
    "SSE-S3": (exposure.other_encryption, UPLOADS, without("RefuseOtherEncryption")),
    "archives": (exposure.archived_uploads, UPLOADS, without("RefuseArchivedUploads")),
    "one archive": (
        exposure.archived_uploads,
        UPLOADS,
        condition("RefuseArchivedUploads", "s3:x-amz-storage-class", "GLACIER"),
    ),
    "no Null condition": (
        exposure.other_encryption,
        UPLOADS,
        condition("RefuseOtherKeys", "s3:x-amz-server-side-encryption", None),
    ),
    "anyone's announcements": (exposure.other_publishers, BUS, without("RefuseOtherPublishers")),
    "another's announcements": (
        exposure.other_publishers,
        BUS,
        condition("*", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/other"),
    ),
    "trust without account": (
        exposure.open_trusts,
        "module.mediaconvert.aws_iam_role.this[0]",
        condition("*", "aws:SourceAccount", None),
    ),
    "trust of anyone": (
        exposure.open_trusts,
        "module.compute.module.asset_reconciler.aws_iam_role.this",
        adding(Action="sts:AssumeRole", Principal={"AWS": "111122223333"}),
    ),
    "alarms of a longer prefix": (
        exposure.overlapping_prefixes,
        "module.observability.module.alarm_topic.aws_sns_topic.this[0]",
        condition("*", "aws:SourceArn", "arn:aws:cloudwatch:eu-central-1:1:alarm:media-dev-*"),
    ),
}


@pytest.mark.parametrize(("check", "address", "change"), WEAKENED.values(), ids=WEAKENED)
def test_a_weakened_policy_is_seen(plans: Plans, check, address: str, change) -> None:
    assert check(with_policy(plans.plan(FRANKFURT), address, change)) != []


CHANGED = {
    "ACLs": (
        exposure.acls,
        'module.storage.aws_s3_bucket_ownership_controls.this["outputs"]',
        {"rule": [{"object_ownership": "ObjectWriter"}]},
    ),
    "boundary": (
        exposure.unbounded,
        "module.compute.aws_iam_role.schedule",
        {"permissions_boundary": None},
    ),
    "deletion protection": (
        exposure.unprotected,
        "module.asset_table.aws_dynamodb_table.this",
        {"deletion_protection_enabled": False},
    ),
    "recovery": (
        exposure.unprotected,
        "module.asset_table.aws_dynamodb_table.this",
        {"point_in_time_recovery": [{"enabled": False}]},
    ),
    "full buckets": (
        exposure.unprotected,
        "module.storage.aws_s3_bucket.access_logs",
        {"force_destroy": True},
    ),
    "undeletable users": (
        exposure.unprotected,
        "module.identity[0].aws_cognito_user_pool.this",
        {"deletion_protection": "ACTIVE"},
    ),
}


@pytest.mark.parametrize(("check", "address", "values"), CHANGED.values(), ids=CHANGED)
def test_a_changed_value_is_seen(plans: Plans, check, address: str, values) -> None:
    """In prod, but for what it does not have: a boundary, a user pool."""
    root = FRANKFURT if "permissions_boundary" in values else Root("env", "prod")
    root = IDENTITY if ".aws_cognito_" in address else root
    mutated = with_values(plans.plan(root), address, lambda found: found.update(values))
    assert check(mutated) != []
