"""An environment of ``terraform/envs``, applied from a copy with its state beside it.

The environment's files are taken as they are: what differs on a laptop is the backend (an
override file) and values (an automatic variables file).
"""

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
# Limits: of init and output, of apply, plan and destroy.
READ_SECONDS = 300
CHANGE_SECONDS = 1200
LOCAL_BACKEND = 'terraform {\n  backend "local" {}\n}\n'


class DeploymentError(Exception):
    """Terraform failed; the text is its diagnostics."""


class Deployment:
    """One applied environment.

    :param folder: where the copy and its state live; used again if it is there.
    :param environment: variables that point Terraform at an account.
    :param variables: values that go before those of the environment's terraform.tfvars; they may
        be changed between applies.
    :param name: the folder in ``terraform/envs``.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        variables: Mapping[str, object],
        name: str = "dev",
    ) -> None:
        self.root = folder / "terraform" / "envs" / name
        self._folder = folder
        self.variables = dict(variables)
        self._initialized = False
        self._environment = {**os.environ, **environment, "TF_IN_AUTOMATION": "1"}
        self._environment.pop("TF_CLI_CONFIG_FILE", None)

    def forget(self) -> None:
        """Drop copy and state: the account they described is gone."""
        shutil.rmtree(self._folder / "terraform", ignore_errors=True)

    def apply(
        self, progress: Callable[[int, int], None] = lambda *_: None, target: str = ""
    ) -> None:
        """Apply the environment, or of it what ``target`` needs; ``progress`` gets resources done
        and in all.

        :raises DeploymentError: with Terraform's diagnostics.
        """
        self._copy()
        if not self._initialized:
            self._init()
        done = total = 0
        targets = [f"-target={target}"] if target else []
        for event in self._events("apply", "-auto-approve", *targets):
            if event["type"] == "change_summary" and event["changes"]["operation"] == "plan":
                total = sum(event["changes"][kind] for kind in ("add", "change", "remove"))
            elif event["type"] == "apply_complete" and event["hook"]["action"] != "read":
                done += 1
            if total:
                progress(done, total)

    def changes(self) -> list[str]:
        """What a plan would change now, as ``action address``; empty where nothing drifted."""
        return [
            f"{event['change']['action']} {event['change']['resource']['addr']}"
            for event in self._events("plan")
            if event["type"] == "planned_change"
        ]

    def destroy(self) -> None:
        """Destroy the environment.

        :raises DeploymentError: with Terraform's diagnostics.
        """
        for _ in self._events("destroy", "-auto-approve"):
            pass

    def outputs(self) -> dict:
        """The environment's outputs, by name."""
        text = subprocess.run(
            ["terraform", "output", "-json"],
            cwd=self.root,
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=READ_SECONDS,
        ).stdout
        return {name: output["value"] for name, output in json.loads(text).items()}

    def _copy(self) -> None:
        shutil.copytree(
            PROJECT_FOLDER / "terraform",
            self._folder / "terraform",
            ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", "*.auto.tfvars*", "*.md"),
            dirs_exist_ok=True,
        )
        (self.root / "backend_override.tf").write_text(LOCAL_BACKEND)
        (self.root / "local.auto.tfvars.json").write_text(json.dumps(self.variables, indent=2))

    def _init(self) -> None:
        mirror = os.environ.get("TF_PLUGIN_MIRROR")
        command = ["terraform", "init", "-input=false", "-no-color"]
        if mirror:
            command.append(f"-plugin-dir={mirror}")
        answer = self._run(command)
        if answer.returncode:
            raise DeploymentError(answer.stdout)
        self._initialized = True

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.root,
            env=self._environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=READ_SECONDS,
        )

    def _events(self, command: str, *options: str):
        # A session of its own: Ctrl-C reaches Terraform through us, once, and its
        # provider processes with it.
        process = subprocess.Popen(
            ["terraform", command, "-input=false", "-json", "-parallelism=30", *options],
            cwd=self.root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        errors = []
        limit = threading.Timer(CHANGE_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        limit.daemon = True
        limit.start()
        try:
            for line in process.stdout:
                event: dict[str, Any] = (
                    json.loads(line) if line.startswith("{") else {"type": "text"}
                )
                diagnostic = event.get("diagnostic", {})
                if diagnostic.get("severity") == "error":
                    errors.append(f"{diagnostic['summary']}: {diagnostic.get('detail', '')}")
                elif event["type"] == "text":
                    errors.append(line)
                yield event
            status = process.wait(READ_SECONDS)
        finally:
            limit.cancel()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(READ_SECONDS)
        if status == -signal.SIGKILL:
            errors.append(f"terraform {command} was ended: {CHANGE_SECONDS} s are its limit")
        if status:
            raise DeploymentError("\n".join(errors) or f"terraform {command} ended with {status}")
