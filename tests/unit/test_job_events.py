import json

import pytest

from fakes import events
from pipeline.jobs.job import JobState
from pipeline.jobs.news import NotAJobEventError, parse_job_event

METADATA = {"assetId": "8b9a2c8e-0000-0000-0000-000000000000", "job": "main", "attempt": "2"}

FRAMES = f"s3://b/{METADATA['assetId']}/2/thumbnails/index_thumbnail."


def parse(status, **detail):
    event = events.job_state_change(status, job_id="1-a", metadata=METADATA, **detail)
    return parse_job_event(json.dumps(event))


def test_facts_of_an_event():
    event = parse("COMPLETE")
    assert (event.asset_id, event.queue_arns) == (METADATA["assetId"], (events.QUEUE_ARN,))
    assert (event.news.job, event.news.attempt, event.news.job_id) == ("main", 2, "1-a")
    assert event.news.at.isoformat() == "2026-01-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("PROGRESSING", JobState.PROGRESSING),
        ("STATUS_UPDATE", JobState.PROGRESSING),
        ("COMPLETE", JobState.COMPLETE),
        ("ERROR", JobState.ERROR),
        ("CANCELED", JobState.CANCELED),
        ("INPUT_INFORMATION", None),
        ("NEW_WARNING", None),
        ("QUEUE_HOP", None),
        ("OF_TOMORROW", None),
    ],
)
def test_states(status, state):
    news = parse(status).news
    assert (news and news.state) is state


@pytest.mark.parametrize(
    ("paths", "count"),
    [
        ([f"{FRAMES}0000009.jpg"], 10),
        ([f"{FRAMES}0000000.jpg"], 1),
        ([f"{FRAMES}mp4"], None),
        ([], None),
        (None, None),
    ],
)
def test_the_last_frame_tells_how_many_there_are(paths, count):
    groups = [{"outputDetails": [{"outputFilePaths": paths}]}]
    assert parse("COMPLETE", outputGroupDetails=groups).news.thumbnail_count == count


def test_failures_say_code_and_message():
    failure = parse("ERROR", errorCode=1076, errorMessage="no stream").news.failure
    assert failure.code == "JOB_ERROR_1076"
    assert failure.message.endswith("cannot be read. MediaConvert says: no stream")
    assert parse("CANCELED").news.failure.code == "CANCELED"
    assert parse("COMPLETE").news.failure is None


def test_a_hopped_job_names_both_queues():
    event = parse("QUEUE_HOP", queue="arn:other", previousQueue=events.QUEUE_ARN)
    assert event.queue_arns == ("arn:other", events.QUEUE_ARN)
    assert event.news is None


@pytest.mark.parametrize("lost", ["assetId", "job", "attempt"])
def test_jobs_without_all_our_metadata_are_not_ours(lost):
    metadata = {key: value for key, value in METADATA.items() if key != lost}
    event = parse_job_event(
        json.dumps(events.job_state_change("COMPLETE", job_id="1-a", metadata=metadata))
    )
    assert (event.asset_id, event.news) == (None, None)


@pytest.mark.parametrize("lost", ["queue", "jobId", "status", "timestamp"])
def test_incomplete_events_are_no_job_events(lost):
    event = events.job_state_change("COMPLETE", job_id="1-a", metadata=METADATA)
    del event["detail"][lost]
    with pytest.raises(NotAJobEventError, match="incomplete"):
        parse_job_event(json.dumps(event))


def test_other_events_of_the_service_are_no_job_events():
    event = events.job_state_change("COMPLETE", job_id="1-a", metadata=METADATA)
    with pytest.raises(NotAJobEventError, match="another type"):
        parse_job_event(json.dumps({**event, "detail-type": "MediaConvert Queue Hop"}))
