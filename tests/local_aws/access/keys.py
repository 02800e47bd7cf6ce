"""KMS keys behind other resources: whose permission is asked for which use of which key."""

from typing import Any

from local_aws.access import decisions

USE = {"write": ("kms:GenerateDataKey", "kms:Decrypt"), "read": ("kms:Decrypt",)}


def record_of(key: str) -> dict[str, Any] | None:
    """KMS's record of a key, by ARN, id or alias."""
    from ministack.services import kms

    return kms._resolve_key(key)


def usable(record: dict[str, Any]) -> bool:
    """Whether the key works at all: neither disabled nor about to be deleted."""
    return record["KeyState"] == "Enabled"


def via(service: str, region: str) -> dict[str, str]:
    """The condition key that says which service uses a key for its caller."""
    return {"kms:ViaService": f"{service}.{region}.amazonaws.com"}


def service_may_use(service: str, key: str | None, use: str, **context: str) -> bool:
    """Whether a service may use the key behind its target; no key, no question."""
    record = record_of(key) if key else None
    if record is None:
        return not key
    return usable(record) and all(
        decisions.service_may(service, action, record["Arn"], record.get("Policy"), context)
        for action in USE[use]
    )


def role_may_use(role: str, session: str, service: str, key: str | None, use: str) -> bool:
    """Whether a role that Lambda or Scheduler works under may use the key behind a resource."""
    from ministack.core.responses import get_region

    record = record_of(key) if key else None
    if record is None:
        return not key
    seen = via(service, get_region())
    return usable(record) and all(
        decisions.role_may(role, session, action, record["Arn"], seen) for action in USE[use]
    )


def queue_key(arn: str) -> str | None:
    """The key of an SQS queue."""
    from ministack.services import sqs

    return ((sqs._queue_by_arn(arn) or {}).get("attributes") or {}).get("KmsMasterKeyId")


def topic_key(arn: str) -> str | None:
    """The key of an SNS topic."""
    from ministack.services import sns

    return ((sns._topics.get(arn) or {}).get("attributes") or {}).get("KmsMasterKeyId")


def table_key(name: str) -> str | None:
    """The key of a DynamoDB table."""
    from ministack.services import dynamodb

    table = dynamodb._tables.get(name.rpartition("/")[2]) or {}
    return (table.get("SSEDescription") or {}).get("KMSMasterKeyArn")


def bucket_key(name: str) -> str | None:
    """The key that a bucket encrypts with where a request names none."""
    from ministack.services import s3

    return s3._bucket_default_sse_headers(name).get("x-amz-server-side-encryption-aws-kms-key-id")


def bus_key(name: str) -> str | None:
    """The key of an event bus."""
    from ministack.services import eventbridge

    return (eventbridge._event_buses.get(name) or {}).get("KmsKeyIdentifier")
