"""A page of a studio that sends files by the API of an applied environment."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from api_client import ApiClient
from deployment import PROJECT_FOLDER, Deployment
from local_aws import state
from local_aws.account import Account
from pipeline_client import Pipeline

SCOPES = ("assets:read", "uploads:write")
# From an object in S3 to its upload's session, by way of events and a function.
MARKED_SECONDS = 180


@dataclass(frozen=True)
class Studio:
    """``opening`` is what the page is told of API, client and user."""

    url: str
    api: ApiClient
    pipeline: Pipeline
    opening: dict[str, Any]

    @property
    def token(self) -> str:
        return self.opening["tokens"]["access_token"]

    def faults_of(self, key: str, content: Path) -> list[str]:
        """What is not as it must be of an upload that ended."""
        bucket = self.pipeline.names["uploads_bucket_name"]
        found = self.pipeline.s3.get_object(Bucket=bucket, Key=key)
        digest = hashlib.sha256()
        for chunk in found["Body"].iter_chunks(1024 * 1024):
            digest.update(chunk)
        (rule,) = self.pipeline.s3.get_bucket_encryption(Bucket=bucket)[
            "ServerSideEncryptionConfiguration"
        ]["Rules"]
        ours = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
        holds = {
            "the bytes": digest.hexdigest() == hashlib.sha256(content.read_bytes()).hexdigest(),
            "encrypted by our key": found.get("SSEKMSKeyId") == ours,
            "no parts are left": self.begun() == [],
            "the session is uploaded": self._becomes_uploaded(key),
        }
        return [name for name, held in holds.items() if not held]

    def key_of(self, url: str) -> str:
        """The key in an object's URL."""
        bucket = self.pipeline.names["uploads_bucket_name"]
        return unquote(urlsplit(url).path).partition(f"/{bucket}/")[2]

    def ends_with_no_parts(self) -> bool:
        deadline = time.monotonic() + MARKED_SECONDS
        while self.begun() and time.monotonic() < deadline:
            time.sleep(0.5)
        return self.begun() == []

    def begun(self) -> list[str]:
        """Keys of multipart uploads that have not ended."""
        bucket = self.pipeline.names["uploads_bucket_name"]
        listed = self.pipeline.s3.list_multipart_uploads(Bucket=bucket)
        return [one["Key"] for one in listed.get("Uploads", [])]

    def _becomes_uploaded(self, key: str) -> bool:
        deadline = time.monotonic() + MARKED_SECONDS
        while time.monotonic() < deadline:
            answer = self.api.call("GET", f"/v1/uploads/{key.split('/')[2]}", self.token)
            if answer.status == 200 and answer.json["state"] == "uploaded":
                return True
            time.sleep(0.5)
        return False


def open_studio(account: Account, folder: Path, origin: str) -> Studio:
    """Apply dev with an API that pages of the origin may call."""
    variables = {
        "account_id": state.ACCOUNT_ID,
        "package": {"path": str(PROJECT_FOLDER / "build" / "lambda.zip")},
        "api": {"allowed_origins": [origin]},
        "identity": {"browser_client": {"callback_urls": ["https://studio.example.com/in"]}},
    }
    deployment = Deployment(folder / "dev", account.environment, variables)
    deployment.apply()
    outputs = deployment.outputs()
    api = ApiClient(account.environment, outputs)
    opening = {
        "api": api.url,
        "tokenUrl": f"{account.environment['AWS_ENDPOINT_URL']}/oauth2/token",
        "clientId": outputs["identity"]["browser_client_id"],
        "tokens": api.user_tokens("ann@example.com", *SCOPES),
    }
    url = f"{origin}/page/uploads.html"
    return Studio(url, api, Pipeline(account.environment, outputs), opening)
