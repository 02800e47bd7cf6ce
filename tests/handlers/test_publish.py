"""Changes of the table in, announcements out."""

import json
from itertools import pairwise

import pytest

from fakes import events
from fakes.function_environment import ENVIRONMENT
from fakes.mediaconvert import client_error, probed
from fakes.recorder import once

HOST = ENVIRONMENT["CDN_DOMAIN_NAME"]


@pytest.fixture
def finished(pipeline):
    """(before, after) of an asset's last change, as the stream carries them."""

    def finish(status: str, **detail):
        pipeline.ingest(events.object_created())
        (before,) = pipeline.images()
        pipeline.track(pipeline.job_event(status, **detail))
        (after,) = pipeline.images()
        return before, after

    return finish


def test_a_completed_asset_is_announced(pipeline, heard, finished):
    assert pipeline.publish(finished("COMPLETE")) == []
    (entry,) = heard
    asset = pipeline.asset()
    assert entry["EventBusName"] == "media-test-pipeline"
    assert (entry["Source"], entry["DetailType"]) == ("media-pipeline", "Asset Completed")
    detail = json.loads(entry["Detail"])
    assert detail["environment"] == "media-test"
    assert detail["outputs"] == asset["outputs"]
    assert detail["revision"] == asset["revision"]
    assert detail["occurredAt"] == asset["completedAt"]
    assert detail["served"]["urls"]["mp4"] == f"https://{HOST}/{asset['assetId']}/1/mp4/index.mp4"


def test_without_a_cdn_announcements_name_no_urls(pipeline, heard, finished, monkeypatch):
    monkeypatch.setenv("CDN_DOMAIN_NAME", "")
    pipeline.publish(finished("COMPLETE"))
    assert "urls" not in json.loads(heard[0]["Detail"])["served"]


def test_a_failed_asset_is_announced_with_its_errors(pipeline, heard, finished):
    pipeline.publish(finished("ERROR", errorCode=1404, errorMessage="no access"))
    (entry,) = heard
    assert entry["DetailType"] == "Asset Failed"
    (error,) = json.loads(entry["Detail"])["errors"]
    assert error["code"] == "JOB_ERROR_1404"
    assert error["message"].endswith("no access")
    assert (error["attempt"], error["job"]) == (1, "main")


def test_an_upload_that_is_refused_is_announced_with_its_source(pipeline, heard):
    pipeline.mediaconvert.answer = probed(seconds=1e6)
    pipeline.ingest(events.object_created())
    (after,) = pipeline.images()
    pipeline.publish((after | {"status": {"S": "PENDING"}}, after))
    (entry,) = heard
    detail = json.loads(entry["Detail"])
    assert [error["code"] for error in detail["errors"]] == ["DURATION_TOO_LONG"]
    assert (detail["source"]["durationSeconds"], detail["source"]["widthPx"]) == (1e6, 1920)


def test_a_refusal_is_announced(pipeline, heard):
    pipeline.ingest(events.object_created("uploads/clip.mp4"))
    pipeline.publish((None, pipeline.images()[0]))
    detail = json.loads(heard[0]["Detail"])
    assert (detail["status"], detail["uploaderId"]) == ("FAILED", None)


def test_other_changes_are_not_announced(pipeline, heard, finished):
    before, after = finished("COMPLETE")
    assert pipeline.publish((None, before), (before, before), (after, after), (after, None)) == []
    assert heard == []


def test_a_new_record_is_announced_as_it_was_claimed(pipeline, heard):
    pipeline.ingest(events.object_created())
    (image,) = pipeline.images()
    claimed = image | {"status": {"S": "PENDING"}}
    assert pipeline.publish((None, claimed), (claimed, claimed)) == []
    (entry,) = heard
    assert entry["DetailType"] == "Asset Created"
    assert json.loads(entry["Detail"])["progressPercent"] == 0


def test_progress_is_announced_at_every_step_of_ten_per_cent(pipeline, heard):
    pipeline.ingest(events.object_created())
    images = [None, *pipeline.images()]
    for status, percent in (
        *(("PROGRESSING", 0), ("STATUS_UPDATE", 9), ("STATUS_UPDATE", 12), ("STATUS_UPDATE", 17)),
        *(("STATUS_UPDATE", 45), ("STATUS_UPDATE", 99), ("STATUS_UPDATE", 100), ("COMPLETE", 100)),
    ):
        progress = {"jobProgress": {"jobPercentComplete": percent}}
        pipeline.track(pipeline.job_event(status, **progress))
        images.extend(pipeline.images())
    assert pipeline.publish(*pairwise(images)) == []
    assert [
        (entry["DetailType"], json.loads(entry["Detail"]).get("progressPercent")) for entry in heard
    ] == [
        *(("Asset Progress", percent) for percent in (12, 45, 99)),
        ("Asset Completed", None),
    ]


@pytest.mark.parametrize("second", ["COMPLETE", "ERROR"])
def test_every_end_of_an_asset_that_is_processed_again_is_announced(pipeline, heard, second):
    images = [None]

    def seen(come_back):
        assert come_back == []
        images.extend(pipeline.images())

    seen(pipeline.ingest(events.object_created()))
    seen(pipeline.track(pipeline.job_event("COMPLETE")))
    seen(pipeline.ingest(events.reprocess(pipeline.asset()["assetId"], 1)))
    seen(pipeline.track(pipeline.job_event(second, number=1, errorCode=1040)))
    assert pipeline.publish(*pairwise(images)) == []
    details = [json.loads(entry["Detail"]) for entry in heard]
    status = "SUCCEEDED" if second == "COMPLETE" else "FAILED"
    assert [(one["status"], one["attempt"]) for one in details] == [("SUCCEEDED", 1), (status, 2)]
    assert [one["served"]["attempt"] for one in details] == [1, 2 if second == "COMPLETE" else 1]
    assert len({one["eventId"] for one in details}) == 2


def test_the_same_change_has_the_same_id(pipeline, heard, finished):
    change = finished("COMPLETE")
    pipeline.publish(change)
    pipeline.publish(change)
    first, second = (json.loads(entry["Detail"]) for entry in heard)
    assert first == second


def test_an_entry_that_is_not_taken_comes_back(pipeline, finished, monkeypatch, log_lines):
    change = finished("COMPLETE")
    answer = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}
    monkeypatch.setattr(pipeline.clients["events"], "put_events", lambda **_: answer)
    assert pipeline.publish(change) == [f"{1:021d}"]
    assert not any("exception" in line for line in log_lines())


def test_one_failing_record_does_not_fail_the_others(pipeline, heard, finished):
    change = finished("COMPLETE")
    pipeline.recorder.before = once("put_events", client_error("PutEvents", "Throttling", 400))
    assert pipeline.publish(change, change) == [f"{1:021d}"]
    assert len(heard) == 1


def test_poison_is_logged_and_reported(pipeline, log_lines):
    poison = {"assetId": {"S": "x"}, "status": {"S": "FAILED"}}
    assert pipeline.publish((None, poison)) == [f"{1:021d}"]
    assert any(line.get("assetId") == "x" and "exception" in line for line in log_lines())
