"""Assets that stopped moving are helped on."""

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error
from fakes.recorder import once

BROKEN = client_error("Any", "InternalServerErrorException", 500)
DENIED = client_error("Any", "ForbiddenException", 403)
NOTHING = {"looked": 0, "healed": 0}
HEALED = {"looked": 1, "healed": 1}
UNHEALED = {"looked": 1, "healed": 0}


@pytest.fixture
def processing(pipeline):
    """In PROCESSING, and unmoved for an hour."""
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(3601)
    pipeline.recorder.calls.clear()
    return pipeline


@pytest.fixture
def pending(pipeline):
    """Its orchestrator died after CreateJob, and its message is gone."""
    pipeline.recorder.after = once("create_job", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        pipeline.ingest(events.object_created())
    pipeline.clock.forward(901)
    pipeline.recorder.calls.clear()
    return pipeline


def move(pipeline, number=0, **facts):
    pipeline.mediaconvert.jobs[number].update(facts)


def test_what_moves_is_left_alone(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.clock.forward(3599)
    assert pipeline.reconcile() == NOTHING
    assert set(pipeline.recorder.calls[-2:]) == {"query"}


def test_a_lost_end_is_made_up_for(processing, log_lines):
    move(processing, Status="COMPLETE", JobPercentComplete=100)
    log_lines()
    assert processing.reconcile() == HEALED
    assert processing.recorder.calls == ["query", "query", "get_item", "get_job", "put_item"]
    asset = processing.asset()
    assert asset["status"] == "SUCCEEDED"
    assert asset["formats"] == ["dash", "hls", "mp4", "thumbnails"]
    assert asset["outputs"]["thumbnails"]["count"] == 5, "what the plan expects"
    lines = log_lines()
    assert [line["AssetsReconciled"] for line in lines if "AssetsReconciled" in line] == [[1.0]]
    assert [line["assetId"] for line in lines if "message" in line] == [asset["assetId"]]
    assert processing.reconcile() == NOTHING


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"Status": "ERROR", "ErrorCode": 1010, "ErrorMessage": "damaged"}, "JOB_ERROR_1010"),
        ({"Status": "CANCELED"}, "CANCELED"),
    ],
)
def test_a_lost_failure_is_made_up_for(processing, facts, code):
    move(processing, **facts)
    assert processing.reconcile() == HEALED
    asset = processing.asset()
    assert (asset["status"], asset["errors"][0]["code"]) == ("FAILED", code)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"Status": "ERROR", "ErrorCode": 1999}, "JOB_ERROR_1999"), ({"Id": "x"}, "JOB_NOT_FOUND")],
)
def test_a_job_that_may_pass_or_is_gone_is_tried_again(processing, facts, code):
    move(processing, **facts)
    assert processing.reconcile() == HEALED
    asset = processing.asset()
    assert (asset["status"], asset["attempt"]) == ("PENDING", 2)
    assert asset["errors"][0]["code"] == code
    ((body, delay),) = processing.sent
    assert body == events.resubmit(asset["assetId"], 2)
    processing.clock.forward(delay)
    assert processing.ingest(body) == []
    assert processing.asset()["status"] == "PROCESSING"


def test_a_job_that_is_still_at_work_is_looked_at_again_an_hour_later(processing):
    assert processing.reconcile() == UNHEALED
    assert processing.asset()["checkedAt"] == "2026-01-01T13:00:01.000Z"
    assert processing.reconcile() == NOTHING
    processing.clock.forward(3601)
    assert processing.reconcile() == UNHEALED


def test_lost_progress_is_made_up_for_and_heals_nothing(processing):
    move(processing, Status="PROGRESSING", JobPercentComplete=40)
    assert processing.reconcile() == UNHEALED
    assert processing.asset()["progressPercent"] == 40


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


def test_lost_jobs_are_adopted(pending):
    assert pending.reconcile() == HEALED
    assert pending.recorder.calls == ["query", "get_item", "list_jobs", "put_item", "query"]
    asset = pending.asset()
    assert (asset["status"], asset["jobIds"]) == (
        "PROCESSING",
        [pending.mediaconvert.jobs[0]["Id"]],
    )
    assert pending.sent == []


def test_an_attempt_without_jobs_is_asked_for_again(pending):
    pending.mediaconvert.jobs.clear()
    assert pending.reconcile() == HEALED
    ((body, delay),) = pending.sent
    assert (body, delay) == (events.resubmit(pending.asset()["assetId"], 1), 0)
    assert pending.reconcile() == NOTHING, "the message gets its time"
    assert pending.ingest(body) == []
    assert pending.asset()["status"] == "PROCESSING"
    assert len(pending.mediaconvert.jobs) == 1
    assert pending.mediaconvert.requests[-1]["UserMetadata"]["attempt"] == "1"


