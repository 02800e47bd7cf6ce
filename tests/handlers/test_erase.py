"""Erasures: all of an asset goes, nothing else does, and nothing brings it back."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest

from fakes import events
from fakes.clock import START
from fakes.erased_upload import KEY, Upload, erase, uploaded, versions
from fakes.function_environment import OUTPUTS_BUCKET, TABLE, UPLOAD_SESSIONS_TABLE
from fakes.mediaconvert import client_error
from fakes.recorder import once
from handlers import asset_eraser
from pipeline.aws import object_versions, transcoder
from pipeline.upload_sessions.keys import captions_upload_id

OWNER = "a" * 64
UPLOAD_ID = "11111111-1111-4111-8111-111111111111"
OTHER = "00000000-0000-4000-8000-000000000000"
DENIED = client_error("Any", "AccessDenied", 403)
SLOW = client_error("Any", "SlowDown", 503)


class KilledError(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
def bucket(pipeline):
    """The uploads bucket, by its client."""
    s3 = pipeline.clients["s3"]
    s3.create_bucket(Bucket=events.UPLOADS_BUCKET)
    s3.put_bucket_versioning(
        Bucket=events.UPLOADS_BUCKET, VersioningConfiguration={"Status": "Enabled"}
    )
    return s3


@pytest.fixture
def film(pipeline):
    return Upload(pipeline)


def test_all_of_an_asset_goes_and_a_tombstone_stays(film, log_lines):
    pipeline = film.pipeline
    assert film.outputs
    revision = film.record["revision"]
    passes, waited = erase(pipeline, film.id)
    assert (passes, waited) == (2, [60])
    assert (film.outputs, uploaded(film.s3)) == ([], [])
    assert film.record == {
        "assetId": film.id,
        "schemaVersion": 1,
        "status": "ERASED",
        "revision": revision + 3,  # ERASING, one pass that went on
        "erasedAt": "2026-01-01T12:01:00.000Z",
        "erasedBy": "operator",
        "expiresAt": 1775044860,
    }
    lines = log_lines()
    assert [one["message"] for one in lines if "message" in one][-1] == "erased"
    told = {name: one[name] for one in lines for name in one if "Eras" in name and name != "_aws"}
    assert told == {"ErasuresAsked": [1.0], "TimeToErase": [60.0], "AssetsErased": [1.0]}


def test_the_first_pass_names_no_outputs_any_more_and_takes_them(film):
    film.pipeline.erase(events.erase(film.id, "owner"))
    record = film.record
    assert (record["status"], record["formats"], record["outputs"]) == ("ERASING", [], {})
    assert "served" not in record
    assert record["history"][-1]["cause"] == "erasure asked for by the owner"
    assert (film.outputs, uploaded(film.s3)) == ([], [])


def test_a_job_that_runs_is_cancelled_and_what_it_writes_yet_goes_too(pipeline):
    film = Upload(pipeline, completed=False)
    (job,) = pipeline.mediaconvert.jobs
    job["Status"] = "PROGRESSING"
    pipeline.erase(events.erase(film.id))
    assert job["Status"] == "CANCELED"
    film.s3.put_object(Bucket=OUTPUTS_BUCKET, Key=f"{film.id}/1/mp4/index.mp4", Body=b"x")
    message, delay = pipeline.erasures.pop()
    assert delay == 30 + 60  # a function's time, and a job's
    pipeline.clock.forward(delay)
    pipeline.erase(message)
    assert (film.outputs, film.record["status"]) == ([], "ERASING")
    message, delay = pipeline.erasures.pop()
    assert delay == 0
    pipeline.erase(message)
    assert film.record["status"] == "ERASED"


@pytest.mark.parametrize("twice", [False, True], ids=["dies", "is overtaken"])
def test_a_pass_that_cancelled_a_job_is_known_to_the_next_one(pipeline, twice):
    """Whatever becomes of it: the job looks as if it had ended, and writes yet."""
    film = Upload(pipeline, completed=False)
    pipeline.mediaconvert.jobs[0]["Status"] = "COMPLETE"
    pipeline.erase(events.erase(film.id))
    pipeline.mediaconvert.jobs[0]["Status"] = "PROGRESSING"
    pipeline.clock.forward(300)

    def cancelled(name: str) -> None:
        if name == "cancel_job":
            pipeline.recorder.after = lambda _: None
            if not twice:
                raise KilledError
            pipeline.erase(events.erase(film.id))

    pipeline.recorder.after = cancelled
    if twice:
        pipeline.erase(events.erase(film.id))
    else:
        with pytest.raises(KilledError):
            pipeline.erase(events.erase(film.id))
    pipeline.clock.forward(6)
    pipeline.erase(events.erase(film.id), receive_count=2)
    assert film.record["status"] == "ERASING"
    film.s3.put_object(Bucket=OUTPUTS_BUCKET, Key=f"{film.id}/1/mp4/index.mp4", Body=b"x")
    pipeline.clock.forward(84)
    erase(pipeline, film.id)
    assert (film.outputs, film.record["status"]) == ([], "ERASED")


@pytest.mark.parametrize("state", ["SUBMITTED", "PROGRESSING"])
def test_a_job_that_no_record_knows_is_found(pipeline, state):
    """Its CreateJob was under way when the erasure began."""
    film = Upload(pipeline, completed=False)
    (job,) = pipeline.mediaconvert.jobs
    job["Status"] = "COMPLETE"
    lost = {**job, "Id": "lost", "Status": state}
    others = [{**job, "Id": f"o{n}", "Status": state, "UserMetadata": {}} for n in range(45)]
    pipeline.mediaconvert.jobs += [lost, *others]
    erase(pipeline, film.id)
    assert lost["Status"] == "CANCELED"
    assert {one["Status"] for one in others} == {state}


def test_a_job_that_ends_while_it_is_cancelled_is_waited_for(pipeline):
    film = Upload(pipeline, completed=False)
    conflict = client_error("CancelJob", "ConflictException", 409)
    pipeline.recorder.before = once("cancel_job", conflict)
    pipeline.erase(events.erase(film.id))
    pipeline.mediaconvert.jobs[0]["Status"] = "COMPLETE"
    message, delay = pipeline.erasures.pop()
    pipeline.clock.forward(delay)
    pipeline.erase(message)
    assert film.record["status"] == "ERASED"


def test_a_delivery_at_work_is_waited_for(pipeline, bucket):
    """It holds the lease, and creates the job that it was about to."""
    film_id, jobs = "", pipeline.mediaconvert.jobs

    def erased_meanwhile(name: str) -> None:
        nonlocal film_id
        if name == "create_job":
            pipeline.recorder.before = lambda _: None
            film_id = pipeline.asset()["assetId"]
            pipeline.erase(events.erase(film_id))

    put = bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=KEY, Body=b"x")
    pipeline.recorder.before = erased_meanwhile
    pipeline.ingest(events.object_created(KEY, version_id=put["VersionId"]))
    assert [job["Status"] for job in jobs] == ["SUBMITTED"]
    message, delay = pipeline.erasures.pop()
    assert delay == 45 + 60  # the lease, and then quiet
    pipeline.clock.forward(delay)
    pipeline.erase(message)
    assert (jobs[0]["Status"], pipeline.asset()["status"]) == ("CANCELED", "ERASING")
    message, delay = pipeline.erasures.pop()
    pipeline.clock.forward(delay)
    pipeline.erase(message)
    assert pipeline.asset()["status"] == "ERASED"


@pytest.mark.parametrize("passes", [1, 2])
def test_a_fault_of_what_is_erased_meanwhile_is_set_aside_for_nobody(pipeline, bucket, passes):
    """Probe is denied what is gone, and S3 cannot say any more that it was archived."""
    put = bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=KEY, Body=b"x")
    pipeline.mediaconvert.answer = client_error("Probe", "ForbiddenException", 403)

    def erased_meanwhile(name: str) -> None:
        if name == "probe":
            pipeline.recorder.before = lambda _: None
            message = events.erase(pipeline.asset()["assetId"])
            for _ in range(passes):
                pipeline.erase(message)
                pipeline.clock.forward(200)
                message, _delay = pipeline.erasures.pop() if pipeline.erasures else (message, 0)

    pipeline.recorder.before = erased_meanwhile
    event = events.object_created(KEY, version_id=put["VersionId"])
    assert pipeline.ingest(event) == []
    assert pipeline.asset()["status"] == ["ERASING", "ERASED"][passes - 1]
    assert pipeline.dead_letters() == []


def test_one_version_of_three_goes_alone(pipeline, bucket):
    films = [Upload(pipeline) for _ in range(3)]
    sidecar = "uploads/u1/film.en.srt"
    bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=sidecar, Body=b"x")
    bucket.delete_object(Bucket=events.UPLOADS_BUCKET, Key=KEY)
    erase(pipeline, films[1].id)
    left = versions(bucket, events.UPLOADS_BUCKET)
    assert {version for _, version in left} >= {films[0].version_id, films[2].version_id}
    assert sorted(key for key, _ in left) == [sidecar, *[KEY] * 3]  # two and the marker
    assert films[0].outputs
    assert films[2].outputs
    erase(pipeline, films[0].id)
    erase(pipeline, films[2].id)
    assert versions(bucket, events.UPLOADS_BUCKET) == []
    assert {one["status"] for one in pipeline.assets()} == {"ERASED"}


def test_sidecars_go_with_the_last_video_of_their_name(pipeline, bucket):
    film, sound = Upload(pipeline), Upload(pipeline, "uploads/u1/film.mp3")
    names = ("film.en.srt", "film.de.VTT")
    others = ("film.txt", "film.en.mp4", "film.en.de.srt", "film2.en.srt", "filmen.srt")
    for name in (*names, *names, *others):
        bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=f"uploads/u1/{name}", Body=b"x")
    bucket.delete_object(Bucket=events.UPLOADS_BUCKET, Key="uploads/u1/film.en.srt")
    before = uploaded(bucket)
    erase(pipeline, film.id)
    assert sorted(uploaded(bucket)) == sorted(key for key in before if key != KEY)
    erase(pipeline, sound.id)
    assert sorted(uploaded(bucket)) == sorted(f"uploads/u1/{name}" for name in others)


@pytest.mark.parametrize("key", ["uploads/u1/README", "uploads/u1/notes.txt"])
def test_a_refused_upload_goes_alone(pipeline, bucket, key):
    for name in ("README.en.srt", "README.mp4", "notes.en.srt", "README2"):
        bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=f"uploads/u1/{name}", Body=b"x")
    others = uploaded(bucket)
    put = bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=key, Body=b"x")
    pipeline.ingest(events.object_created(key, version_id=put["VersionId"]))
    assert pipeline.asset()["status"] == "FAILED"
    erase(pipeline, pipeline.asset()["assetId"])
    assert uploaded(bucket) == others
    assert pipeline.asset()["status"] == "ERASED"


def test_the_sessions_of_an_upload_by_the_api_go(pipeline, bucket):
    folder = f"uploads/{OWNER}/{UPLOAD_ID}"
    ids = (UPLOAD_ID, captions_upload_id(f"{folder}/film.en.srt"), OTHER)
    table = pipeline.clients["dynamodb"]
    bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=f"{folder}/film.en.srt", Body=b"x")
    film = Upload(pipeline, f"{folder}/film.mp4")
    for one in ids:
        table.put_item(TableName=UPLOAD_SESSIONS_TABLE, Item={"uploadId": {"S": one}})
    erase(pipeline, film.id, "owner")
    left = table.scan(TableName=UPLOAD_SESSIONS_TABLE)["Items"]
    assert left == [{"uploadId": {"S": OTHER}}]
    assert uploaded(bucket) == []
    assert film.record["ownerDigest"]
    assert OWNER not in json.dumps(film.record)


def test_without_an_api_there_are_no_sessions(film, monkeypatch):
    monkeypatch.delenv("UPLOAD_SESSIONS_TABLE_NAME")
    asset_eraser.parts.cache_clear()
    erase(film.pipeline, film.id)
    assert "delete_item" not in film.pipeline.recorder.calls


def test_a_long_erasure_goes_on_by_new_messages(film, monkeypatch):
    pipeline = film.pipeline
    for number in range(12):
        film.s3.put_object(Bucket=OUTPUTS_BUCKET, Key=f"{film.id}/1/{number}", Body=b"x")
    monkeypatch.setattr(object_versions, "PAGE_SIZE", 1)
    pipeline.recorder.after = lambda name: pipeline.clock.forward(4 * (name[:6] == "delete"))
    # A receive that comes late counts for nothing.
    passes, waited = erase(pipeline, film.id, receive_count=11)
    assert passes > 4
    assert waited.count(0) >= 4
    assert (film.outputs, film.record["status"]) == ([], "ERASED")


def test_many_open_jobs_are_looked_through_message_by_message(film, monkeypatch):
    pipeline = film.pipeline
    job = pipeline.mediaconvert.jobs[0]
    states = ["SUBMITTED"] * 90 + ["PROGRESSING"] * 50
    pipeline.mediaconvert.jobs += [
        {**job, "Id": f"o{n}", "Status": state, "UserMetadata": {}}
        for n, state in enumerate(states)
    ]
    monkeypatch.setattr(transcoder, "MOST_PAGES", 3)
    pipeline.clock.forward(1)
    pipeline.erase(events.erase(film.id))
    message, delay = pipeline.erasures.pop()
    assert (message["erase"]["jobs"], delay) == (
        {"since": "2026-01-01T12:00:01.000Z", "state": "SUBMITTED", "token": "60"},
        0,
    )
    # What began before it was quiet says nothing: it is looked through once more.
    erase(pipeline, film.id)
    assert pipeline.recorder.calls.count("list_jobs") == 3 + 2 * 8
    assert film.record["status"] == "ERASED"


@pytest.fixture
def empty(film):
    """Of which nothing is left but the record."""
    for bucket in (OUTPUTS_BUCKET, events.UPLOADS_BUCKET):
        for key, version in versions(film.s3, bucket):
            film.s3.delete_object(Bucket=bucket, Key=key, VersionId=version)
    return film


def test_what_was_at_work_when_it_began_may_write_yet(empty):
    """A COMPLETE that was read before is being finished: no lease tells of it."""
    pipeline = empty.pipeline
    pipeline.erase(events.erase(empty.id))
    _, delay = pipeline.erasures.pop()
    assert (empty.record["status"], delay) == ("ERASING", 60)
    storyboard = f"{empty.id}/1/storyboard/index.vtt"
    empty.s3.put_object(Bucket=OUTPUTS_BUCKET, Key=storyboard, Body=b"x")
    pipeline.clock.forward(delay)
    erase(pipeline, empty.id)
    assert (empty.outputs, empty.record["status"]) == ([], "ERASED")


def test_a_listing_counts_from_when_it_began(empty):
    pipeline = empty.pipeline
    pipeline.erase(events.erase(empty.id))
    pipeline.clock.forward(60)
    listing = {"since": "2026-01-01T12:00:59.999Z", "state": "PROGRESSING", "token": None}
    pipeline.erase(events.erase(empty.id, jobs=listing))
    assert empty.record["status"] == "ERASING"
    listing["since"] = "2026-01-01T12:01:00.000Z"
    pipeline.erase(events.erase(empty.id, jobs=listing))
    assert empty.record["status"] == "ERASED"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "call",
    ["list_object_versions", "delete_objects", "put_item", "get_job", "list_jobs", "send_message"],
)
def test_killed_in_the_middle(film, call, moment):
    pipeline = film.pipeline
    setattr(pipeline.recorder, moment, once(call, KilledError()))  # type: ignore[arg-type]
    with pytest.raises(KilledError):
        pipeline.erase(events.erase(film.id))
    pipeline.erasures.clear()
    erase(pipeline, film.id, receive_count=2)
    assert (film.outputs, uploaded(film.s3), film.record["status"]) == ([], [], "ERASED")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_the_end(film, moment):
    pipeline = film.pipeline
    pipeline.erase(events.erase(film.id))
    pipeline.clock.forward(60)
    setattr(pipeline.recorder, moment, once("put_item", KilledError()))  # type: ignore[arg-type]
    with pytest.raises(KilledError):
        pipeline.erase(events.erase(film.id))
    assert pipeline.erase(events.erase(film.id), receive_count=2) == []
    assert film.record["status"] == "ERASED"


@pytest.mark.parametrize(
    ("call", "error", "comes_back"),
    [
        *((call, SLOW, True) for call in ("list_object_versions", "delete_objects", "get_job")),
        *((call, DENIED, False) for call in ("list_object_versions", "delete_objects", "get_item")),
        *((call, DENIED, False) for call in ("list_jobs", "cancel_job", "delete_item")),
    ],
)
def test_calls_that_fail(pipeline, call, error, comes_back):
    film = Upload(pipeline, f"uploads/{OWNER}/{UPLOAD_ID}/film.mp4", completed=False)
    pipeline.recorder.before = once(call, error)
    assert len(pipeline.erase(events.erase(film.id))) == comes_back
    assert len(pipeline.dead_letters("erasures")) == (not comes_back)
    assert pipeline.erasures == []
    pipeline.mediaconvert.jobs[0]["Status"] = "COMPLETE"
    erase(pipeline, film.id, receive_count=2)
    assert (film.outputs, uploaded(film.s3), film.record["status"]) == ([], [], "ERASED")


def test_asked_twice_it_is_done_once(film):
    pipeline = film.pipeline
    pipeline.erase(events.erase(film.id, "owner"), events.erase(film.id, "operator"))
    erase(pipeline, film.id, "retention")
    tombstone = film.record
    assert tombstone["erasedBy"] == "owner"
    pipeline.erasures.clear()
    assert pipeline.erase(events.erase(film.id)) == []
    assert (film.record, pipeline.erasures) == (tombstone, [])


def test_two_passes_at_once_end_as_one(film):
    pipeline = film.pipeline
    pipeline.erase(events.erase(film.id))
    pipeline.clock.forward(60)

    def overtaken(name: str) -> None:
        if name == "put_item":
            pipeline.recorder.before = lambda _: None
            pipeline.erase(events.erase(film.id))

    pipeline.recorder.before = overtaken
    assert pipeline.erase(events.erase(film.id)) == []
    assert film.record["status"] == "ERASED"


@pytest.mark.parametrize("erased", [False, True], ids=["ERASING", "ERASED"])
def test_nothing_brings_it_back(film, erased):
    """Whatever comes late, for a record that stands, or for its tombstone."""
    pipeline = film.pipeline
    late = [pipeline.job_event("COMPLETE"), pipeline.job_event("ERROR", errorCode=1999)]
    if erased:
        erase(pipeline, film.id)
    else:
        pipeline.erase(events.erase(film.id))
    before, jobs = film.record, len(pipeline.mediaconvert.jobs)
    pipeline.recorder.calls.clear()
    requests = [film.event(), events.resubmit(film.id, 1), events.reprocess(film.id, 1)]
    assert pipeline.ingest(*requests, receive_count=3) == []
    assert pipeline.track(*late) == []
    assert pipeline.remove(events.remove(film.id, 1)) == []
    pipeline.clock.forward(600)
    assert pipeline.reconcile()["looked"] == 0
    for queue in ("upload-events", "job-events", "removals"):
        assert pipeline.dead_letters(queue) == []
    assert (film.record, len(pipeline.mediaconvert.jobs)) == (before, jobs)
    assert (film.outputs, pipeline.sent) == ([], [])


def test_an_erasure_that_does_not_go_on_is_asked_for_again(film):
    pipeline = film.pipeline
    pipeline.erase(events.erase(film.id, "owner"))
    pipeline.erasures.clear()
    pipeline.clock.forward(3600)
    assert pipeline.reconcile() == {"looked": 0, "healed": 0}
    pipeline.clock.forward(1)
    assert pipeline.reconcile() == {"looked": 1, "healed": 1}
    assert pipeline.erasures == [(events.erase(film.id, "owner"), 0)]
    assert pipeline.reconcile()["looked"] == 0
    erase(pipeline, film.id)
    pipeline.clock.forward(7200)
    assert pipeline.reconcile()["looked"] == 0


def test_what_was_kept_long_enough_is_erased_if_the_environment_says_so(
    film, pipeline, monkeypatch
):
    pipeline.clock.forward(10 * 24 * 3600)
    assert pipeline.reconcile()["looked"] == 0  # nobody said so
    monkeypatch.setenv("RETENTION_DAYS", "30")
    pipeline.forget_processes()
    pipeline.clock.forward(20 * 24 * 3600)
    assert pipeline.reconcile()["looked"] == 0
    young = Upload(pipeline)
    pipeline.clock.forward(1)
    assert pipeline.reconcile() == {"looked": 1, "healed": 0}
    assert (film.record["status"], young.record["status"]) == ("ERASING", "SUCCEEDED")
    assert pipeline.erasures == [(events.erase(film.id, "retention"), 0)]


@pytest.mark.parametrize("age_days", [29, 31])
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("key", [KEY, "uploads/u1/notes.txt"])
def test_an_old_event_of_an_upload_that_is_gone_is_acknowledged(
    pipeline, bucket, key, there, age_days
):
    put = bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=key, Body=b"x")
    if not there:
        version = put["VersionId"]
        bucket.delete_object(Bucket=events.UPLOADS_BUCKET, Key=key, VersionId=version)
    at = START - timedelta(days=age_days)
    event = events.object_created(key, version_id=put["VersionId"], at=at)
    assert pipeline.ingest(event) == []
    assert pipeline.dead_letters() == []
    assert len(pipeline.assets()) == (there or age_days < 30)


def test_an_old_event_of_which_s3_does_not_tell_makes_no_record(pipeline, bucket):
    """A denial is no answer."""
    put = bucket.put_object(Bucket=events.UPLOADS_BUCKET, Key=KEY, Body=b"x")
    pipeline.recorder.before = once(
        "list_object_versions", client_error("ListObjectVersions", "AccessDenied", 403)
    )
    event = events.object_created(KEY, version_id=put["VersionId"], at=START - timedelta(days=31))
    assert pipeline.ingest(event) == []
    ((reason, _),) = pipeline.dead_letters("upload-events")
    assert reason.startswith("PIPELINE_FAULT: ListObjectVersions")
    assert pipeline.assets() == []


def test_an_old_event_of_a_known_asset_asks_s3_nothing(film):
    film.pipeline.recorder.calls.clear()
    assert film.pipeline.ingest(film.event(at=START - timedelta(days=31))) == []
    assert film.pipeline.recorder.calls == ["get_item", "put_item"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("no JSON", "NOT_A_REQUEST"),
        ("[]", "NOT_A_REQUEST"),
        ({"remove": {"assetId": OTHER, "attempt": 1}}, "NOT_A_REQUEST"),
        ({"erase": OTHER}, "NOT_A_REQUEST"),
        (events.erase("../"), "NOT_A_REQUEST"),
        (events.erase(OTHER, "nobody"), "NOT_A_REQUEST"),
        (events.erase(OTHER, None), "NOT_A_REQUEST"),
        (events.erase(OTHER, attempt=1), "NOT_A_REQUEST"),
        ({**events.erase(OTHER), "bucket": "b"}, "NOT_A_REQUEST"),
        (events.erase(OTHER, jobs="all"), "NOT_A_REQUEST"),
        (events.erase(OTHER, jobs={"since": "now"}), "NOT_A_REQUEST"),
        (
            events.erase(OTHER, jobs={"since": "2026-01-01T12:00:00.000Z", "state": "COMPLETE"}),
            "NOT_A_REQUEST",
        ),
        (events.erase(OTHER), "UNKNOWN_ASSET"),
    ],
)
def test_messages_that_ask_for_nothing_of_ours(film, body, code):
    before = film.record
    assert film.pipeline.erase(body) == []
    ((reason, _),) = film.pipeline.dead_letters("erasures")
    assert reason.startswith(code)
    assert film.record == before


def test_an_upload_of_another_bucket_is_not_said_to_be_gone(film, monkeypatch):
    monkeypatch.setenv("UPLOADS_BUCKET_NAME", "another")
    asset_eraser.parts.cache_clear()
    film.pipeline.erase(events.erase(film.id))
    ((reason, _),) = film.pipeline.dead_letters("erasures")
    assert reason.startswith("OTHER_BUCKET")
    assert film.record["status"] == "SUCCEEDED"


def test_an_erasure_is_announced_once_it_is_done(film, monkeypatch):
    pipeline, entries = film.pipeline, []
    bus = pipeline.clients["events"]
    put = bus.put_events
    monkeypatch.setattr(bus, "put_events", lambda **kw: entries.extend(kw["Entries"]) or put(**kw))
    images = [pipeline.images()[0]]
    pipeline.erase(events.erase(film.id))
    images.append(pipeline.images()[0])
    erase(pipeline, film.id)
    images.append(pipeline.images()[0])
    assert pipeline.publish(*pairwise(images), (images[2], None)) == []
    (entry,) = entries
    assert entry["DetailType"] == "Asset Deleted"
    assert TABLE not in entry["Detail"]
    assert json.loads(entry["Detail"])["assetId"] == film.id
