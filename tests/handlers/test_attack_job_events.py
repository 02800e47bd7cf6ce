"""Job events of somebody else's job, or made up: no record, output or job of ours moves."""

import json

import pytest

from fakes import events, profiles

OTHER_QUEUE = f"{events.QUEUE_ARN}-of-others"
ELSEWHERE = "s3://another-bucket/../u2"


@pytest.fixture
def submitted(pipeline):
    """One asset in PROCESSING."""
    pipeline.ingest(events.object_created())
    pipeline.recorder.calls.clear()
    return pipeline


def wrote(*paths):
    """What COMPLETE tells of files."""
    return {
        "outputGroupDetails": [
            {"playlistFilePaths": list(paths), "outputDetails": [{"outputFilePaths": list(paths)}]}
        ]
    }


@pytest.mark.parametrize("status", ["PROGRESSING", "COMPLETE", "ERROR", "CANCELED"])
@pytest.mark.parametrize(
    "lie",
    [
        {"queue": OTHER_QUEUE},
        {"queue": OTHER_QUEUE, "previousQueue": OTHER_QUEUE},
        {"queue": [events.QUEUE_ARN]},
        {"queue": {events.QUEUE_ARN: 1}},
        {"job_id": "1767268800000-ffffff"},
        {"metadata": {"assetId": "8b9a2c8e-0000-0000-0000-000000000000"}},
        {"metadata": {"assetId": ""}},
        {"metadata": {"assetId": "../8b9a2c8e-0000-0000-0000-000000000000"}},
        {"metadata": {"job": "mp4"}},
        {"metadata": {"job": "../main"}},
        {"metadata": {"attempt": "0"}},
        {"metadata": {"attempt": "2"}},
        {"metadata": {"attempt": "one"}},
        {"metadata": {"attempt": "01"}},
        {"metadata": {"attempt": "+1"}},
        {"metadata": {"attempt": "\u0661"}},
        {"metadata": {"attempt": "1" * 5000}},
    ],
    ids=str,
)
def test_news_of_a_job_that_is_not_the_attempts_change_nothing(submitted, status, lie):
    before = submitted.assets()
    assert submitted.track(submitted.job_event(status, **{"errorCode": 1999, **lie})) == []
    assert submitted.assets() == before
    assert submitted.dead_letters("job-events") == []
    assert set(submitted.recorder.calls) <= {"get_item"}
    assert submitted.sent == []


def test_an_asset_id_that_is_written_otherwise_is_not_ours(submitted):
    asset_id = submitted.asset()["assetId"]
    before = submitted.assets()
    for written in (
        asset_id.upper(),
        f"{{{asset_id}}}",
        asset_id.replace("-", ""),
        asset_id + "\n",
    ):
        event = submitted.job_event("COMPLETE", metadata={"assetId": written})
        assert submitted.track(event) == []
    assert submitted.assets() == before
    assert submitted.recorder.calls == []


@pytest.mark.parametrize(
    "lie",
    [
        {"userMetadata": {"assetId": ["x"], "job": "main", "attempt": "1"}},
        {"userMetadata": {"assetId": {}, "job": [], "attempt": 1}},
        {"userMetadata": ["assetId"]},
        {"jobId": "../queues/Default"},
        {"jobId": "1-a\n1-b"},
        {"jobId": ""},
        {"jobId": 7},
        {"jobId": "1" * 300},
        {"status": ["COMPLETE"]},
        {"status": {}},
        {"status": "COMPLETE\n"},
        {"status": "[" * 50_000},
        {"timestamp": "yesterday"},
        {"timestamp": 10**400},
        {"timestamp": 1e300},
        {"timestamp": -(10**17)},
        {"timestamp": None},
        {"jobProgress": {"jobPercentComplete": "99"}},
        {"jobProgress": {"jobPercentComplete": 1.5}},
        {"jobProgress": {"jobPercentComplete": -1}},
        {"jobProgress": {"jobPercentComplete": 10**9}},
        {"jobProgress": [99]},
        {"errorCode": "1076"},
        {"errorCode": [1076]},
        {"errorCode": 10**30},
        {"errorCode": True},
        {"errorMessage": ["x"]},
        {"errorMessage": {"x": 1}},
        {"outputGroupDetails": {"x": 1}},
        {"outputGroupDetails": ["x"]},
        {"outputGroupDetails": [{"outputDetails": [{"outputFilePaths": [7]}]}]},
    ],
    ids=lambda lie: str(lie)[:60],
)
def test_events_that_mediaconvert_cannot_have_written_are_dead_letters(submitted, log_lines, lie):
    event = submitted.job_event("ERROR", errorCode=1040)
    event["detail"].update(lie)
    before = submitted.assets()
    assert submitted.track(json.dumps(event)) == []
    ((reason, _),) = submitted.dead_letters("job-events")
    assert reason.startswith("NOT_A_JOB_EVENT: ")
    assert reason.isprintable()
    assert submitted.assets() == before
    assert not any("exception" in line for line in log_lines())


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"source":' * 100_000,
        '{"source": "my", "source": "aws.mediaconvert"}',
        '{"source": "aws.mediaconvert", "detail": {"timestamp": NaN}}',
        '{"source": "aws.mediaconvert", "detail": {"timestamp": 1e999}}',
    ],
    ids=lambda body: body[:30],
)
def test_json_that_is_read_in_two_ways_is_a_dead_letter(submitted, log_lines, body):
    assert submitted.track(body, submitted.job_event("COMPLETE")) == []
    ((reason, letter),) = submitted.dead_letters("job-events")
    assert reason.startswith("NOT_A_JOB_EVENT: ")
    assert letter == body
    assert submitted.asset()["status"] == "SUCCEEDED", "its batch mate was processed"
    assert not any("exception" in line for line in log_lines())


