"""Buckets: closed, versioned, aged, logged, and open to uploads that leave encryption to them."""

import pytest

from plan.keys import SSE_S3_LABELS
from plan.planned import UNKNOWN, Planned
from plan.policies import statements, statements_of
from plan.roots import ROOTS

COMPANIONS = (
    "lifecycle_configuration",
    "ownership_controls",
    "policy",
    "public_access_block",
    "server_side_encryption_configuration",
    "versioning",
)
LOGGING = "aws_s3_bucket_logging"

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)


@every_root
def test_every_bucket_is_closed_versioned_logged_and_aged(planned: Planned) -> None:
    """A bucket's companions bear its label and key, and refer to it."""
    companions = [f"aws_s3_bucket_{name}" for name in COMPANIONS]
    have = {
        (resource.type, resource.module, resource.label, resource.index): resource
        for resource in planned.of(*companions, LOGGING)
    }
    wrong = []
    for bucket in planned.of("aws_s3_bucket"):
        needed = companions if bucket.label in SSE_S3_LABELS else [*companions, LOGGING]
        for type_ in needed:
            found = have.get((type_, bucket.module, bucket.label, bucket.index))
            sources = str(found and found.expressions)
            if f"aws_s3_bucket.{bucket.label}" not in sources:
                wrong.append(f"{bucket} has no {type_}")
    assert wrong == []


@every_root
def test_no_bucket_can_be_public(planned: Planned) -> None:
    switches = ["block_public_acls", "block_public_policy"]
    switches += ["ignore_public_acls", "restrict_public_buckets"]
    assert [
        f"{block}.{switch}"
        for block in planned.of("aws_s3_bucket_public_access_block")
        for switch in switches
        if block.get(switch) is not True
    ] == []


@every_root
def test_a_condition_on_a_header_lets_requests_without_it_through(planned: Planned) -> None:
    """A negated condition holds where its key is missing: without a Null condition, the denial
    would refuse every upload that leaves encryption to the bucket's default."""
    assert [
        str(statement)
        for statement in statements(planned)
        if statement.effect == "Deny"
        for key in (
            "s3:x-amz-server-side-encryption",
            "s3:x-amz-server-side-encryption-aws-kms-key-id",
        )
        if statement.condition(key)
        and statement.conditions.get("Null", {}).get("s3:x-amz-server-side-encryption")
        != ("false",)
    ] == []


@every_root
def test_buckets_refuse_old_tls_for_themselves_and_all_they_hold(planned: Planned) -> None:
    for policy in planned.of("aws_s3_bucket_policy"):
        if policy.get("policy") is UNKNOWN:
            continue
        (refusal,) = (
            statement for statement in statements_of(policy) if statement.condition("s3:TlsVersion")
        )
        assert refusal.effect == "Deny"
        assert refusal.conditions == {"NumericLessThan": {"s3:TlsVersion": ("1.2",)}}
        bucket, objects = sorted(refusal.resources)
        assert objects == f"{bucket}/*"
