"""A completed job is finished before it is recorded: its storyboard and its poster."""

import pytest

from fakes import events, profiles
from fakes.function_environment import OUTPUTS_BUCKET
from fakes.job_files import files_of, in_get_job
from fakes.mediaconvert import client_error, probed
from fakes.recorder import once

SLOW_DOWN = client_error("S3", "SlowDown", 503)
DENIED = client_error("S3", "AccessDenied", 403)
BOTH_JOBS = {
    "jobs": {
        "main": {
            "output_groups": {"hls": profiles.LADDER, "dash": profiles.LADDER},
            "thumbnails": profiles.FRAMES,
            "storyboard": True,
        }
    }
}
OVER_TILES = "../cmaf/indexThumbnail_000000001.jpg#xywh=0,0,256,144"
OVER_FRAMES = "../thumbnails/index_thumbnail.0000000.jpg#xywh=0,0,320,180"
FINISHING = ["get_object", "list_objects_v2", "put_object"]


def keys(pipeline):
    """Below the asset's attempt."""
    found = pipeline.clients["s3"].list_objects_v2(Bucket=OUTPUTS_BUCKET).get("Contents", [])
    return [one["Key"].split("/", 2)[2] for one in found]


def delete(pipeline, *endings):
    for one in pipeline.clients["s3"].list_objects_v2(Bucket=OUTPUTS_BUCKET)["Contents"]:
        if one["Key"].endswith(endings):
            pipeline.clients["s3"].delete_object(Bucket=OUTPUTS_BUCKET, Key=one["Key"])


def put(pipeline, ending, content):
    (key,) = (
        one["Key"]
        for one in pipeline.clients["s3"].list_objects_v2(Bucket=OUTPUTS_BUCKET)["Contents"]
        if one["Key"].endswith(ending)
    )
    pipeline.clients["s3"].put_object(Bucket=OUTPUTS_BUCKET, Key=key, Body=content)


def warnings(pipeline):
    return [one["code"] for one in pipeline.asset().get("warnings", [])]


def finishing(pipeline):
    """Calls of S3 alone."""
    return [name for name in pipeline.recorder.calls if name in {*FINISHING}]


def test_a_storyboard_and_a_poster(submitted):
    complete = submitted.complete(seconds=9)
    submitted.recorder.calls.clear()
    assert submitted.track(complete) == []
    asset = submitted.asset()
    base = f"s3://{OUTPUTS_BUCKET}/{asset['assetId']}/1"
    assert asset["formats"] == ["dash", "hls", "mp4", "poster", "storyboard", "thumbnails"]
    assert asset["outputs"]["storyboard"] == f"{base}/storyboard/index.vtt"
    name = "index_thumbnail.0000002.jpg"
    poster = {"uri": f"{base}/thumbnails/{name}", "number": 2}
    assert asset["outputs"]["poster"] == poster
    assert asset["outputs"]["thumbnails"]["count"] == 5
    assert submitted.storyboard().splitlines()[:4] == [
        *("WEBVTT", "", "00:00:00.000 --> 00:00:02.000", OVER_TILES),
    ]
    assert submitted.storyboard().splitlines()[-2] == "00:00:08.000 --> 00:00:09.000"
    assert warnings(submitted) == []


@pytest.mark.parametrize(
    ("missing", "first", "calls"),
    [
        ((".mpd",), OVER_TILES, 5),
        (("index.mpd", "Thumbnail.m3u8"), OVER_FRAMES, 5),
        ((".mpd", ".m3u8"), OVER_FRAMES, 4),
    ],
)
def test_what_cannot_be_read_is_made_up_for(submitted, missing, first, calls):
    complete = submitted.complete()
    delete(submitted, *missing)
    submitted.recorder.calls.clear()
    assert submitted.track(complete) == []
    assert submitted.storyboard().splitlines()[3] == first
    assert len(finishing(submitted)) == calls
    assert warnings(submitted) == []


