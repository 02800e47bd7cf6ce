"""Job events in, guarded changes of the record out."""

import itertools
import json

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once

OUTPUTS = f"s3://media-test-outputs-{events.ACCOUNT_ID}"


def written_to(folder, last_frame):
    """What COMPLETE tells of the files."""
    frame = f"{folder}/thumbnails/index_thumbnail.{last_frame:07d}.jpg"
    playlists = [f"{folder}/cmaf/index.mpd", f"{folder}/cmaf/index.m3u8"]
    return {
        "outputGroupDetails": [
            {"type": "CMAF_GROUP", "playlistFilePaths": playlists},
            {
                "type": "FILE_GROUP",
                "outputDetails": [{"outputFilePaths": [f"{folder}/mp4/index.mp4"]}],
            },
            {"type": "FILE_GROUP", "outputDetails": [{"outputFilePaths": [frame]}]},
        ]
    }


@pytest.fixture
def submitted(pipeline):
    """One asset in PROCESSING."""
    pipeline.ingest(events.object_created())
    pipeline.recorder.calls.clear()
    pipeline.clock.forward(30)
    return pipeline


def progress(percent):
    return {"jobProgress": {"jobPercentComplete": percent}}


def test_a_job_completes_an_asset(submitted):
    base = f"{OUTPUTS}/{submitted.asset()['assetId']}/1"
    assert submitted.track(submitted.job_event("COMPLETE", **written_to(base, 3))) == []
    asset = submitted.asset()
    assert asset["status"] == "SUCCEEDED"
    assert asset["progressPercent"] == 100
    assert asset["formats"] == ["dash", "hls", "mp4", "thumbnails"]
    assert asset["outputs"] == {
        "dash": f"{base}/cmaf/index.mpd",
        "hls": f"{base}/cmaf/index.m3u8",
        "mp4": f"{base}/mp4/index.mp4",
        "thumbnails": {"prefix": f"{base}/thumbnails/index_thumbnail.", "count": 4},
    }
    assert asset["completedAt"] == "2026-01-01T12:00:30.000Z"


def test_outputs_do_not_depend_on_what_the_event_tells(submitted):
    submitted.track(submitted.job_event("COMPLETE"))
    asset = submitted.asset()
    assert set(asset["outputs"]) == {"dash", "hls", "mp4", "thumbnails"}
    assert asset["outputs"]["thumbnails"]["count"] == 5, "10 s, one every 2 s"


def test_calls_of_an_event(submitted):
    submitted.track(submitted.job_event("STATUS_UPDATE", **progress(40)))
    assert submitted.recorder.calls == ["get_item", "put_item"]
    submitted.track(submitted.job_event("STATUS_UPDATE", **progress(40)))
    assert submitted.recorder.calls[2:] == ["get_item"]
    submitted.track(submitted.job_event("COMPLETE"))
    assert submitted.recorder.calls[3:] == ["get_item", "put_item"]


def test_calls_of_an_asset(pipeline):
    pipeline.ingest(events.object_created("uploads/u1/warm.mp4"))
    pipeline.recorder.calls.clear()
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE", number=1))
    assert len(pipeline.recorder.calls) == 6


def test_progress_never_falls(submitted):
    for percent in (40, 10, 60, 60):
        submitted.track(submitted.job_event("STATUS_UPDATE", **progress(percent)))
    assert submitted.asset()["progressPercent"] == 60
    assert submitted.asset()["jobs"]["main"]["state"] == "PROGRESSING"


@pytest.mark.parametrize(
    ("status", "detail", "code"),
    [
        ("ERROR", {"errorCode": 1076, "errorMessage": "no stream"}, "JOB_ERROR_1076"),
        ("ERROR", {"errorCode": 1404, "errorMessage": "deleted"}, "JOB_ERROR_1404"),
        ("CANCELED", {}, "CANCELED"),
    ],
)
def test_a_job_fails_an_asset(submitted, status, detail, code):
    submitted.track(submitted.job_event(status, **detail))
    asset = submitted.asset()
    assert asset["status"] == "FAILED"
    (error,) = asset["errors"]
    assert error["code"] == code
    assert error["message"]
    assert error["jobId"] == asset["jobIds"][0]


@pytest.mark.parametrize("last", ["COMPLETE", "ERROR"])
def test_a_final_status_absorbs_what_comes_later(submitted, last):
    submitted.track(submitted.job_event(last, errorCode=1040))
    before = submitted.asset()
    for status in ("PROGRESSING", "STATUS_UPDATE", "COMPLETE", "ERROR", "CANCELED"):
        assert submitted.track(submitted.job_event(status)) == []
    assert submitted.asset() == before


@pytest.mark.parametrize(
    "other",
    [
        {"metadata": {"assetId": "00000000-0000-0000-0000-000000000000"}},
        {"metadata": {"attempt": "0"}},
        {"metadata": {"attempt": "2"}},
        {"metadata": {"attempt": "one"}},
        {"metadata": {"job": "another"}},
        {"queue": f"{events.QUEUE_ARN}-of-another-pipeline"},
        {"job_id": "another-job"},
    ],
)
def test_news_of_another_job_changes_nothing(submitted, other):
    before = submitted.assets()
    assert submitted.track(submitted.job_event("COMPLETE", **other)) == []
    assert submitted.assets() == before
    assert submitted.dead_letters("job-events") == []


