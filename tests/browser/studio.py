"""An applied environment that browsers use: an API for pages of another origin, and a CDN with the
page of the demo."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from api_client import Answer, ApiClient
from cdn_client import CdnClient
from demo import environment
from local_aws.account import Account
from pipeline_client import Pipeline

SCOPES = ("assets:read", "uploads:write")
# From an object in S3 to its upload's session, by way of events and a function.
MARKED_SECONDS = 180


@dataclass(frozen=True)
class Studio:
    """``origin`` is that of pages which are not the CDN's, ``page_url`` the page of the CDN.
    ``cdn_url`` has the name that AWS gives, and ``cdn_address`` is where browsers find it.
    ``opening`` is what the page that sends files is told of API, client and user."""

    origin: str
    page_url: str
    cdn_url: str
    cdn_address: str
    api: ApiClient
    pipeline: Pipeline
    opening: dict[str, Any]

    @property
    def url(self) -> str:
        """The page that sends files."""
        return f"{self.origin}/page/uploads.html"

    @cached_property
    def cdn(self) -> CdnClient:
        """Finds the CDN at this machine's address, as browsers do."""
        domain_name = urlsplit(self.cdn_url).netloc
        return CdnClient(self.api, domain_name, f"https://{self.cdn_address}")

    def granted(self, asset: str, token: str) -> dict[str, Any]:
        """The answer to who asks for a grant through the CDN."""
        where = f"/api/v1/assets/{asset}/playback"
        answer = self.cdn.ask(where, {"authorization": f"Bearer {token}"}, "POST")
        assert answer.status == 200, answer.body
        return answer.json

    def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """A page's request for one of the CDN's URLs, without a cookie."""
        assert url.startswith(f"{self.cdn_url}/"), url
        path = url.removeprefix(self.cdn_url)
        return self.cdn.ask(path, {"origin": self.origin, **(headers or {})})

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
            "no parts are left": not self._begun(key),
            "the session is uploaded": self._becomes_uploaded(key),
        }
        return [name for name, held in holds.items() if not held]

    def state_of(self, key: str) -> str:
        answer = self.api.call("GET", f"/v1/uploads/{key.split('/')[2]}", self.token)
        assert answer.status == 200, answer.body
        return answer.json["state"]

    def key_of(self, url: str) -> str:
        """The key in an object's URL."""
        bucket = self.pipeline.names["uploads_bucket_name"]
        return unquote(urlsplit(url).path).partition(f"/{bucket}/")[2]

    def ends_with_no_parts(self, key: str) -> bool:
        deadline = time.monotonic() + MARKED_SECONDS
        while (begun := self._begun(key)) and time.monotonic() < deadline:
            time.sleep(0.5)
        return not begun

    def _begun(self, key: str) -> bool:
        """Whether a multipart upload has not ended."""
        bucket = self.pipeline.names["uploads_bucket_name"]
        return "Uploads" in self.pipeline.s3.list_multipart_uploads(Bucket=bucket, Prefix=key)

    def _becomes_uploaded(self, key: str) -> bool:
        deadline = time.monotonic() + MARKED_SECONDS
        while self.state_of(key) != "uploaded":
            if time.monotonic() > deadline:
                return False
            time.sleep(0.5)
        return True


def open_studio(account: Account, folder: Path, origin: str) -> Studio:
    """Apply dev with an API that pages of the origin may call."""
    allowed = {"allowed_origins": [origin]}
    outputs = environment.apply(account.running, folder, api=allowed)
    environment.put_site(account.running, outputs, folder, "")
    api = ApiClient(account.environment, outputs)
    opening = {
        "api": api.url,
        "tokenUrl": f"{account.endpoint_url}/oauth2/token",
        "clientId": outputs["identity"]["browser_client_id"],
        "tokens": api.user_tokens("ann@example.com", *SCOPES),
    }
    return Studio(
        origin,
        environment.page_url(account.running),
        f"https://{outputs['cdn_domain_name']}",
        urlsplit(account.endpoint_url).netloc,
        api,
        Pipeline(account.environment, outputs),
        opening,
    )
