"""Requests made of docs/openapi.yaml: none is answered with a fault, or otherwise than it says.

REQUESTS says how many, SEED which: the same seed asks the same again, but for the ids of uploads.
"""

import json
import math
import os
import subprocess
from pathlib import Path

import pytest

import openapi_document
from api_client import ApiClient
from deployment import PROJECT_FOLDER
from e2e.conftest import SCOPES
from local_aws.account import Account
from pipeline_client import Pipeline

REQUESTS = int(os.environ.get("REQUESTS") or 300)
SEED = os.environ.get("SEED") or "1"
BIN = PROJECT_FOLDER / "build" / "venvs" / "fuzz" / "bin"
# Beside random data all that is at the edge of a schema: some hundred requests more.
COVERAGE_FROM = 1000
FILES = {"small.mp4": 1000, "large.mp4": 70_000_000, "other.mov": 80_000_000}


def test_the_document_is_openapi() -> None:
    command = [str(BIN / "python"), "-m", "openapi_spec_validator", str(openapi_document.PATH)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def targets(api: ApiClient, token: str, asset_id: str) -> list[dict[str, str]]:
    """Uploads of each kind, one of them aborted, and an asset that has ended."""
    found = []
    for name, size in FILES.items():
        asked = {"filename": name, "size": size}
        made = api.call("POST", "/v1/uploads", token, asked).json
        upload_id, multipart_id = made["uploadId"], made["sending"].get("multipartId", "none")
        ids = {"uploadId": upload_id, "captionsFor": upload_id, "multipartId": multipart_id}
        found.append({**ids, "key": made["key"], "assetId": asset_id})
    assert api.call("DELETE", f"/v1/uploads/{found[-1]['uploadId']}", token).status == 204
    return found


@pytest.mark.timeout(600 if REQUESTS < COVERAGE_FROM else 3600)
def test_no_answer_is_a_fault_or_undocumented(
    account: Account, api: ApiClient, pipeline: Pipeline, short_clip: Path, tmp_path: Path
) -> None:
    asset_id = pipeline.upload(short_clip, "uploads/fuzz/clip.mp4")
    pipeline.follow(asset_id, lambda _: None)
    token, report = api.server_token(*SCOPES, "assets:all"), tmp_path / "report.json"
    phases = ["examples", *(["coverage"] if REQUESTS >= COVERAGE_FROM else []), "fuzzing"]
    options = {
        "--url": api.url,
        "--header": f"Authorization: Bearer {token}",
        "--tls-verify": account.environment["AWS_CA_BUNDLE"],
        "--phases": ",".join(phases),
        "--max-examples": str(math.ceil(REQUESTS / len(openapi_document.PLACES))),
        "--seed": SEED,
        "--report-json-path": str(report),
    }
    done = subprocess.run(
        [
            *(BIN / "schemathesis", "--config-file", "tests/fuzz/schemathesis.toml", "run"),
            *("docs/openapi.yaml", *(word for option in options.items() for word in option)),
        ],
        cwd=PROJECT_FOLDER,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": "tests",
            "PYTHONDONTWRITEBYTECODE": "1",
            "FUZZ_TARGETS": json.dumps(targets(api, token, asset_id)),
        },
        timeout=3000,
    )
    assert done.returncode == 0
    assert json.loads(report.read_text())["test_cases"]["generated"] >= REQUESTS
