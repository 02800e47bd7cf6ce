"""Each instance of a function logs once what it runs on: the runtime changes without us."""

import platform

import botocore
import pytest

from fakes import events

DELETED = {"assetId": {"S": "a"}, "status": {"S": "FAILED"}}
INVOCATIONS = {
    "ingest-orchestrator": lambda pipeline: pipeline.ingest(events.object_created()),
    "job-status-processor": lambda pipeline: pipeline.track({"no": "job event"}),
    "asset-reconciler": lambda pipeline: pipeline.reconcile(),
    "outputs-remover": lambda pipeline: pipeline.remove({"no": "removal"}),
    "asset-event-publisher": lambda pipeline: pipeline.publish((DELETED, None)),
}


@pytest.mark.parametrize("invoke", INVOCATIONS.values(), ids=INVOCATIONS)
def test_each_instance_logs_its_versions_once(pipeline, all_log_lines, invoke):
    for _ in range(2):
        for _ in range(2):
            invoke(pipeline)
        (line,) = [line for line in all_log_lines() if "versions" in line]
        assert (line["level"], line["message"]) == ("INFO", "cold start")
        assert line["versions"] == {
            "python": platform.python_version(),
            "botocore": botocore.__version__,
            "powertools": line["versions"]["powertools"],
        }
        assert line["versions"]["powertools"][0].isdigit()
        pipeline.forget_processes()
