"""A checkout with the project's scripts, and a PATH with an AWS CLI and a Terraform that answer as
told: for tests of operator commands that need no account."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from deployment import PROJECT_FOLDER

SECONDS = 120
AWS_CLI = Path(__file__).with_name("aws_cli.py")
OUTPUTS = {
    "alarm_topic_arn": "arn:aws:sns:us-east-1:111122223333:media-dev-alarms",
    "asset_table_name": "media-dev-media-assets",
    "cdn_domain_name": "d111111abcdef8.cloudfront.net",
    "mediaconvert_queue_arn": "arn:aws:mediaconvert:us-east-1:111122223333:queues/transcode",
    "outputs_bucket_name": "media-dev-outputs-111122223333",
    "uploads_bucket_name": "media-dev-uploads-111122223333",
}
MAPS = {
    "cdn_grant_key": (
        '{"arn":"arn:aws:kms:us-east-1:111122223333:key/signing","key_pair_id":"K2JCJMDEHXQW5F"}'
    ),
    "cdn_signing_key_aliases": (
        '{"2026-11":"alias/media-dev-signing-2026-11","first":"alias/media-dev-signing-first"}'
    ),
    "profile_names": '["default","uhd"]',
    "log_group_names": '{"ingest-orchestrator":"/aws/lambda/media-dev-ingest-orchestrator"}',
    "queue_urls": (
        '{"upload-events":"https://queue","upload-events-dlq":"https://dead-letters",'
        '"erasures":"https://erasures"}'
    ),
}


class OperatorMachine:
    """``root`` is the checkout; ``aws`` is the state of the AWS CLI (``fakes/aws_cli.py``)."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "check out"
        self._bin, self._aws = folder / "bin", folder / "aws.json"
        self._bin.mkdir()
        for name in ("scripts", "docs/deploy-policy", "terraform/envs"):
            shutil.copytree(
                PROJECT_FOLDER / name,
                self.root / name,
                ignore=shutil.ignore_patterns(".terraform", "*.tfstate*"),
            )
        self.aws = {}
        self.put("aws", f'exec "{sys.executable}" -ES "{AWS_CLI}" "{self._aws}" "$@"')

    @property
    def aws(self) -> dict[str, Any]:
        return json.loads(self._aws.read_text())

    @aws.setter
    def aws(self, state: dict[str, Any]) -> None:
        self._aws.write_text(json.dumps(state))

    def put(self, tool: str, script: str) -> None:
        """A tool on PATH."""
        path = self._bin / tool
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        path.chmod(0o755)

    def put_applied(self, *without: str, **more: str) -> None:
        """A Terraform that knows the outputs of an applied environment, whatever the folder; of
        those ``without``, it says that there are none."""
        outputs = (OUTPUTS | MAPS | more).items()
        cases = "\n".join(
            f"""*' {name}') echo 'Error: Output "{name}" not found' >&2; exit 1 ;;"""
            if name in without
            else f"*' {name}') echo '{value}' ;;"
            for name, value in outputs
        )
        self.put("terraform", f'case "$*" in\n{cases}\nesac')

    def run(self, *command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the checkout; ``variables`` are added to the environment."""
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("ENV", "TF_DIR")},
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            **variables,
        }
        return subprocess.run(
            [self.root / command[0] if "/" in str(command[0]) else command[0], *command[1:]],
            cwd=self.root,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