@pytest.mark.parametrize(
    "content", [b"", b"<", b"\xff\xfe", b"<!DOCTYPE x>", b"<MPD>" + bytes(9 << 20)], ids=len
)
def test_so_is_what_mediaconvert_would_not_write(submitted, content):
    complete = submitted.complete()
    put(submitted, "index.mpd", content)
    assert submitted.track(complete) == []
    assert submitted.storyboard().splitlines()[3] == OVER_TILES


@pytest.mark.parametrize("seconds", [0.4, 10, 4 * 3600])
def test_five_calls_at_most_however_long(pipeline, seconds):
    pipeline.put_profile(profiles.text(BOTH_JOBS))
    pipeline.mediaconvert.answer = probed(seconds=seconds)
    pipeline.ingest(events.object_created())
    complete = pipeline.complete(seconds=seconds)
    put(pipeline, "index.mpd", b"")
    pipeline.recorder.calls.clear()
    assert pipeline.track(complete) == []
    assert finishing(pipeline) == ["get_object", "get_object", "get_object", *FINISHING[1:]]
    text = pipeline.storyboard()
    assert "../hls/" in text
    assert text.count("-->") == {0.4: 1, 10: 5}.get(seconds, 1440)


def test_without_sheets_and_frames_an_asset_succeeds_with_a_warning(submitted):
    complete = submitted.complete()
    delete(submitted, "")
    assert submitted.track(complete) == []
    asset = submitted.asset()
    assert (asset["status"], warnings(submitted)) == ("SUCCEEDED", ["STORYBOARD_FAILED"])
    assert asset["formats"] == ["dash", "hls", "mp4", "thumbnails"]
    assert keys(submitted) == []


@pytest.mark.parametrize("name", FINISHING)
@pytest.mark.parametrize("status", [503, 429])
def test_a_fault_that_may_pass_brings_the_message_back(submitted, name, status):
    complete = submitted.complete()
    error = client_error(name, "SlowDown", status)
    for receive_count in (1, 2, 3, 4):
        submitted.recorder.before = once(name, error)
        assert submitted.track(complete, receive_count=receive_count) != []
        assert submitted.asset()["status"] == "PROCESSING", receive_count
    submitted.recorder.before = lambda _: None
    assert submitted.track(complete, receive_count=5) == []
    assert warnings(submitted) == []
    assert submitted.storyboard()


@pytest.mark.parametrize("name", FINISHING)
def test_at_its_last_receive_but_one_it_is_saved_without(submitted, name, log_lines):
    complete = submitted.complete()

    def fail(called: str) -> None:
        if called == name:
            raise SLOW_DOWN

    submitted.recorder.before = fail
    log_lines()
    submitted.recorder.calls.clear()
    assert submitted.track(complete, receive_count=5) == []
    asset = submitted.asset()
    assert (asset["status"], warnings(submitted)) == ("SUCCEEDED", ["STORYBOARD_FAILED"])
    assert ("poster" in asset["outputs"]) == (name == "put_object")
    # A bucket that does not answer is not asked again.
    assert finishing(submitted) == FINISHING[: FINISHING.index(name) + 1]
    told = [line["message"] for line in log_lines() if line.get("level") == "INFO"]
    assert "SlowDown" in told[-1]


@pytest.mark.parametrize("name", FINISHING)
def test_a_fault_of_ours_costs_what_it_is_about(submitted, name):
    complete = submitted.complete()

    def deny(called: str) -> None:
        if called == name:
            raise DENIED

    submitted.recorder.before = deny
    assert submitted.track(complete) == []
    made = set(submitted.asset()["formats"]) & {"poster", "storyboard"}
    assert (
        made
        == {
            "get_object": {"poster", "storyboard"},  # over frames
            "list_objects_v2": {"storyboard"},
            "put_object": {"poster"},
        }[name]
    )
    assert warnings(submitted) == ([] if "storyboard" in made else ["STORYBOARD_FAILED"])


def test_a_function_without_time_lets_the_message_come_back(submitted):
    complete = submitted.complete()

    def hang(name: str) -> None:
        if name == "get_item":
            submitted.clock.forward(16)

    submitted.recorder.before = hang
    submitted.recorder.calls.clear()
    assert submitted.track(complete) != []
    assert submitted.recorder.calls[0] == "get_item"
    assert finishing(submitted) == []


