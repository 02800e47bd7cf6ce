"""S3 as a job sees it: with the job's own role, from and to this very server."""

import os
import threading
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError

from local_aws.access import decisions
from local_aws.mediaconvert.errors import JobError

CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
    ".ts": "video/mp2t",
    ".cmfv": "video/mp4",
    ".cmfa": "video/mp4",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".mov": "video/quicktime",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt",
    ".ttml": "application/ttml+xml",
    ".xml": "application/xml",
}
MISSING = {"NoSuchKey", "NoSuchBucket", "404"}
DENIED = {"AccessDenied", "403", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"}
CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 2})
_creating = threading.Lock()


def client(service: str, region: str, **credentials: str | None) -> Any:
    """A client of this server; the environment's credentials unless others are given."""
    url = f"https://127.0.0.1:{os.environ['GATEWAY_PORT']}"
    with _creating:
        return boto3.client(
            service, region_name=region, endpoint_url=url, config=CONFIG, **credentials
        )


def client_of_role(role: str, session: str, queue: str, region: str) -> Any:
    """An S3 client with a session of the job's role.

    :raises JobError: the role does not exist, or does not trust the service for this queue.
    """
    from ministack.core.responses import request_scope
    from ministack.services import iam

    account = queue.split(":")[4]
    with request_scope(account, region):
        if iam._roles.get(role.rsplit("/", 1)[-1]) is None:
            raise JobError(JobError.ROLE_MISSING, f"The role {role} does not exist")
        source = {"aws:SourceArn": queue, "aws:SourceAccount": account}
        trusted = decisions.service_may_assume(role, "mediaconvert.amazonaws.com", source)
    if not trusted:
        raise JobError(
            JobError.ROLE_NOT_TRUSTING,
            f"The role {role} does not have MediaConvert as a trusted entity",
        )
    given = decisions.credentials(role, session)
    return client(
        "s3",
        region,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


def split(url: str) -> tuple[str, str]:
    """Bucket and key of an s3 URL; the key is taken as it stands, unquoted."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return bucket, key


def exists(bucket: str, key: str, region: str) -> bool:
    """Whether there is such an object, whoever asks."""
    try:
        client("s3", region).head_object(Bucket=bucket, Key=key)
    except ClientError:
        return False
    return True


def download(s3: Any, url: str, path: Path) -> None:
    """Fetch an input file.

    :raises JobError: 1401 or 1404, in the service's words.
    """
    bucket, key = split(url)
    try:
        s3.download_file(bucket, key, str(path))
    except ClientError as error:
        _fail(error, f"Unable to open input file [{url}]: [Failed probe/open: [Failed to read data")


def upload(s3: Any, path: Path, url: str, settings: dict[str, Any]) -> None:
    """Write an output file with the group's S3Settings.

    :raises JobError: 1401 or 1404, in the service's words.
    """
    bucket, key = split(url)
    suffix = Path(urlsplit(key).path).suffix
    how = {"ContentType": CONTENT_TYPES.get(suffix, "binary/octet-stream"), **_how(settings)}
    try:
        s3.upload_file(str(path), bucket, key, ExtraArgs=how)
    except ClientError as error:
        _fail(error, f"Unable to write to output file [{url}]: [Failed to write data")
    except Exception as error:
        # The transfer manager wraps what the service answered.
        if isinstance(error.__cause__, ClientError):
            _fail(error.__cause__, f"Unable to write to output file [{url}]: [Failed to write data")
        if isinstance(error.__context__, ClientError):
            _fail(error.__context__, f"Unable to write to output file [{url}]: [Failed to write")
        raise


def _how(settings: dict[str, Any]) -> dict[str, str]:
    how = {}
    encryption = settings.get("Encryption") or {}
    if encryption.get("EncryptionType") == "SERVER_SIDE_ENCRYPTION_KMS":
        how["ServerSideEncryption"] = "aws:kms"
        if encryption.get("KmsKeyArn"):
            how["SSEKMSKeyId"] = encryption["KmsKeyArn"]
        if encryption.get("KmsEncryptionContext"):
            how["SSEKMSEncryptionContext"] = encryption["KmsEncryptionContext"]
    elif encryption.get("EncryptionType") == "SERVER_SIDE_ENCRYPTION_S3":
        how["ServerSideEncryption"] = "AES256"
    if settings.get("StorageClass"):
        how["StorageClass"] = settings["StorageClass"]
    acl = (settings.get("AccessControl") or {}).get("CannedAcl")
    if acl:
        how["ACL"] = acl.lower().replace("_", "-")
    return how


def _fail(error: ClientError, doing: str) -> NoReturn:
    code = error.response["Error"]["Code"]
    status = str(error.response["ResponseMetadata"].get("HTTPStatusCode", ""))
    if code in MISSING or status == "404":
        raise JobError(JobError.NOT_FOUND, f"{doing}: Not Found]]") from error
    if code in DENIED or status == "403" or code.startswith("KMS"):
        raise JobError(JobError.ACCESS_DENIED, f"{doing}: Access Denied]]") from error
    raise JobError(JobError.UNKNOWN, f"{doing}: {code}]]") from error
