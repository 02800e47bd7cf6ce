"""Metrics as CloudWatch reads them from the log."""

from datetime import timedelta

import pytest

from fakes import events, profiles
from fakes.recorder import once

ENVIRONMENT = "media-test"
TIMES = ("JobLatency", "TimeToJobStart")
FORMATS = ("hls", "dash", "mp4", "thumbnails", "poster", "storyboard")
LATENCIES = {"ProbeLatency", "CreateJobLatency"}
UNITS = {
    **dict.fromkeys((*TIMES, *LATENCIES), "Seconds"),
    **dict.fromkeys(("EstimatedCostUsd", "EstimatedCostLowUsd"), "None"),
}
# Of ten seconds with the profile: a sixth of (2 + 1 + 1 at $0.0075, sound 0.39 to 0.67, pictures 0
# to 1), rounded outwards.
COST = {"EstimatedCostLowUsd": [0.0054], "EstimatedCostUsd": [0.0071]}


@pytest.fixture
def metrics(log_lines):
    """name, or (name, format or queue) → the values, from the lines since the last reading."""

    def read():
        values = {}
        for line in log_lines():
            for directive in line.get("_aws", {}).get("CloudWatchMetrics", []):
                assert directive["Namespace"] == "MediaPipeline"
                (dimensions,) = directive["Dimensions"]
                own = set(dimensions) - {"Environment"}
                assert own in (set(), {"Format"}, {"QueueName"})
                assert line["Environment"] == ENVIRONMENT
                assert "service" not in line
                for metric in directive["Metrics"]:
                    name = metric["Name"]
                    assert metric["Unit"] == UNITS.get(name, "Count")
                    key = (name, *(line[dimension] for dimension in own)) if own else name
                    values.setdefault(key, []).extend(line[name])
        return values

    return read


def test_an_accepted_upload(pipeline, metrics):
    """Probe answers after half a second, CreateJob after two."""
    seconds = {"probe": 0.5, "create_job": 2.0}
    pipeline.recorder.after = lambda name: pipeline.clock.forward(seconds.get(name, 0))
    pipeline.clock.forward(3)
    pipeline.ingest(events.object_created())
    assert metrics() == {
        "AssetsIngested": [1.0],
        "ProbeLatency": [0.5],
        "CreateJobLatency": [2.0],
        "TimeToJobStart": [5.5],
        **COST,
    }


def test_jobs_that_wait_for_their_turn_are_no_slower(pipeline, metrics, monkeypatch):
    monkeypatch.setenv("CREATE_JOBS_PER_SECOND", "1")
    monkeypatch.setenv("CREATE_JOBS_BURST", "1")
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    assert pipeline.clock.slept
    assert metrics()["CreateJobLatency"] == [0.0] * 3


def test_a_call_that_fails_has_no_latency(pipeline, metrics):
    def fail(name: str) -> None:
        if name == "probe":
            raise TimeoutError

    pipeline.recorder.before = fail
    pipeline.ingest(events.object_created())
    assert not set(metrics()) & LATENCIES


def test_a_completed_job(pipeline, metrics):
    pipeline.ingest(events.object_created())
    metrics()
    pipeline.clock.forward(42)
    pipeline.track(pipeline.complete())
    assert metrics() == {
        "AssetsSucceeded": [1.0],
        "JobsSucceeded": [1.0],
        "JobLatency": [42.0],
        "ThumbnailsGenerated": [5.0],
        **{("OutputsReady", name): [1.0] for name in FORMATS},
    }


