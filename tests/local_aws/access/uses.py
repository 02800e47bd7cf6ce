"""The key behind what a request is about, and what the caller must be allowed to do with it."""

from local_aws.access import keys
from local_aws.access.requests import Request

WRITE, READ = keys.USE["write"], keys.USE["read"]
ITEMS = {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem"}
# DynamoDB's documentation lists them for whoever chooses a table's key.
TABLE_MAKER = (
    *("kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
    *("kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
)

Uses = tuple[str | None, tuple[str, ...]]


def _queue(request: Request, operation: str) -> Uses:
    uses = {"SendMessage": WRITE, "ReceiveMessage": READ}.get(operation, ())
    return (keys.queue_key(request.resource) if uses else None), uses


def _object(request: Request, operation: str) -> Uses:
    if (operation, request.method) not in {("PutObject", "PUT"), ("GetObject", "GET")} and (
        "uploads" not in request.query and "uploadId" not in request.query
    ):
        return None, ()
    bucket = request.resource.rpartition(":::")[2].partition("/")[0]
    named = request.headers.get("x-amz-server-side-encryption-aws-kms-key-id")
    parts = "uploads" in request.query or "uploadId" in request.query
    uses = READ if operation == "GetObject" else WRITE if parts else WRITE[:1]
    return named or keys.bucket_key(bucket), uses


def _table(request: Request, operation: str) -> Uses:
    if operation == "CreateTable":
        return request.field("SSESpecification.KMSMasterKeyId"), TABLE_MAKER
    if operation not in ITEMS:
        return None, ()
    return keys.table_key(request.field("TableName") or ""), READ


def _function(request: Request, operation: str) -> Uses:
    from ministack.services import lambda_svc

    if operation in {"CreateFunction", "UpdateFunctionConfiguration"}:
        return request.field("KMSKeyArn"), ("kms:CreateGrant", "kms:Encrypt")
    if operation not in {"GetFunction", "GetFunctionConfiguration"}:
        return None, ()
    name = request.resource.split(":")[6] if request.resource.count(":") > 5 else ""
    return ((lambda_svc._functions.get(name) or {}).get("config") or {}).get("KMSKeyArn"), READ


def _parameter(request: Request, operation: str) -> Uses:
    from ministack.services import ssm

    if operation == "PutParameter" and request.field("Type") == "SecureString":
        return request.field("KeyId"), ("kms:Encrypt",)
    if operation != "GetParameter" or not request.field("WithDecryption"):
        return None, ()
    return (ssm._parameters.get(request.field("Name")) or {}).get("KeyId"), READ


def _schedule(request: Request, operation: str) -> Uses:
    if operation not in {"CreateSchedule", "UpdateSchedule"}:
        return None, ()
    return request.field("KmsKeyArn"), ("kms:DescribeKey", *WRITE)


KEY_OF = {
    "dynamodb": _table,
    "lambda": _function,
    "s3": _object,
    "scheduler": _schedule,
    "sqs": _queue,
    "ssm": _parameter,
}
