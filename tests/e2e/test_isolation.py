"""Two pipelines in one account: each sees its own uploads and its own jobs, and nothing else."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from cdn_client import CdnClient
from e2e.conftest import Applied
from e2e.observation import log_text, reads
from e2e.scripts import run
from local_aws.account import Account
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


def test_a_grant_of_one_opens_nothing_of_the_other(
    account: Account,
    applied: dict[str, Applied],
    cdn: CdnClient,
    ann_asset: dict[str, str],
    done_asset: str,
) -> None:
    """Not even a file that lies at the same place in both."""
    paths, grants = {}, {}
    for name, asset in {"dev": ann_asset["assetId"], "second": done_asset}.items():
        told = run("grant.sh", account, TF_DIR=str(applied[name].deployment.root), ID=asset).stdout
        cookie, url = re.findall("--cookie '(.*)' '(.*)'", told)[0]
        grants[name] = {"cookie": cookie}, re.findall(r"\?(Policy=.*)", told)[0]
        paths[name] = urlsplit(url).path.replace("index.m3u8", "in-both.m3u8")
        for one in applied.values():
            bucket = one.pipeline.names["outputs_bucket_name"]
            one.pipeline.s3.put_object(Bucket=bucket, Key=paths[name][1:], Body=b"#EXTM3U")

    def statuses(on: str, of: str, path: str) -> list[int]:
        one = replace(cdn, domain_name=applied[on].pipeline.names["cdn_domain_name"])
        cookies, query = grants[of]
        return [one.ask(path, cookies).status, one.ask(f"{path}?{query}").status]

    for path in paths.values():
        assert statuses("dev", "second", path) == statuses("second", "dev", path) == [403, 403]
        assert reads(account, path) == 0
    for name, path in paths.items():
        assert statuses(name, name, path) == [200, 200]
        assert reads(account, path) == 1
