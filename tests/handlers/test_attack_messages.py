"""Messages that somebody else put into the upload-events queue.

Its policy lets in the rule's events only; in the account, who has the permission can send what they
like. All they get is a dead letter, a record of a refusal, or the work that was due anyway.
"""

import json

import pytest

from fakes import events
from fakes.mediaconvert import probed

UNKNOWN = "8b9a2c8e-0000-0000-0000-000000000000"
DEEP = "[" * 100_000


def forged(**places):
    """S3's event with other values: detail__object__size=1."""
    event = events.object_created()
    for place, value in places.items():
        *way, last = place.split("__")
        inside = event
        for name in way:
            inside = inside[name]
        inside[last.replace("_", "-") if last == "version_id" else last] = value
    return event


@pytest.mark.parametrize(
    "event",
    [
        forged(detail__bucket__name="another-bucket"),
        forged(detail__bucket__name=f"{events.UPLOADS_BUCKET}/../another-bucket"),
        forged(detail__bucket__name=[events.UPLOADS_BUCKET]),
        forged(detail__bucket={}),
        forged(detail__object__key="elsewhere/u1/clip.mp4"),
        forged(detail__object__key="Uploads/u1/clip.mp4"),
        forged(detail__object__key="http://example.org/uploads/u1/clip.mp4"),
        forged(detail__object__key=""),
        forged(detail__object__key=["uploads/u1/clip.mp4"]),
        forged(detail__object__key={"uploads/u1/clip.mp4": 1}),
        forged(detail__object__key="uploads/u1/" + "n" * 1010 + ".mp4"),
        forged(detail__object__key="uploads/u1/\ud800.mp4"),
        forged(detail__object__version_id=7),
        forged(detail__object__version_id=["v1"]),
        forged(detail__object__version_id="v1\nuploads/u2/other.mp4"),
        forged(detail__object__version_id="v" * 1025),
        forged(detail__object__etag=""),
        forged(detail__object__etag=7),
        forged(detail__object__etag="e\r\nt"),
        forged(detail__object__size=-1),
        forged(detail__object__size="1"),
        forged(detail__object__size=1.5),
        forged(detail__object__size=True),
        forged(detail__object__size=10**40),
        forged(detail__object=[]),
        forged(detail=None),
        forged(time="0001-01-01T00:00:00+23:59"),
        forged(time="2026-01-01T12:00:00"),
        forged(time="x" * 5000),
        forged(time=1767268800),
        forged(source="my.s3"),
        {**events.object_created(), "detail-type": "Object Deleted"},
        {"source": "aws.s3", "detail-type": "Object Created"},
        "not json",
        "[]",
        json.dumps(events.object_created()).replace("1000000", "NaN"),
        json.dumps(events.object_created()).replace("1000000", "Infinity"),
        json.dumps(events.object_created()).replace('"source":', '"source": "my", "source":'),
        DEEP,
        '{"resubmit":' + DEEP,
        json.dumps({"resubmit": {"assetId": UNKNOWN, "attempt": True}}),
        json.dumps({"resubmit": {"assetId": UNKNOWN, "attempt": 1e9}}),
        json.dumps({"resubmit": {"assetId": [UNKNOWN], "attempt": 1}}),
        json.dumps({"reprocess": {"assetId": "../u2", "attempt": 1}}),
        json.dumps(
            {"resubmit": {"assetId": UNKNOWN, "attempt": 1}, "role": "arn:aws:iam::1:role/x"}
        ),
    ],
    ids=lambda _: "forged",
)
def test_forgeries_that_cannot_be_true_are_dead_letters_at_once(pipeline, log_lines, event):
    body = event if isinstance(event, str) else json.dumps(event)
    assert pipeline.ingest(body, events.object_created()) == []
    ((reason, letter),) = pipeline.dead_letters()
    assert reason.startswith(("NOT_AN_UPLOAD: ", "NOT_A_REQUEST: "))
    assert reason.isprintable()
    assert len(reason) <= 1000
    assert letter == body
    (asset,) = pipeline.assets()
    assert asset["s3Key"] == "uploads/u1/clip.mp4", "its batch mate's"
    assert asset["status"] == "PROCESSING"
    assert not any("exception" in line for line in log_lines())


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (forged(detail__object__etag="forged"), "SUPERSEDED"),
        (forged(detail__object__etag="forged", detail__object__version_id="v0"), "SUPERSEDED"),
        (forged(detail__object__key="uploads/u1/../../x.mp4"), "UNSAFE_KEY"),
    ],
)
def test_a_forged_version_or_etag_fails(pipeline, event, code):
    assert pipeline.ingest(event) == []
    asset = pipeline.asset()
    assert (asset["status"], asset["errors"][0]["code"]) == ("FAILED", code)
    assert pipeline.mediaconvert.jobs == []


