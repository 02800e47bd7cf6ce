"""A pipeline in an account of its own, for faults: killed functions, disabled mappings and rules, a
killed account.

It differs from the shipped environment in two things. The reconciler runs every minute and looks at
assets that have not moved for a minute. A profile with two jobs lets a fault happen between them.
Leases, visibility timeouts and backoffs are the shipped ones.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deployment import PROJECT_FOLDER, Deployment
from e2e.observation import until
from local_aws import state
from local_aws.account import Account
from local_aws.faults import Faults
from pipeline_client import Pipeline

FOLDER = PROJECT_FOLDER / "build" / "e2e-faults"
NAME_PREFIX = "media-faults"
JOBS = {"main", "preview"}
RENDITION = {"name": "small", "width_px": 320, "height_px": 180, "max_bitrate_bps": 200_000}
VARIABLES = {
    "account_id": state.ACCOUNT_ID,
    "package": {"path": str(PROJECT_FOLDER / "build" / "lambda.zip")},
    "name_prefix": NAME_PREFIX,
    "processing": {
        "processing_threshold_seconds": 60,
        "status_update_interval_seconds": 10,
        "transcoding_profile": "two-jobs",
    },
    "transcoding_profiles": {
        "two-jobs": {
            "jobs": {
                "main": {"output_groups": {"cmaf": [RENDITION]}},
                "preview": {"output_groups": {"mp4": [RENDITION]}},
            }
        }
    },
}


@dataclass
class FaultEnvironment:
    """An applied environment, and what can be done to it."""

    account: Account
    outputs: dict
    pipeline: Pipeline = field(init=False)

    def __post_init__(self) -> None:
        self.faults = Faults(self.account.folder.path)
        self._connect()

    def _connect(self) -> None:
        self.pipeline = Pipeline(self.account.environment, self.outputs)

    def source_url(self, key: str) -> str:
        """The upload's URL, as jobs name it."""
        return f"s3://{self.outputs['uploads_bucket_name']}/{key}"

    def restart(self) -> None:
        """Kill the account with all that runs in it, and start it again."""
        self.account.kill()
        self.account.start()
        self._connect()

    def kill_workers(self, function: str) -> None:
        kill_workers(self.account, f"{NAME_PREFIX}-{function}")

    @contextmanager
    def mapping_off(self, function: str) -> Iterator[None]:
        """The function does not read its queue meanwhile."""
        client = self.pipeline.client("lambda")
        name = f"{NAME_PREFIX}-{function}"
        (mapping,) = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]

        def switch(on: bool, wanted: str) -> None:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=on)
            until(
                lambda: client.get_event_source_mapping(UUID=mapping["UUID"])["State"] == wanted,
                f"the mapping of {function} {wanted}",
            )

        switch(False, "Disabled")
        try:
            yield
        finally:
            switch(True, "Enabled")

    @contextmanager
    def rule_off(self, rule: str) -> Iterator[None]:
        """The rule's events are lost meanwhile."""
        client, name = self.pipeline.client("events"), self.outputs["rule_arns"][rule]
        name = name.rsplit("/", 1)[-1]
        client.disable_rule(Name=name)
        try:
            yield
        finally:
            client.enable_rule(Name=name)

    @contextmanager
    def jobs_waiting(self) -> Iterator[None]:
        """MediaConvert takes jobs and starts none meanwhile."""
        client = self.pipeline.client("mediaconvert")
        name = self.outputs["mediaconvert_queue_arn"].rsplit("/", 1)[-1]
        client.update_queue(Name=name, Status="PAUSED")
        try:
            yield
        finally:
            client.update_queue(Name=name, Status="ACTIVE")


@contextmanager
def fault_environment() -> Iterator[FaultEnvironment]:
    """The account, running, and the environment, applied: that takes a minute or two."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with Account(FOLDER / "account", keep_state=True) as account:
        deployment = Deployment(FOLDER / "environment", account.environment, VARIABLES)
        deployment.apply()
        environment = FaultEnvironment(account, deployment.outputs())
        _hurry_reconciler(environment.pipeline)
        yield environment


def _hurry_reconciler(pipeline: Pipeline) -> None:
    client, name = pipeline.client("scheduler"), f"{NAME_PREFIX}-asset-reconciler"
    found = client.get_schedule(GroupName=name, Name=name)
    kept = {key: found[key] for key in ("FlexibleTimeWindow", "GroupName", "Name", "Target")}
    client.update_schedule(**kept, ScheduleExpression="rate(1 minute)")


def kill_workers(account: Account, function_name: str) -> None:
    """SIGKILL to every process that runs a function."""
    # "e" shows the environment, "ww" all of it.
    command = ["ps", "eww", "-A", "-o", "pid=,ppid=,command="]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout
    rows = [row.split(maxsplit=2) for row in shown.splitlines()]
    parents = {int(row[0]): int(row[1]) for row in rows if len(row) == 3}
    found = {account.pid}
    while more := {pid for pid, of in parents.items() if of in found} - found:
        found |= more
    name = f"AWS_LAMBDA_FUNCTION_NAME={function_name} "
    killed = [int(row[0]) for row in rows if len(row) == 3 and name in row[2]]
    for pid in found.intersection(killed) - {account.pid}:
        os.kill(pid, signal.SIGKILL)
    assert found.intersection(killed), f"no process runs {function_name}"
