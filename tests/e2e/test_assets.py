"""make assets."""

from pathlib import Path

import pytest

from e2e.conftest import Applied
from e2e.scripts import printable, run
from local_aws.account import Account


def test_assets_are_listed_by_status_the_last_changed_first(
    account: Account, where: dict[str, str], done_asset: str, failed_asset: str
) -> None:
    listed = run("assets.sh", account, **where, STATUS="SUCCEEDED")
    assert listed.returncode == 0, listed.stderr
    head, *rows, count = listed.stdout.splitlines()
    assert head.split() == ["ASSET", "STATUS", "ATTEMPT", "PROGRESS", "CHANGED", "KEY"]
    changed = [row.split()[5] for row in rows]
    assert changed == sorted(changed, reverse=True)
    assert count in ("1 asset is SUCCEEDED", f"{len(rows)} assets are SUCCEEDED")
    (ours,) = [row for row in rows if row.startswith(done_asset)]
    assert ours.split()[1:5] == ["SUCCEEDED", "1", "100", "%"]
    assert failed_asset not in listed.stdout
    assert printable(listed.stdout)


def test_a_limit_is_kept_and_said(
    account: Account, where: dict[str, str], applied: dict[str, Applied], short_clip: Path
) -> None:
    pipeline = applied["second"].pipeline
    for name in ("a", "b"):
        pipeline.follow(pipeline.upload(short_clip, f"uploads/u9/{name}.mp4"), lambda _: None)
    listed = run("assets.sh", account, **where, STATUS="SUCCEEDED", LIMIT="1")
    assert listed.returncode == 0, listed.stderr
    assert len(listed.stdout.splitlines()) == 3
    assert "There are more" in listed.stdout


@pytest.mark.usefixtures("done_asset", "failed_asset")
def test_without_a_status_assets_are_counted(account: Account, where: dict[str, str]) -> None:
    counted = run("assets.sh", account, **where)
    assert counted.returncode == 0, counted.stderr
    counts = dict(line.split() for line in counted.stdout.splitlines())
    assert list(counts) == ["PENDING", "PROCESSING", "SUCCEEDED", "FAILED", "ERASING"]
    assert int(counts["SUCCEEDED"]) >= 1
    assert int(counts["FAILED"]) >= 1
    assert int(counts["PENDING"]) == 0
    none = run("assets.sh", account, **where, STATUS="PENDING")
    assert (none.returncode, none.stdout) == (0, "No asset is PENDING\n")


@pytest.mark.parametrize("given", [{"STATUS": "failed"}, {"STATUS": "FAILED", "LIMIT": "x"}])
def test_what_is_no_status_or_number_is_said(account: Account, given: dict[str, str]) -> None:
    done = run("assets.sh", account, TF_DIR=".", **given)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("given", [{}, {"STATUS": "FAILED"}])
def test_an_account_that_cannot_be_reached_is_no_empty_list(
    account: Account, where: dict[str, str], given: dict[str, str]
) -> None:
    done = run("assets.sh", account, **where, **given, AWS_PROFILE="no-such-profile")
    assert done.returncode not in (0, 1, 2)
    assert done.stdout == ""
    assert "no-such-profile" in done.stderr
