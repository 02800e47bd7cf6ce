"""The deploy role can change what is deployed: settings, code, a later version.

``later_modules`` is a version to come: override files that change in place what no variable does.
"""

import shutil
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from deployment import Deployment
from e2e.conftest import FOLDER, PACKAGE, Applied
from local_aws import state

LATER = Path(__file__).parent / "later_modules"
MODULES = FOLDER / "dev" / "terraform" / "modules"
# Every variable but those that make an environment another one (its names among them), and
# uploads_lifecycle: the provider waits a minute for what needs no further permission.
SETTINGS = {
    "alarm_email": "somebody@example.com",
    "alarm_thresholds": {"queue_depth": 500},
    "api": {
        "domain": {
            "certificate_arn": (
                f"arn:aws:acm:{state.REGION}:{state.ACCOUNT_ID}:certificate/{uuid4()}"
            ),
            "name": "api.example.com",
        },
        "limits": {
            "routes": {"GET /v1/assets": {"burst": 5, "requests_per_second": 5}},
            "uploads_per_day": 5,
        },
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


@pytest.fixture
def newer_package(tmp_path: Path) -> Path:
    package = Path(shutil.copy(PACKAGE, tmp_path / "lambda.zip"))
    with zipfile.ZipFile(package, "a") as code:
        code.writestr("handlers/new.py", "")
    return package


def test_a_later_version_is_deployed_and_taken_back(
    deployer: dict[str, str],
    applied: dict[str, Applied],
    dev: dict[str, Any],
    newer_package: Path,
) -> None:
    later = {**dev, **SETTINGS, "package": {"path": str(newer_package)}}
    shutil.copytree(LATER, MODULES, dirs_exist_ok=True)
    Deployment(FOLDER / "dev", deployer, later).apply()
    table = applied["dev"].pipeline.names["asset_table_name"]
    assert applied["dev"].pipeline.dynamodb.describe_table(TableName=table)["Table"][
        "DeletionProtectionEnabled"
    ]
    for override in LATER.rglob("*_override.tf"):
        (MODULES / override.relative_to(LATER)).unlink()
    Deployment(FOLDER / "dev", deployer, dev).apply()
    assert applied["dev"].deployment.changes() == []
