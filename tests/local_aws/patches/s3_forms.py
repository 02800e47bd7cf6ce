"""A browser's form needs its signer's permission for the bucket's key, as any upload does.

ministack 1.5.33 asks for s3:PutObject alone.
"""

from typing import Any

from local_aws.access import decisions, keys

KEY = "x-amz-server-side-encryption-aws-kms-key-id"


def apply() -> None:
    """Wrap the check of a form's policy."""
    from ministack.core import iam_evaluator
    from ministack.services import s3

    enforce = s3._enforce_signed_post_policy

    def enforce_signed_post_policy(
        fields: dict[str, str], bucket: str, region: str, size: int, sigv4: bool
    ) -> Any:
        refused = enforce(fields, bucket, region, size, sigv4)
        named = fields.get(KEY) or keys.bucket_key(bucket)
        record = keys.record_of(named) if named else None
        if refused is not None or record is None:
            return refused
        signer = fields.get("x-amz-credential", fields.get("awsaccesskeyid", "")).split("/")[0]
        if not keys.usable(record):
            return s3._error("KMS.DisabledException", f"{record['Arn']} is disabled.", 400)
        # The request itself is anonymous: its form is signed.
        anonymous = iam_evaluator._anonymous.set(False)
        try:
            seen, use = keys.via("s3", region), keys.USE["write"][0]
            allowed = decisions.caller_may(signer, use, record["Arn"], seen)
        finally:
            iam_evaluator._anonymous.reset(anonymous)
        return None if allowed else s3._error("AccessDenied", "Access Denied", 403)

    s3._enforce_signed_post_policy = enforce_signed_post_policy
