"""Everything at rest is encrypted with a key of the pipeline."""

import pytest

from plan.keys import KEYS_BY_TYPE, NO_KEY, SSE_S3_LABELS, key_attributes, key_call, references
from plan.planned import UNKNOWN, Planned
from plan.roots import ROOTS, SHIPPED_ROOTS

every_root = pytest.mark.parametrize("root", ROOTS, ids=str)


@every_root
def test_everything_at_rest_is_encrypted_with_the_key_of_its_kind(planned: Planned) -> None:
    wrong = []
    for resource in planned.of(*KEYS_BY_TYPE):
        path, kind = KEYS_BY_TYPE[resource.type]
        value = resource.get(path)
        if resource.label in SSE_S3_LABELS:
            algorithm = resource.get(
                "rule.0.apply_server_side_encryption_by_default.0.sse_algorithm"
            )
            if algorithm != "AES256":
                wrong.append(f"{resource}: {algorithm}")
        elif value is not UNKNOWN and not str(value).endswith(f":key/{kind}"):
            wrong.append(f"{resource}: {path} is {value!r}")
        elif f"var.{kind}_key_arn" not in references(resource.expressions, path.split(".")[-1]):
            wrong.append(f"{resource}: {path} is not var.{kind}_key_arn")
    assert wrong == []


@every_root
def test_every_attribute_that_holds_a_key_is_accounted_for(planned: Planned) -> None:
    unaccounted = {
        f"{resource.type}.{name}"
        for resource in planned.resources
        for name in key_attributes([resource.values, resource.unknown])
        if name != KEYS_BY_TYPE.get(resource.type, ("", ""))[0].split(".")[-1]
    }
    assert unaccounted <= set(NO_KEY), "add the type to KEYS_BY_TYPE, or to NO_KEY with its reason"


@pytest.mark.parametrize("root", SHIPPED_ROOTS, ids=str)
def test_an_environment_gives_every_module_its_own_keys(planned: Planned) -> None:
    encrypted = [
        resource for resource in planned.of(*KEYS_BY_TYPE) if resource.label not in SSE_S3_LABELS
    ]
    assert {str(resource): key_call(planned, resource) for resource in encrypted} == {
        str(resource): f"{KEYS_BY_TYPE[resource.type][1]}_key" for resource in encrypted
    }


@every_root
def test_keys_rotate(planned: Planned) -> None:
    """But those that sign: KMS rotates no asymmetric key."""
    assert [
        str(key)
        for key in planned.of("aws_kms_key")
        if bool(key.get("enable_key_rotation")) == (key.get("key_usage") == "SIGN_VERIFY")
    ] == []


@every_root
def test_buckets_with_our_key_use_bucket_keys(planned: Planned) -> None:
    """One call to KMS for many objects."""
    assert [
        str(encryption)
        for encryption in planned.of("aws_s3_bucket_server_side_encryption_configuration")
        if encryption.label not in SSE_S3_LABELS and not encryption.get("rule.0.bucket_key_enabled")
    ] == []