def test_jobs_without_our_metadata_are_ignored_and_counted(submitted, log_lines):
    log_lines()
    event = submitted.job_event("COMPLETE")
    event["detail"]["userMetadata"] = {}
    submitted.track(event)
    assert submitted.recorder.calls == []
    assert [line["JobEventsIgnored"] for line in log_lines() if "_aws" in line] == [[1.0]]


def test_unknown_assets_are_counted_and_not_made(pipeline, log_lines):
    metadata = {"assetId": "8b9a2c8e-0000-0000-0000-000000000000", "job": "main", "attempt": "1"}
    event = events.job_state_change("COMPLETE", job_id="1-a", metadata=metadata)
    assert pipeline.track(event) == []
    assert pipeline.assets() == []
    assert [line["JobEventsIgnored"] for line in log_lines() if "_aws" in line] == [[1.0]]


def test_a_job_that_hopped_from_our_queue_is_ours(submitted):
    hopped = {"queue": f"{events.QUEUE_ARN}-of-another-pipeline", "previousQueue": events.QUEUE_ARN}
    submitted.track(submitted.job_event("COMPLETE", **hopped))
    assert submitted.asset()["status"] == "SUCCEEDED"


@pytest.mark.parametrize("status", ["INPUT_INFORMATION", "NEW_WARNING", "QUEUE_HOP"])
def test_events_that_move_nothing_cost_nothing(submitted, status):
    assert submitted.track(submitted.job_event(status)) == []
    assert submitted.recorder.calls == []


@pytest.mark.parametrize("status", ["COMPLETE", "PROGRESSING", "ERROR"])
def test_an_event_may_overtake_our_own_write(pipeline, status):
    """The job's news arrive between CreateJob and the save that records it."""

    def overtake(name: str) -> None:
        if name == "create_job":
            assert pipeline.track(pipeline.job_event(status, errorCode=1040)) == []

    pipeline.recorder.after = overtake
    assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    expected = {"COMPLETE": "SUCCEEDED", "PROGRESSING": "PROCESSING", "ERROR": "FAILED"}
    assert asset["status"] == expected[status]
    assert asset["jobIds"] == [pipeline.mediaconvert.jobs[0]["Id"]]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_an_asset_succeeds_when_all_its_jobs_have(pipeline, order):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    for done, number in enumerate(order):
        assert pipeline.asset()["status"] == "PROCESSING", done
        for _ in range(3):
            pipeline.track(pipeline.job_event("COMPLETE", number=number))
    assert pipeline.asset()["status"] == "SUCCEEDED"
    assert pipeline.asset()["formats"] == ["dash", "hls", "mp4", "thumbnails"]


def test_formats_that_are_ready_stay_listed_when_a_sibling_fails(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE", number=0))
    pipeline.track(pipeline.job_event("ERROR", number=1, errorCode=1404, errorMessage="denied"))
    pipeline.track(pipeline.job_event("COMPLETE", number=2))
    asset = pipeline.asset()
    assert (asset["status"], asset["formats"]) == ("FAILED", ["hls"])


def test_not_all_jobs_submitted_is_not_processing(pipeline):
    """Else a later delivery would take the rest for done."""
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    throttled = client_error("CreateJob", "TooManyRequestsException", 429)

    def after(name: str) -> None:
        if name == "create_job":
            pipeline.recorder.before = once("create_job", throttled)

    pipeline.recorder.after = after
    pipeline.ingest(events.object_created())
    pipeline.recorder.after = lambda _: None
    pipeline.track(pipeline.job_event("COMPLETE"))
    assert pipeline.asset()["status"] == "PENDING"
    pipeline.clock.forward(46)
    assert pipeline.ingest(events.object_created(), receive_count=2) == []
    assert pipeline.asset()["status"] == "PROCESSING"
    assert len(pipeline.mediaconvert.jobs) == 3


def test_concurrent_changes_are_both_kept(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    interrupted = []

    def interrupt(name: str) -> None:
        if name == "get_item" and not interrupted:
            interrupted.append(name)
            pipeline.track(pipeline.job_event("COMPLETE", number=1))

    pipeline.recorder.after = interrupt
    pipeline.track(pipeline.job_event("COMPLETE", number=0))
    states = {name: job["state"] for name, job in pipeline.asset()["jobs"].items()}
    assert list(states.values()).count("COMPLETE") == 2


@pytest.mark.parametrize(
    "body",
    ["nothing", "3", json.dumps({"source": "aws.s3"}), json.dumps({"source": "aws.mediaconvert"})],
)
def test_what_is_no_job_event_goes_to_the_dead_letters(submitted, body):
    assert submitted.track(body, submitted.job_event("COMPLETE")) == []
    ((reason, _),) = submitted.dead_letters("job-events")
    assert reason.startswith("NOT_A_JOB_EVENT: ")
    assert submitted.asset()["status"] == "SUCCEEDED"


@pytest.mark.parametrize("call", ["get_item", "put_item"])
def test_a_transient_fault_brings_the_event_back(submitted, call):
    fault = client_error("PutItem", "InternalServerError", 500)
    submitted.recorder.before = once(call, fault)
    assert len(submitted.track(submitted.job_event("COMPLETE"))) == 1
    assert submitted.track(submitted.job_event("COMPLETE"), receive_count=2) == []
    assert submitted.asset()["status"] == "SUCCEEDED"
