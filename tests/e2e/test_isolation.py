"""Two pipelines in one account: each sees its own uploads and its own jobs, and nothing else."""

from pathlib import Path

from e2e.observation import log_text
from pipeline_client import Pipeline


def test_each_pipeline_sees_only_its_own(
    pipeline: Pipeline, second_pipeline: Pipeline, short_clip: Path
) -> None:
    key = "uploads/u6/mine.mp4"
    assets = {one: one.upload(short_clip, key) for one in (pipeline, second_pipeline)}
    for one, asset in assets.items():
        assert one.follow(asset, lambda _: None)["status"] == "SUCCEEDED"
    for one, other in ((pipeline, second_pipeline), (second_pipeline, pipeline)):
        foreign = assets[other]
        assert one.asset(foreign) is None
        assert one.outputs(foreign) == []
        for function in ("ingest-orchestrator", "job-status-processor"):
            assert foreign not in log_text(one, function)