def test_a_size_forged_small_does_not_open_the_limit(pipeline):
    answer = probed()
    answer["ProbeResults"][0]["Metadata"]["FileSize"] = 11 * 1024**3
    pipeline.mediaconvert.answer = answer
    assert pipeline.ingest(forged(detail__object__size=1)) == []
    assert pipeline.asset()["errors"][0]["code"] == "FILE_TOO_LARGE"
    assert pipeline.mediaconvert.jobs == []


def test_a_forged_event_of_a_record_that_is_there_changes_nothing(pipeline):
    pipeline.ingest(events.object_created())
    before = pipeline.asset()
    for event in (
        forged(detail__object__size=7),
        forged(detail__object__etag="forged"),
        forged(time="2020-01-01T00:00:00Z"),
    ):
        assert pipeline.ingest(event) == []
    assert pipeline.asset() == before
    assert len(pipeline.mediaconvert.jobs) == 1


@pytest.mark.parametrize("ask", [events.resubmit, events.reprocess])
def test_asking_for_an_unknown_asset_makes_none(pipeline, ask):
    assert pipeline.ingest(ask(UNKNOWN, 1)) == []
    ((reason, _),) = pipeline.dead_letters()
    assert reason.startswith("UNKNOWN_ASSET: ")
    assert pipeline.assets() == []
    assert pipeline.mediaconvert.jobs == []


@pytest.mark.parametrize(
    ("ask", "attempt", "status"),
    [
        (ask, attempt, status)
        for ask in (events.resubmit, events.reprocess)
        for attempt in (1, 2, 7, 10**30)
        for status in ("PROCESSING", "SUCCEEDED")
        if (ask, attempt, status) != (events.reprocess, 1, "SUCCEEDED")
    ],
)
def test_asking_again_for_what_is_under_way_or_done_makes_no_job(pipeline, ask, attempt, status):
    pipeline.ingest(events.object_created())
    if status == "SUCCEEDED":
        pipeline.track(pipeline.job_event("COMPLETE"))
    before = pipeline.asset()
    assert before["status"] == status
    assert pipeline.ingest(ask(before["assetId"], attempt)) == []
    assert pipeline.asset() == before
    assert len(pipeline.mediaconvert.jobs) == 1


def test_asking_again_for_a_refused_key_is_refused_again(pipeline):
    """A reprocess opens the attempt; it is refused by the same rules, before Probe."""
    pipeline.ingest(events.object_created("uploads/u1/../../x.mp4"))
    refused = pipeline.asset()
    assert pipeline.ingest(events.reprocess(refused["assetId"], 1)) == []
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"]) == ("FAILED", 2)
    assert {error["code"] for error in asset["errors"]} == {"UNSAFE_KEY"}
    assert "probe" not in pipeline.recorder.calls
    assert pipeline.mediaconvert.jobs == []


def test_asking_brings_no_file_role_or_queue_with_it(pipeline):
    """The new attempt's job is the first one's, for other outputs."""
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("ERROR", errorCode=1040))
    assert pipeline.ingest(events.reprocess(pipeline.asset()["assetId"], 1)) == []
    first, second = pipeline.mediaconvert.requests
    for name in ("Queue", "Role"):
        assert first[name] == second[name]
    assert first["Settings"]["Inputs"] == second["Settings"]["Inputs"]