def test_an_answer_that_breaks_off_may_pass(submitted, monkeypatch):
    complete = submitted.complete()
    s3 = submitted.clients["s3"]
    whole = s3.get_object

    def cut(**request):
        answer = whole(**request)
        return answer | {"ContentLength": answer["ContentLength"] + 1}

    monkeypatch.setattr(s3, "get_object", cut)
    assert submitted.track(complete) != []
    assert submitted.asset()["status"] == "PROCESSING"


def test_the_largest_frame_of_the_widest_size_is_the_poster(pipeline):
    pipeline.clients["s3"].create_bucket(
        Bucket=events.UPLOADS_BUCKET
    )  # its captions are looked for
    pipeline.put_profile(profiles.text(profiles.SHIPPED["default"]))
    pipeline.ingest(events.object_created())
    assert pipeline.track(pipeline.complete()) == []
    uri = pipeline.asset()["outputs"]["poster"]["uri"]
    assert uri.endswith("/thumbnails/index_thumbnail_1280.0000002.jpg")


def test_frames_alone_make_a_storyboard(pipeline):
    job = {"output_groups": {"mp4": profiles.PREVIEW}, "thumbnails": {}, "storyboard": True}
    pipeline.put_profile(profiles.text({"jobs": {"main": job}}))
    pipeline.ingest(events.object_created())
    complete = pipeline.complete()
    pipeline.recorder.calls.clear()
    assert pipeline.track(complete) == []
    assert finishing(pipeline) == FINISHING[1:]
    assert pipeline.storyboard().splitlines()[3] == OVER_FRAMES


@pytest.mark.parametrize("told", [{"captures": "x"}, {"captures": "_thumbnail 1x1 1/../"}])
def test_metadata_that_we_did_not_write_is_not_followed(submitted, told):
    complete = submitted.complete()
    complete["detail"]["userMetadata"] |= told
    submitted.recorder.calls.clear()
    assert submitted.track(complete) == []
    assert finishing(submitted) == ["get_object", "put_object"]
    assert submitted.asset()["formats"] == ["dash", "hls", "mp4", "storyboard", "thumbnails"]


def test_sound_alone_is_finished_without_a_call(pipeline):
    pipeline.mediaconvert.answer = probed()
    tracks = pipeline.mediaconvert.answer["ProbeResults"][0]["Container"]["Tracks"]
    del tracks[0]
    pipeline.ingest(events.object_created())
    assert pipeline.track(pipeline.job_event("COMPLETE")) == []
    assert finishing(pipeline) == []
    assert warnings(pipeline) == []


def test_the_reconciler_waits_for_what_may_pass_and_not_for_ever(unmoved):
    made = unmoved.complete()["detail"]["outputGroupDetails"]
    job = unmoved.mediaconvert.jobs[0]
    job.update(Status="COMPLETE", OutputGroupDetails=in_get_job(made))
    job["Timing"] = {"FinishTime": unmoved.clock.now()}

    def fail(called: str) -> None:
        if called == "put_object":
            raise SLOW_DOWN

    unmoved.recorder.before = fail
    assert unmoved.reconcile() == {"looked": 1, "healed": 0}
    assert unmoved.asset()["status"] == "PROCESSING"
    unmoved.clock.forward(86_400)
    assert unmoved.reconcile() == {"looked": 1, "healed": 1}
    assert (unmoved.asset()["status"], warnings(unmoved)) == ("SUCCEEDED", ["STORYBOARD_FAILED"])


def test_what_a_job_leaves_is_what_is_read(submitted):
    """The files of the fake have the names that the record tells."""
    submitted.track(submitted.complete())
    asset = submitted.asset()
    request = submitted.mediaconvert.jobs[0]
    made = {f"s3://{OUTPUTS_BUCKET}/{key}" for key in files_of(request, 10)}
    outputs = asset["outputs"]
    assert {outputs["dash"], outputs["hls"], outputs["poster"]["uri"]} <= made