@pytest.mark.parametrize(
    ("status", "told"),
    [("COMPLETE", {"JobLatency": [42.0], **COST}), ("PROGRESSING", COST), ("ERROR", {})],
)
def test_news_that_overtake_our_own_write_hide_no_times_and_no_cost(
    pipeline, metrics, status, told
):
    """Submitted after 3 s, with news of 42 s later before we have recorded it."""

    def overtake(name: str) -> None:
        if name == "create_job":
            at = pipeline.clock.now() + timedelta(seconds=42)
            pipeline.track(pipeline.job_event(status, errorCode=1040, at=at))

    pipeline.clock.forward(3)
    pipeline.recorder.after = overtake
    assert pipeline.ingest(events.object_created()) == []
    found = {name: values for name, values in metrics().items() if name in {*TIMES, *COST}}
    assert found == {"TimeToJobStart": [3.0], **told}
    for _ in range(3):
        pipeline.track(pipeline.job_event(status, errorCode=1040))
        pipeline.ingest(events.object_created())
    assert not set(metrics()) & {*TIMES, *COST}


def test_one_of_several_jobs_that_overtakes_our_own_write_hides_no_times(pipeline, metrics):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))

    def overtake(name: str) -> None:
        if name == "create_job" and len(pipeline.mediaconvert.jobs) == 1:
            at = pipeline.clock.now() + timedelta(seconds=42)
            pipeline.track(pipeline.job_event("COMPLETE", at=at))

    pipeline.recorder.after = overtake
    pipeline.clock.forward(3)
    pipeline.ingest(events.object_created())
    told = metrics()
    assert (told["TimeToJobStart"], told["JobLatency"]) == ([3.0] * 3, [42.0])


def test_a_completed_job_without_what_we_make_of_it(pipeline, metrics):
    pipeline.ingest(events.object_created())
    metrics()
    pipeline.track(pipeline.job_event("COMPLETE"))
    told = metrics()
    ready = {name for name in FORMATS if ("OutputsReady", name) in told}
    failed = {name for name in FORMATS if ("OutputsFailed", name) in told}
    assert (ready, failed) == ({*FORMATS[:4]}, {"poster", "storyboard"})


def test_a_failed_job(pipeline, metrics):
    pipeline.ingest(events.object_created())
    metrics()
    pipeline.track(pipeline.job_event("ERROR", errorCode=1040))
    assert metrics() == {
        "AssetsFailed": [1.0],
        "JobsFailed": [1.0],
        **{("OutputsFailed", name): [1.0] for name in FORMATS},
    }


def test_a_refused_upload(pipeline, metrics):
    pipeline.ingest(events.object_created("uploads/u1/a.txt"))
    assert metrics() == {"AssetsIngested": [1.0], "AssetsFailed": [1.0]}


def test_duplicates_do_not_count(pipeline, metrics):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE"))
    metrics()
    for _ in range(3):
        pipeline.ingest(events.object_created())
        pipeline.track(pipeline.job_event("COMPLETE"), pipeline.job_event("STATUS_UPDATE"))
    assert metrics() == {}


def test_what_was_not_saved_does_not_count(pipeline, metrics):
    pipeline.ingest(events.object_created())
    metrics()

    def fail(name: str) -> None:
        if name == "put_item":
            raise TimeoutError

    pipeline.recorder.before = fail
    assert len(pipeline.track(pipeline.job_event("COMPLETE"))) == 1
    assert metrics() == {}


@pytest.mark.parametrize(("receive_count", "counted"), [(1, False), (3, False), (4, True)])
def test_messages_that_sqs_gives_no_age_of_any_more(pipeline, metrics, receive_count, counted):
    """Once for a batch, whatever becomes of it."""
    told = {("MessagesRedelivered", "queue"): [3.0]} if counted else {}
    bodies = [events.object_created(f"uploads/u1/{n}.mp4") for n in range(3)]
    pipeline.ingest(*bodies, receive_count=receive_count)
    found = metrics()
    assert {key: found[key] for key in found if "MessagesRedelivered" in key} == told
    pipeline.track("junk", "junk", "junk", receive_count=receive_count)
    assert metrics() == told


def test_a_message_that_ends_the_function_counts(pipeline, metrics):
    pipeline.recorder.before = once("get_parameter", SystemExit())
    with pytest.raises(SystemExit):
        pipeline.ingest(events.object_created(), receive_count=7)
    assert metrics() == {("MessagesRedelivered", "queue"): [1.0]}
