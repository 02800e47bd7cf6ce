"""make backfill."""

from pathlib import Path

import pytest

from e2e.conftest import Applied
from e2e.scripts import run
from local_aws.account import Account

ODD = [r"back\\slash \n.mp4", "tab\tand\nfeed.mp4", 'it\'s "odd" %41+& ü 🎬.mp4', "-dash $(id).mp4"]


def test_it_heals_lost_events_and_nothing_else(
    applied: dict[str, Applied], account: Account, short_clip: Path
) -> None:
    second = applied["second"]
    pipeline, events = second.pipeline, second.pipeline.client("events")
    handled = pipeline.upload(short_clip, "uploads/u8/handled + &.mp4")
    record = pipeline.follow(handled, lambda _: None)
    rule = pipeline.names["rule_arns"]["upload-events"].rpartition("/")[2]
    events.disable_rule(Name=rule)
    names = [*ODD, *(f"lost {n}.mp4" for n in range(8))]
    lost = [pipeline.upload(short_clip, f"uploads/u8/{name}") for name in names]
    for unrecorded in ("folder/", "lost 0.pt-BR.VTT", "lost 0.es-419.srt"):
        bucket = pipeline.names["uploads_bucket_name"]
        pipeline.s3.put_object(Bucket=bucket, Key=f"uploads/u8/{unrecorded}")
    events.enable_rule(Name=rule)
    assert pipeline.asset(lost[0]) is None
    where = {"TF_DIR": str(second.deployment.root), "PREFIX": "uploads/u8/", "PAGE": "5"}

    done = run("backfill.sh", account, **where)
    assert done.returncode == 0, done.stderr
    assert "Checked 13 uploads under uploads/u8/. Queued 12 without a record." in done.stdout
    ends = [pipeline.follow(asset, lambda _: None)["status"] for asset in lost]
    # The one with control characters comes through the door, and is refused there.
    assert ends == ["FAILED" if "\n" in name and "\t" in name else "SUCCEEDED" for name in names]
    assert (
        "Checked 13 uploads under uploads/u8/. Queued 0 without a record."
        in run("backfill.sh", account, **where).stdout
    )
    assert pipeline.asset(handled) == record


@pytest.mark.parametrize("prefix", ["outputs/", "uploads", "/uploads/"])
def test_it_refuses_what_are_no_uploads(account: Account, prefix: str) -> None:
    done = run("backfill.sh", account, TF_DIR=".", PREFIX=prefix)
    assert done.returncode == 2
    assert "a prefix that begins with uploads/" in done.stderr
