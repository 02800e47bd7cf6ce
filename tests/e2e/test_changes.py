"""The deploy role can change what is deployed: settings, code, a later version.

``later_modules`` is a version to come: override files that change in place what no variable does.
"""

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from api_client import Answer
from cdn_client import CdnClient, cookie
from deployment import Deployment
from e2e.conftest import FOLDER, PACKAGE, Applied
from e2e.observation import reads
from local_aws import state
from local_aws.account import Account
from pipeline_client import Pipeline

LATER = Path(__file__).parent / "later_modules"
MODULES = FOLDER / "dev" / "terraform" / "modules"
API = {
    "limits": {
        "routes": {"GET /v1/assets": {"burst": 5, "requests_per_second": 5}},
        "uploads_per_day": 5,
    },
}
DOMAIN = {
    "certificate_arn": f"arn:aws:acm:{state.REGION}:{state.ACCOUNT_ID}:certificate/{uuid4()}",
    "name": "api.example.com",
}
# Every variable but those that make an environment another one (its names among them), and
# uploads_lifecycle: the provider waits a minute for what needs no further permission.
SETTINGS: dict[str, Any] = {
    "alarm_email": "somebody@example.com",
    "alarm_thresholds": {"queue_depth": 500},
    "api": API,
    "cdn": {
        "price_class": "PriceClass_200",
        "public_posters": True,
        "rate_limit": {"requests": 1000},
        "site": {},
    },
    "concurrent_jobs": 3,
    "cors_allowed_origins": ["https://player.example.com"],
    "identity": {
        "browser_client": {"callback_urls": ["https://player.example.com/signed-in"]},
        "mfa": "ON",
        "server_client": {"scopes": ["assets:read"]},
    },
    "logs": {"level": "DEBUG", "retention_days": 30},
    "outputs_policy_statements": [
        {
            "actions": ["s3:GetObject"],
            "principals": {"Service": ["cloudfront.amazonaws.com"]},
            "conditions": [
                {
                    "test": "StringEquals",
                    "variable": "aws:SourceAccount",
                    "values": [state.ACCOUNT_ID],
                }
            ],
        }
    ],
    "processing": {"processing_concurrency": 3},
    "protect_data": True,
    "reserved_concurrency": {"asset-reconciler": 1},
    "tags": {"CostCenter": "media"},
    "uploads_cors_allowed_origins": ["https://studio.example.com"],
    "transcoding_profiles": {
        "small": {
            "jobs": {
                "main": {
                    "output_groups": {
                        "mp4": [
                            {
                                "name": "small",
                                "width_px": 320,
                                "height_px": 180,
                                "max_bitrate_bps": 200_000,
                            }
                        ]
                    }
                }
            }
        }
    },
}

pytestmark = pytest.mark.last("destroys")


@dataclass(frozen=True)
class Playing:
    """Plays an asset with grants, in every way that one can be shown."""

    account: Account
    pipeline: Pipeline
    cdn: CdnClient
    asset: str
    token: str

    def grant(self) -> Answer:
        return self.cdn.playback(self.asset, self.token)

    def put(self, name: str) -> str:
        """A segment that no cache knows yet; its path on the CDN."""
        bucket, key = self.pipeline.names["outputs_bucket_name"], f"{self.asset}/1/cmaf/{name}.cmfv"
        self.pipeline.s3.put_object(Bucket=bucket, Key=key, Body=b"a segment")
        return f"/{key}"

    def statuses(self, grant: Answer, segment: str) -> list[int]:
        """Of a segment with the cookies, and with the query of signed URLs; of the playlist that
        carries the grant."""
        signed = grant.json["signedUrls"]
        return [
            self.cdn.ask(segment, {"cookie": cookie(grant)}).status,
            self.cdn.ask(f"{segment}?{urlsplit(signed['mp4']).query}").status,
            self.cdn.ask(urlsplit(signed["hls"]).path).status,
        ]

    def reads(self, grant: Answer, segment: str) -> list[int]:
        """Of the segment, and of the playlist, which no cache keeps."""
        playlist = urlsplit(grant.json["urls"]["hls"]).path
        return [reads(self.account, path) for path in (segment, playlist)]


def _signer(grant: Answer) -> str:
    (found,) = re.findall("Key-Pair-Id=([A-Z0-9]+)", cookie(grant))
    return found


@pytest.fixture
def playing(
    account: Account, pipeline: Pipeline, cdn: CdnClient, ann: str, ann_asset: dict[str, str]
) -> Playing:
    return Playing(account, pipeline, cdn, ann_asset["assetId"], ann)


@pytest.fixture
def newer_package(tmp_path: Path) -> Path:
    package = Path(shutil.copy(PACKAGE, tmp_path / "lambda.zip"))
    with zipfile.ZipFile(package, "a") as code:
        code.writestr("handlers/new.py", "")
    return package


def test_a_later_version_is_deployed_and_taken_back(
    deployer: dict[str, str],
    applied: dict[str, Applied],
    public_keys: dict[str, str],
    newer_package: Path,
    playing: Playing,
) -> None:
    """The later version signs with the next key, and what the first one signed plays on until that
    is taken away: the steps of the runbook. What is taken back is taken back without the CDN: its
    API then has a domain of its own."""
    now: dict[str, Any] = applied["dev"].deployment.variables
    first = playing.grant()
    later = {**now, **SETTINGS, "package": {"path": str(newer_package)}}
    later["cdn"] = {**SETTINGS["cdn"], "signing": {"public_keys": public_keys}}
    shutil.copytree(LATER, MODULES, dirs_exist_ok=True)
    Deployment(FOLDER / "dev", deployer, later).apply()
    table = applied["dev"].pipeline.names["asset_table_name"]
    assert applied["dev"].pipeline.dynamodb.describe_table(TableName=table)["Table"][
        "DeletionProtectionEnabled"
    ]
    following, segment = playing.grant(), playing.put("both-keys")
    assert _signer(first) != _signer(following)
    for grant in (first, following):
        assert playing.statuses(grant, segment) == [200, 200, 200]
    rotated = {"public_keys": {"next": public_keys["next"]}}
    # Without the tags again: what goes with the CDN loses them on no other way.
    later |= {"cdn": {**later["cdn"], "signing": rotated}, "tags": {}}
    Deployment(FOLDER / "dev", deployer, later).apply()
    segment = playing.put("next-key")
    before = playing.reads(first, segment)
    assert playing.statuses(first, segment) == [403, 403, 403]
    assert playing.reads(first, segment) == before
    assert playing.statuses(following, segment) == [200, 200, 200]
    assert playing.reads(first, segment) == [count + 1 for count in before]
    for override in LATER.rglob("*_override.tf"):
        (MODULES / override.relative_to(LATER)).unlink()
    without = {**now, "api": {**now["api"], "domain": DOMAIN}, "cdn": None}
    Deployment(FOLDER / "dev", deployer, without).apply()
    assert applied["dev"].deployment.changes() == []
