"""Terraform against the local account: apply, a second plan without changes, destroy."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from local_aws.account import Account
from local_aws.tests.functions import Clients

HERE = Path(__file__).parent / "terraform"
MIRRORS = (os.environ.get("TERRAFORM_PLUGIN_DIR", ""), "/opt/tf-plugins")


@pytest.mark.terraform
def test_apply_second_plan_destroy(account: Account, aws: Clients, tmp_path: Path) -> None:
    for file in HERE.glob("*.tf"):
        shutil.copy(file, tmp_path)
    with zipfile.ZipFile(tmp_path / "function.zip", "w") as archive:
        archive.writestr("handler.py", "def handler(event, context):\n    return {}\n")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"},
        **account.environment,
        "TF_VAR_lambda_zip": str(tmp_path / "function.zip"),
    }

    def terraform(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = ["terraform", *arguments, "-no-color"]
        return subprocess.run(
            line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    mirror = [f"-plugin-dir={path}" for path in MIRRORS if path and Path(path).exists()][:1]
    for step in (["init", *mirror], ["apply", "-auto-approve"]):
        ran = terraform(*step)
        assert ran.returncode == 0, ran.stderr
    plan = terraform("plan", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout + plan.stderr
    for bucket in ("uploads", "access-logs"):
        for _ in range(2):
            aws("s3").put_object(
                Bucket=f"smoke-{bucket}-000000000000", Key="uploads/a b", Body=b"x"
            )
    aws("s3").delete_object(Bucket="smoke-uploads-000000000000", Key="uploads/a b")
    destroy = terraform("destroy", "-auto-approve")
    assert destroy.returncode == 0, destroy.stderr
