"""Job events in, guarded changes of the record out."""

import itertools

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error, probed
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
    complete = submitted.complete()
    del submitted.recorder.calls[:]
    submitted.track(complete)
    finishing = ["get_object", "list_objects_v2", "put_object"]
    assert submitted.recorder.calls == ["get_item", *finishing, "put_item"]
    submitted.track(complete)
    assert submitted.recorder.calls[5:] == ["get_item"], "what changes nothing finishes nothing"


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


@pytest.fixture
def heard(pipeline):
    """One asset in PROCESSING that has no picture."""
    pipeline.mediaconvert.answer = sound_alone()
    pipeline.ingest(events.object_created("uploads/u1/song.mp3"))
    return pipeline


def sound_alone():
    answer = probed()
    tracks = answer["ProbeResults"][0]["Container"]["Tracks"]
    tracks[:] = [track for track in tracks if track["TrackType"] == "audio"]
    return answer


def test_sound_alone_has_the_formats_that_are_made_of_it(heard):
    assert heard.asset()["jobs"]["main"]["outputGroups"] == ["cmaf", "m4a"]
    heard.track(heard.job_event("COMPLETE"))
    asset = heard.asset()
    base = f"{OUTPUTS}/{asset['assetId']}/1"
    assert asset["status"] == "SUCCEEDED"
    assert asset["outputs"] == {
        "dash": f"{base}/cmaf/index.mpd",
        "hls": f"{base}/cmaf/index.m3u8",
        "mp4": f"{base}/m4a/index.m4a",
    }


def test_the_formats_of_sound_alone_are_known_before_our_own_save(pipeline):
    """The job's metadata tell them: the event overtakes what we learned of the source."""
    pipeline.mediaconvert.answer = sound_alone()
    pipeline.recorder.after = once("create_job", SystemExit())
    with pytest.raises(SystemExit):
        pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("COMPLETE"))
    assert set(pipeline.asset()["outputs"]) == {"dash", "hls", "mp4"}
    assert pipeline.asset()["jobs"]["main"]["outputGroups"] == ["cmaf", "m4a"]


def test_the_formats_of_sound_alone_are_known_of_a_job_that_is_adopted(pipeline):
    pipeline.mediaconvert.answer = sound_alone()
    pipeline.recorder.after = once("create_job", SystemExit())
    with pytest.raises(SystemExit):
        pipeline.ingest(events.object_created())
    pipeline.finish()
    assert len(pipeline.mediaconvert.jobs) == 1
    assert pipeline.asset()["jobs"]["main"]["outputGroups"] == ["cmaf", "m4a"]
