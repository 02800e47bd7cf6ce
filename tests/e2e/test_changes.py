"""The deploy role can change what is deployed: settings, code, a later version.

``later_modules`` is a version to come: override files that change in place what no variable does.
"""

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cdn_client import CdnClient
from deployment import Deployment
from e2e.conftest import FOLDER, PACKAGE, Applied
from local_aws import state

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
    """Plays an asset with the grant that ``cookie`` holds, and with new ones."""

    cdn: CdnClient
    asset: str
    token: str
    cookie: str
    public_keys: dict[str, str]

    def answers(self) -> list[tuple[int, str]]:
        """To the first grant and to a new one: the status, and the id of the key that signed."""
        path = f"/{self.asset}/1/cmaf/index.m3u8"
        return [
            (self.cdn.ask(path, {"cookie": one}).status, _signer(one))
            for one in (self.cookie, self.cdn.granted(self.asset, self.token))
        ]


def _signer(cookie: str) -> str:
    (found,) = re.findall("Key-Pair-Id=([A-Z0-9]+)", cookie)
    return found


@pytest.fixture
def playing(
    cdn: CdnClient, ann: str, ann_asset: dict[str, str], public_keys: dict[str, str]
) -> Playing:
    asset = ann_asset["assetId"]
    return Playing(cdn, asset, ann, cdn.granted(asset, ann), public_keys)


@pytest.fixture
def newer_package(tmp_path: Path) -> Path:
    package = Path(shutil.copy(PACKAGE, tmp_path / "lambda.zip"))
    with zipfile.ZipFile(package, "a") as code:
        code.writestr("handlers/new.py", "")
    return package


def test_a_later_version_is_deployed_and_taken_back(
    deployer: dict[str, str],
    applied: dict[str, Applied],
    signing_dev: dict[str, Any],
    newer_package: Path,
    playing: Playing,
) -> None:
    """The later version signs with the next key, and what the first one signed plays on until that
    is taken away: the steps of the runbook. What is taken back is taken back without the CDN: its
    API then has a domain of its own."""
    later = {**signing_dev, **SETTINGS, "package": {"path": str(newer_package)}}
    later["cdn"] = {**SETTINGS["cdn"], "signing": {"public_keys": playing.public_keys}}
    shutil.copytree(LATER, MODULES, dirs_exist_ok=True)
    Deployment(FOLDER / "dev", deployer, later).apply()
    table = applied["dev"].pipeline.names["asset_table_name"]
    assert applied["dev"].pipeline.dynamodb.describe_table(TableName=table)["Table"][
        "DeletionProtectionEnabled"
    ]
    first, following = playing.answers()
    assert (first[0], following[0]) == (200, 200)
    assert first[1] != following[1]
    rotated = {"public_keys": {"next": playing.public_keys["next"]}}
    later["cdn"] = {**later["cdn"], "signing": rotated}
    Deployment(FOLDER / "dev", deployer, later).apply()
    assert playing.answers() == [(403, first[1]), following]
    for override in LATER.rglob("*_override.tf"):
        (MODULES / override.relative_to(LATER)).unlink()
    without = {**signing_dev, "api": {**signing_dev["api"], "domain": DOMAIN}, "cdn": None}
    Deployment(FOLDER / "dev", deployer, without).apply()
    assert applied["dev"].deployment.changes() == []
