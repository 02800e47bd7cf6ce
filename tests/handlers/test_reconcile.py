"""Assets that stopped moving are helped on."""

import pytest

from fakes import events, profiles
from fakes.job_files import in_get_job
from fakes.recorder import once

NOTHING = {"looked": 0, "healed": 0}


HEALED = {"looked": 1, "healed": 1}


UNHEALED = {"looked": 1, "healed": 0}


def move(pipeline, number=0, **facts):
    pipeline.mediaconvert.jobs[number].update(facts)


def test_what_moves_is_left_alone(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(3599)
    assert pipeline.reconcile() == NOTHING
    assert set(pipeline.recorder.calls[-2:]) == {"query"}


def test_a_lost_end_is_made_up_for(unmoved, log_lines):
    made = unmoved.complete()["detail"]["outputGroupDetails"]
    move(
        unmoved,
        Status="COMPLETE",
        JobPercentComplete=100,
        OutputGroupDetails=in_get_job(made),
    )
    log_lines()
    unmoved.recorder.calls.clear()
    assert unmoved.reconcile() == HEALED
    finishing = ["get_object", "list_objects_v2", "put_object"]
    calls = ["query", "query", "get_item", "get_job", *finishing, "put_item"]
    # Then it looks for removals and erasures.
    assert unmoved.recorder.calls == [*calls, "query", "query", "query"]
    asset = unmoved.asset()
    assert asset["status"] == "SUCCEEDED"
    assert asset["formats"] == ["dash", "hls", "mp4", "poster", "storyboard", "thumbnails"]
    assert asset["outputs"]["thumbnails"]["count"] == 5, "what the plan expects"
    assert unmoved.storyboard().endswith("#xywh=1024,0,256,144\n")
    lines = log_lines()
    assert [line["AssetsReconciled"] for line in lines if "AssetsReconciled" in line] == [[1.0]]
    assert [line["assetId"] for line in lines if "message" in line] == [asset["assetId"]]
    assert unmoved.reconcile() == NOTHING


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"Status": "ERROR", "ErrorCode": 1010, "ErrorMessage": "damaged"}, "JOB_ERROR_1010"),
        ({"Status": "CANCELED"}, "CANCELED"),
    ],
)
def test_a_lost_failure_is_made_up_for(unmoved, facts, code):
    move(unmoved, **facts)
    assert unmoved.reconcile() == HEALED
    asset = unmoved.asset()
    assert (asset["status"], asset["errors"][0]["code"]) == ("FAILED", code)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"Status": "ERROR", "ErrorCode": 1999}, "JOB_ERROR_1999"), ({"Id": "x"}, "JOB_NOT_FOUND")],
)
def test_a_job_that_may_pass_or_is_gone_is_tried_again(unmoved, facts, code):
    move(unmoved, **facts)
    assert unmoved.reconcile() == HEALED
    asset = unmoved.asset()
    assert (asset["status"], asset["attempt"]) == ("PENDING", 2)
    assert asset["errors"][0]["code"] == code
    ((body, delay),) = unmoved.sent
    assert body == events.resubmit(asset["assetId"], 2)
    unmoved.clock.forward(delay)
    assert unmoved.ingest(body) == []
    assert unmoved.asset()["status"] == "PROCESSING"


def test_a_job_that_is_still_at_work_is_looked_at_again_an_hour_later(unmoved):
    assert unmoved.reconcile() == UNHEALED
    assert unmoved.asset()["checkedAt"] == "2026-01-01T13:00:01.000Z"
    assert unmoved.reconcile() == NOTHING
    unmoved.clock.forward(3601)
    assert unmoved.reconcile() == UNHEALED


def test_lost_progress_is_made_up_for_and_heals_nothing(unmoved):
    move(unmoved, Status="PROGRESSING", JobPercentComplete=40)
    assert unmoved.reconcile() == UNHEALED
    assert unmoved.asset()["progressPercent"] == 40


def test_each_unfinished_job_is_asked_for(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE"))
    pipeline.clock.forward(3601)
    for number in (1, 2):
        move(pipeline, number, Status="COMPLETE")
    pipeline.recorder.calls.clear()
    assert pipeline.reconcile() == HEALED
    assert pipeline.recorder.calls.count("get_job") == 2
    assert pipeline.asset()["status"] == "SUCCEEDED"


def test_siblings_of_a_job_that_failed_unheard_are_canceled(pipeline):
    pipeline.put_profile(profiles.text(profiles.PER_FORMAT))
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(3601)
    move(pipeline, 1, Status="ERROR", ErrorCode=1010)
    assert pipeline.reconcile() == HEALED
    assert [job["Status"] for job in pipeline.mediaconvert.jobs] == [
        "CANCELED",
        "ERROR",
        "CANCELED",
    ]
    assert pipeline.recorder.calls.count("get_job") == 2, "the rest does not matter any more"


def test_a_retry_whose_message_was_lost_is_asked_for_again(unmoved):
    unmoved.recorder.before = once("send_message", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        unmoved.track(unmoved.job_event("ERROR", errorCode=1999))
    unmoved.clock.forward(961)
    unmoved.recorder.calls.clear()
    assert unmoved.reconcile() == HEALED
    assert "list_jobs" not in unmoved.recorder.calls, "nobody has claimed the attempt"
    assert unmoved.sent == [(events.resubmit(unmoved.asset()["assetId"], 2), 0)]
