"""What an attempt may cost: on its record before anybody pays, and refused where it is too much."""

from decimal import Decimal

import pytest

from fakes import events, profiles
from fakes.mediaconvert import probed
from handlers import ingest_orchestrator

# Ten seconds with the default profile; see test_metrics.py.
ESTIMATE = {
    "lowUsd": Decimal("0.0054"),
    "highUsd": Decimal("0.0071"),
    "region": "us-east-1",
    "tier": "basic",
}


@pytest.fixture
def metrics(log_lines):
    """The names of the metrics written since the last reading."""

    def read():
        lines = [line for line in log_lines() if "_aws" in line]
        sets = [line["_aws"]["CloudWatchMetrics"] for line in lines]
        return [metric["Name"] for (one,) in sets for metric in one["Metrics"]]

    return read


def most(monkeypatch, usd):
    monkeypatch.setenv("MAX_ESTIMATE_USD", usd)
    ingest_orchestrator.parts.cache_clear()


@pytest.mark.parametrize("region", ["us-east-1", "xx-north-9"])
def test_a_record_holds_the_estimate_of_its_attempt(pipeline, monkeypatch, region):
    """By the prices of the region that its queue is in."""
    arn = events.QUEUE_ARN.replace("us-east-1", region)
    monkeypatch.setenv("TRANSCODE_QUEUE_ARN", arn)
    pipeline.ingest(events.object_created())
    notes = [] if arn == events.QUEUE_ARN else [f"No prices for {region}: us-east-1's were taken."]
    assert pipeline.asset()["estimate"] == ESTIMATE | ({"notes": notes} if notes else {})


def test_nine_calls_to_aws_for_an_asset(pipeline):
    pipeline.ingest(events.object_created("uploads/u1/warm.mp4"))
    pipeline.recorder.calls.clear()
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.complete(1))
    assert len(pipeline.recorder.calls) == 9


@pytest.mark.parametrize("profile", [profiles.DEFAULT, profiles.PER_FORMAT])
def test_what_may_cost_too_much_is_refused_before_there_is_a_job(
    pipeline, metrics, monkeypatch, profile
):
    most(monkeypatch, "0.005")
    pipeline.put_profile(profiles.text(profile))
    for _ in range(2):
        assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == ["ESTIMATE_TOO_HIGH"]
    assert asset["estimate"]["highUsd"] > Decimal("0.005")
    assert f"may cost {asset['estimate']['highUsd']}" in asset["errors"][0]["message"]
    assert pipeline.mediaconvert.jobs == []
    assert sorted(metrics()) == ["AssetsFailed", "AssetsIngested", "ProbeLatency"]


def test_the_most_may_be_reached(pipeline, monkeypatch):
    most(monkeypatch, "0.0071")
    pipeline.ingest(events.object_created())
    assert pipeline.asset()["status"] == "PROCESSING"


def test_what_cannot_be_estimated_is_transcoded_and_says_why(pipeline, metrics):
    pipeline.mediaconvert.answer = probed(seconds=0)
    pipeline.ingest(events.object_created())
    asset = pipeline.asset()
    assert asset["status"] == "PROCESSING"
    assert asset["estimate"]["notes"][-1] == "The source tells no duration."
    assert "highUsd" not in asset["estimate"]
    assert "EstimatedCostUsd" not in metrics()


def test_an_attempt_that_has_a_job_is_completed_whatever_it_costs(pipeline, monkeypatch):
    """The limit was lowered meanwhile; the job that is there would be paid for nothing."""
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))

    def die(name):
        if name == "create_job" and len(pipeline.mediaconvert.jobs) == 1:
            raise SystemExit

    pipeline.recorder.before = die
    with pytest.raises(SystemExit):
        pipeline.ingest(events.object_created())
    pipeline.recorder.before = lambda _: None
    pipeline.clock.forward(60)
    most(monkeypatch, "0.0001")
    pipeline.ingest(events.object_created())
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.jobs) == 3


def test_a_failed_job_that_overtakes_our_own_write_costs_nothing(pipeline, metrics):
    def overtake(name):
        if name == "create_job":
            pipeline.track(pipeline.job_event("ERROR", errorCode=1999))

    pipeline.recorder.after = overtake
    pipeline.ingest(events.object_created())
    assert pipeline.asset()["attempt"] == 2
    assert "EstimatedCostUsd" not in metrics()


def test_every_attempt_has_an_estimate_of_its_own_and_counts(pipeline, metrics):
    pipeline.ingest(events.object_created())
    assert metrics().count("EstimatedCostUsd") == 1
    pipeline.track(pipeline.job_event("ERROR", errorCode=1999))
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"], asset.get("estimate")) == ("PENDING", 2, None)
    pipeline.clock.forward(3600)
    pipeline.mediaconvert.answer = probed(seconds=20)
    assert pipeline.resubmit() == []
    assert pipeline.asset()["estimate"]["highUsd"] > ESTIMATE["highUsd"]
    assert metrics().count("EstimatedCostUsd") == 1
