"""Check how assets ended: records, jobs, every file that manifests name, and no dead letters."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from e2e.observation import until
from pipeline_client import TERMINAL, Output, Pipeline
from streaming import dash, hls

MANIFESTS = (".m3u8", ".mpd")


def ended(pipeline: Pipeline, assets: Iterable[str], seconds: float = 60) -> list[dict[str, Any]]:
    """The records of assets, once all of them are terminal."""
    wanted = list(assets)

    def look() -> list[dict[str, Any]] | None:
        records = [record for asset in wanted if (record := pipeline.asset(asset))]
        final = [record for record in records if record["status"] in TERMINAL]
        return final if len(final) == len(wanted) else None

    return until(look, f"the end of {len(wanted)} assets", seconds)


def jobs_by_asset(pipeline: Pipeline) -> dict[str, list[dict[str, Any]]]:
    """All MediaConvert jobs of the pipeline's queue, oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    pages = pipeline.client("mediaconvert").get_paginator("list_jobs")
    for page in pages.paginate(Queue=pipeline.names["mediaconvert_queue_arn"], Order="ASCENDING"):
        for job in page["Jobs"]:
            found.setdefault(job["UserMetadata"]["assetId"], []).append(job)
    return found


def assert_one_set_of_jobs(
    record: dict[str, Any], jobs: Iterable[dict[str, Any]], attempts: int = 1
) -> None:
    """Each attempt had each of the record's jobs, once.

    The record knows all of them, but one of an earlier attempt that was made just after it failed.
    """
    jobs = list(jobs)
    metadata = [job["UserMetadata"] for job in jobs]
    made = Counter((int(one["attempt"]), one["job"]) for one in metadata)
    assert made == {
        (attempt, name): 1 for attempt in range(1, attempts + 1) for name in record["jobs"]
    }
    assert set(record["jobIds"]) <= {job["Id"] for job in jobs}
    last = {job["Id"] for job in jobs if int(job["UserMetadata"]["attempt"]) == attempts}
    assert {job["id"] for job in record["jobs"].values()} == last <= set(record["jobIds"])


def assert_succeeded(
    pipeline: Pipeline, record: dict[str, Any], folder: Path, attempt: int = 1
) -> None:
    """Record, and every file that its manifests lead to."""
    asset = record["assetId"]
    assert record["status"] == "SUCCEEDED", record["errors"]
    assert (record["attempt"], record["progressPercent"]) == (attempt, 100)
    assert {job["state"] for job in record["jobs"].values()} == {"COMPLETE"}
    start = f"{asset}/{attempt}/"
    there = {
        output.key.removeprefix(start): output
        for output in pipeline.outputs(asset)
        if output.key.startswith(start)
    }
    assert all(output.size_bytes for output in there.values())
    assert set(record["outputs"]) == set(record["formats"]) == {"hls", "dash", "mp4"}
    bucket = f"s3://{pipeline.names['outputs_bucket_name']}/{start}"
    named = {kind: uri.removeprefix(bucket) for kind, uri in record["outputs"].items()}
    assert set(named.values()) <= set(there)
    needed = _named_by_manifests(pipeline, there, named, folder / asset)
    assert needed <= set(there), needed - set(there)
    assert any(Path(name).suffix not in MANIFESTS for name in needed)


def _named_by_manifests(
    pipeline: Pipeline, there: dict[str, Output], named: dict[str, str], folder: Path
) -> set[str]:
    for name, output in there.items():
        if Path(name).suffix in MANIFESTS:
            pipeline.fetch(output, folder / name)
    files = hls.read(folder / named["hls"]).files | dash.read(folder / named["dash"]).files
    return {file.relative_to(folder).as_posix() for file in files}


def dead_letters(pipeline: Pipeline) -> dict[str, int]:
    """How many messages lie in each dead-letter queue that has any."""
    sqs, found = pipeline.client("sqs"), {}
    for role, url in pipeline.names["queue_urls"].items():
        if role.endswith("-dlq"):
            names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            found[role] = sum(int(counts[name]) for name in names)
    return {role: count for role, count in found.items() if count}