def test_a_retry_whose_message_was_lost_is_asked_for_again(processing):
    processing.recorder.before = once("send_message", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        processing.track(processing.job_event("ERROR", errorCode=1999))
    processing.clock.forward(961)
    processing.recorder.calls.clear()
    assert processing.reconcile() == HEALED
    assert "list_jobs" not in processing.recorder.calls, "nobody has claimed the attempt"
    assert processing.sent == [(events.resubmit(processing.asset()["assetId"], 2), 0)]


def test_it_creates_no_job(pending):
    pending.mediaconvert.jobs.clear()
    pending.reconcile()
    assert "create_job" not in pending.recorder.calls


def test_an_attempt_that_never_gets_its_jobs_is_given_up(pipeline):
    pipeline.clients["ssm"].delete_parameter(Name="/media-test/profiles/default")
    pipeline.ingest(events.object_created())
    for _ in range(200):
        pipeline.clock.forward(901)
        pipeline.reconcile()
        while pipeline.sent:
            pipeline.ingest(pipeline.sent.pop()[0])
        if pipeline.asset()["status"] == "FAILED":
            break
    asset = pipeline.asset()
    assert "2026-01-02T12:00" < asset["completedAt"] < "2026-01-02T12:16"
    codes = [error["code"] for error in asset["errors"]]
    assert (codes[-1], set(codes[:-1])) == ("STALLED", {"BAD_PROFILE"}), "the cause stays"


def test_a_mended_fault_is_made_up_for(pipeline):
    pipeline.clients["ssm"].delete_parameter(Name="/media-test/profiles/default")
    pipeline.ingest(events.object_created())
    pipeline.put_profile(profiles.text(profiles.DEFAULT))
    pipeline.clock.forward(901)
    pipeline.reconcile()
    assert pipeline.ingest(pipeline.sent.pop()[0]) == []
    assert pipeline.asset()["status"] == "PROCESSING"


def test_nothing_is_decided_from_the_index(processing):
    """It says PROCESSING; meanwhile the record moved."""
    event = processing.job_event("COMPLETE")

    def overtake(name: str) -> None:
        if name == "query" and processing.recorder.calls.count("query") == 2:
            processing.recorder.after = lambda _: None
            processing.track(event)

    processing.recorder.after = overtake
    assert processing.reconcile() == NOTHING
    assert "get_job" not in processing.recorder.calls
    assert processing.asset()["status"] == "SUCCEEDED"


def test_what_moves_on_meanwhile_is_not_asked_for(pending):
    pending.mediaconvert.jobs.clear()

    def overtake(name: str) -> None:
        if name == "list_jobs":
            pending.recorder.after = lambda _: None
            pending.ingest(events.object_created())

    pending.recorder.after = overtake
    assert pending.reconcile() == UNHEALED
    assert pending.sent == []
    assert len(pending.mediaconvert.jobs) == 1


@pytest.mark.parametrize("call", ["get_item", "get_job", "put_item"])
def test_one_assets_transient_fault_does_not_stop_the_others(pipeline, call):
    for version in ("v1", "v2"):
        pipeline.ingest(events.object_created(version_id=version))
    pipeline.clock.forward(3601)
    for number in (0, 1):
        move(pipeline, number, Status="COMPLETE")
    pipeline.recorder.before = once(call, BROKEN)
    assert pipeline.reconcile() == {"looked": 2, "healed": 1}
    assert pipeline.reconcile() == HEALED


def test_an_index_that_cannot_be_read_is_left_for_the_next_run(processing, log_lines):
    processing.recorder.before = once("query", BROKEN)
    assert processing.reconcile() == NOTHING
    assert not any("exception" in line for line in log_lines())


def test_a_fault_of_ours_is_raised_after_all_were_looked_at(pipeline):
    for version in ("v1", "v2"):
        pipeline.ingest(events.object_created(version_id=version))
    pipeline.clock.forward(3601)
    for number in (0, 1):
        move(pipeline, number, Status="COMPLETE")
    pipeline.recorder.before = once("get_job", DENIED)
    with pytest.raises(Exception, match="GetJob: ForbiddenException"):
        pipeline.reconcile()
    assert sorted(asset["status"] for asset in pipeline.assets()) == ["PROCESSING", "SUCCEEDED"]


def test_a_run_ends_in_time(pipeline):
    for number in range(6):
        pipeline.ingest(events.object_created(version_id=f"v{number}"))
    pipeline.clock.forward(3601)
    pipeline.recorder.after = lambda name: pipeline.clock.forward(3) if name == "get_job" else None
    assert pipeline.reconcile()["looked"] == 4


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(6))
def test_a_killed_run_is_made_up_for_by_the_next(pending, moment, number):
    pending.mediaconvert.jobs.clear()
    calls = iter(range(100))

    def kill(_: str) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt

    setattr(pending.recorder, moment, kill)
    with pytest.raises(KeyboardInterrupt):
        pending.reconcile()
    pending.clock.forward(901)
    pending.reconcile()
    for body, _ in pending.sent:
        assert pending.ingest(body) == []
    assert pending.asset()["status"] == "PROCESSING"
    assert len(pending.mediaconvert.jobs) == 1