def test_outputs_lie_under_the_asset_whatever_its_event_names(submitted):
    asset_id = submitted.asset()["assetId"]
    paths = [
        f"{ELSEWHERE}/index.m3u8",
        f"{ELSEWHERE}/index_thumbnail.0000099.jpg",
        "https://example.org/thumbnails/index_thumbnail.0000999.jpg",
        "s3://b/8b9a2c8e-0000-0000-0000-000000000000/1/thumbnails/index_thumbnail.0009999.jpg",
        f"s3://b/{asset_id}/2/thumbnails/index_thumbnail.0099999.jpg",
    ]
    assert submitted.track(submitted.job_event("COMPLETE", **wrote(*paths))) == []
    asset = submitted.asset()
    base = f"s3://media-test-outputs-{events.ACCOUNT_ID}/{asset_id}/1/"
    outputs = dict(asset["outputs"])
    thumbnails = outputs.pop("thumbnails")
    assert thumbnails == {"prefix": f"{base}thumbnails/index_thumbnail.", "count": 5}
    assert all(uri.startswith(base) for uri in outputs.values())
    assert "another-bucket" not in json.dumps(asset, default=str)
    assert "example.org" not in json.dumps(asset, default=str)


def test_another_assets_job_moves_neither(pipeline):
    """Two assets of ours: the news name the one, and the other's job."""
    pipeline.ingest(events.object_created(version_id="v1"))
    pipeline.ingest(events.object_created(version_id="v2"))
    before = pipeline.assets()
    event = pipeline.job_event("COMPLETE", job_id=pipeline.mediaconvert.jobs[1]["Id"])
    assert pipeline.track(event) == []
    assert pipeline.assets() == before


def test_a_failed_siblings_job_is_cancelled_and_nobody_elses(pipeline):
    """What is cancelled, the record names; what the event names is not."""
    pipeline.ingest(events.object_created(version_id="v1"))
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.forget_profiles()
    pipeline.ingest(events.object_created(version_id="v2"))
    victim, *ours = pipeline.mediaconvert.jobs
    forged = pipeline.job_event("PROGRESSING", number=2, job_id=victim["Id"])
    assert pipeline.track(forged, pipeline.job_event("ERROR", number=1, errorCode=1040)) == []
    assert [job["Status"] for job in ours] == ["SUBMITTED", "CANCELED", "CANCELED"]
    assert victim["Status"] == "SUBMITTED"


def test_the_words_of_an_error_stay_words(submitted):
    words = 'x\n{"level": "INFO"}\u202e https://example.org/ <script>'
    assert submitted.track(submitted.job_event("ERROR", errorCode=1040, errorMessage=words)) == []
    asset = submitted.asset()
    assert asset["status"] == "FAILED"
    (error,) = asset["errors"]
    assert error["code"] == "JOB_ERROR_1040"
    assert error["message"].isprintable()
    assert '{"level": "INFO"}' in error["message"]
