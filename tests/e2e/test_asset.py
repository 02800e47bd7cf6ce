"""make asset and make reprocess."""

import re
from pathlib import Path

import pytest

from e2e.conftest import Applied
from e2e.observation import until
from e2e.scripts import ODD_KEY, UNSAFE_KEY, printable, run
from local_aws.account import Account
from pipeline.uploads.upload import asset_id

UNKNOWN = "8b9a2c8e-0000-4000-8000-000000000000"


def test_an_asset_is_shown_with_its_timeline(
    account: Account, where: dict[str, str], done_asset: str
) -> None:
    shown = run("asset.sh", account, **where, ID=done_asset.upper())
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith(f"{done_asset}  SUCCEEDED 100 %  attempt 1\n")
    assert ODD_KEY in shown.stdout
    for job, groups in (
        ("hls", "hls, storyboard"),
        ("dash", "dash"),
        ("mp4", "mp4, thumbnails"),
    ):
        (line,) = [line for line in shown.stdout.splitlines() if line.startswith(f"  {job} ")][:1]
        assert "COMPLETE    100 %" in line
        assert line.endswith(f"  {groups}")
    assert "index_thumbnail.* (" in shown.stdout
    assert re.search(r"^  estimate +0\.\d+ to 0\.\d+ US dollars$", shown.stdout, re.MULTILINE)
    steps = shown.stdout.partition("Timeline\n")[2]
    assert [line[28:].split() for line in steps.splitlines()][:2] == [
        ["uploaded"],
        ["attempt", "1", "PENDING", "claimed"],
    ]
    assert "attempt 1  PROCESSING  jobs submitted: dash, hls, mp4" in steps
    assert "attempt 1  SUCCEEDED   job " in steps
    assert printable(shown.stdout)


def test_a_key_cannot_control_the_terminal(
    applied: dict[str, Applied], account: Account, where: dict[str, str], short_clip: Path
) -> None:
    pipeline = applied["second"].pipeline
    asset = pipeline.upload(short_clip, UNSAFE_KEY)
    assert pipeline.follow(asset, lambda _: None)["status"] == "FAILED"
    shown = run("asset.sh", account, **where, ID=asset)
    listed = run("assets.sh", account, **where, STATUS="FAILED")
    for told in (shown, listed):
        assert told.returncode == 0, told.stderr
        assert r"uploads/u9/\n\t?31m" in told.stdout
        assert printable(told.stdout)


@pytest.mark.parametrize("form", ["{}", "s3://{bucket}/{}"])
def test_an_asset_is_found_by_the_key_of_its_upload(
    applied: dict[str, Applied], account: Account, where: dict[str, str], done_asset: str, form: str
) -> None:
    bucket = applied["second"].pipeline.names["uploads_bucket_name"]
    shown = run("asset.sh", account, **where, KEY=form.format(ODD_KEY, bucket=bucket))
    assert shown.stdout.startswith(f"{done_asset}  SUCCEEDED"), shown.stderr


def test_a_record_without_a_history_is_shown(
    applied: dict[str, Applied], account: Account, where: dict[str, str], failed_asset: str
) -> None:
    pipeline = applied["second"].pipeline
    table, key = pipeline.names["asset_table_name"], "8b9a2c8e-0000-4000-8000-000000000001"
    item = pipeline.dynamodb.get_item(TableName=table, Key={"assetId": {"S": failed_asset}})["Item"]
    del item["history"]
    pipeline.dynamodb.put_item(TableName=table, Item={**item, "assetId": {"S": key}})
    try:
        shown = run("asset.sh", account, **where, ID=key)
    finally:
        pipeline.dynamodb.delete_item(TableName=table, Key={"assetId": {"S": key}})
    assert shown.returncode == 0, shown.stderr
    assert "written by a version that kept no history" in shown.stdout


@pytest.mark.parametrize("script", ["asset.sh", "reprocess.sh"])
@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"ID": UNKNOWN}, 1, f"There is no record of asset {UNKNOWN}"),
        ({"KEY": "uploads/u9/none \x1b[31m.mp4"}, 1, "There is no object"),
        ({"ID": "c707e2a0"}, 2, "is not an asset id"),
        ({"ID": "\x1b[31m"}, 2, "is not an asset id"),
        ({"KEY": "outputs/x.mp4"}, 2, "Give one asset"),
        ({}, 2, "Give one asset"),
    ],
)
def test_what_is_no_asset_is_said(
    account: Account,
    where: dict[str, str],
    script: str,
    given: dict[str, str],
    status: int,
    says: str,
) -> None:
    done = run(script, account, **where, **given)
    assert (done.returncode, done.stdout) == (status, "")
    assert says in done.stderr
    assert printable(done.stderr)


def test_what_failed_is_processed_again(
    applied: dict[str, Applied], account: Account, where: dict[str, str], failed_asset: str
) -> None:
    pipeline = applied["second"].pipeline
    asked = run("reprocess.sh", account, **where, ID=failed_asset)
    assert asked.returncode == 0, asked.stderr
    assert f"Requested attempt 2 of asset {failed_asset}." in asked.stdout
    assert "Attempt 1 failed: UNREADABLE_SOURCE." in asked.stdout
    again = until(lambda: ended(pipeline.record(failed_asset), attempt=2), "the second end")
    assert [entry["cause"] for entry in again["history"]][-2:] == [
        "reprocess asked for",
        "refused: UNREADABLE_SOURCE",
    ]


def test_what_succeeded_is_processed_again_with_another_profile(
    applied: dict[str, Applied], account: Account, where: dict[str, str], short_clip: Path
) -> None:
    """By the command for many."""
    pipeline = applied["second"].pipeline
    asset = pipeline.upload(short_clip, "uploads/u9/again.mp4")
    first = pipeline.follow(asset, lambda _: None)
    assert (first["status"], first["profile"]["name"]) == ("SUCCEEDED", "per-format")
    many = {**where, "STATUS": "SUCCEEDED", "PROFILE": "default", "SINCE": first["updatedAt"]}
    looked = run("reprocess.sh", account, **many)
    assert looked.returncode == 0, looked.stderr
    assert f"{asset}  attempt 2, profile default  uploads/u9/again.mp4" in looked.stdout
    assert pipeline.record(asset) == first
    sent = run("reprocess.sh", account, **many, GO="1", LIMIT="1")
    assert (sent.returncode, sent.stderr) == (0, "")
    assert "Attempts requested: 1. Assets left out: 0." in sent.stdout

    seen = []

    def again() -> dict | None:
        seen.append(pipeline.record(asset))
        return ended(seen[-1], attempt=2, status="SUCCEEDED")

    last = until(again, "the second success")
    assert all(record["served"] == first["served"] for record in seen[:-1])
    assert last["served"] == {
        "attempt": 2,
        "formats": last["formats"],
        "outputs": last["outputs"],
    }
    assert (last["profile"]["name"], set(last["jobs"])) == ("default", {"main"})
    shown = run("asset.sh", account, **where, ID=asset).stdout
    due = last["removals"][0]["dueAt"]
    assert f"  1          SUCCEEDED        outputs are removed after {due}\n" in shown
    assert "  2          SUCCEEDED        served\n" in shown
    assert "reprocess asked for, with profile default" in shown


def test_what_can_no_longer_be_read_is_not_asked_for(
    applied: dict[str, Applied], account: Account, where: dict[str, str]
) -> None:
    pipeline = applied["second"].pipeline
    bucket = pipeline.names["uploads_bucket_name"]

    def failed(name: str, **how: str) -> tuple[str, dict[str, str]]:
        """An asset that FAILED, under a key that no shell may read, and the place of its upload."""
        place = {"Bucket": bucket, "Key": f"uploads/u9/$(id) ü {name}.mp4"}
        version = pipeline.s3.put_object(**place, Body=b"This is no video.", **how)["VersionId"]
        asset = asset_id(bucket, place["Key"], version)
        assert pipeline.follow(asset, lambda _: None)["status"] == "FAILED"
        return asset, place

    def refused(asset: str) -> str:
        done = run("reprocess.sh", account, **where, ID=asset)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("Nothing was sent.\n")
        return done.stderr

    deleted, place = failed("deleted")
    marker = pipeline.s3.delete_object(**place)["VersionId"]
    assert "was deleted or has expired" in refused(deleted)
    overwritten, place_of_two = failed("overwritten")
    pipeline.s3.put_object(**place_of_two, Body=b"This is no video either.")
    assert "was written over" in refused(overwritten)
    archived, _ = failed("archived", StorageClass="DEEP_ARCHIVE")
    assert "is archived" in refused(archived)

    # Once it is back, it is asked for: had anything been sent before, its end would be another.
    pipeline.s3.delete_object(**place, VersionId=marker)
    assert run("reprocess.sh", account, **where, ID=deleted).returncode == 0
    again = until(lambda: ended(pipeline.record(deleted), attempt=2), "the second end")
    assert {error["code"] for error in again["errors"]} == {"UNREADABLE_SOURCE"}


def ended(record: dict, attempt: int, status: str = "FAILED") -> dict | None:
    return record if (record["status"], record["attempt"]) == (status, attempt) else None
