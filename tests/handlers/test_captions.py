"""Sidecars of captions: found with one listing, made or left out, and never the end of an asset."""

import json

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error, probed
from fakes.recorder import once

VIDEO = "uploads/u1/clip.mp4"
# Without a storyboard: no job here writes a file that one could be made of.
GROUPS = {"cmaf": profiles.LADDER, "mp4": profiles.PREVIEW}
WANTED = profiles.captioned({"jobs": {"main": {"output_groups": GROUPS}}})
FIRST = ["put_item", "get_parameter", "probe", "list_objects_v2", "create_job", "put_item"]


@pytest.fixture
def put(pipeline):
    """Puts sidecars, by the ends of their names."""
    pipeline.put_profile(profiles.text(WANTED))
    s3 = pipeline.clients["s3"]
    s3.create_bucket(Bucket=events.UPLOADS_BUCKET)

    def put(*ends, body=b"captions", **facts):
        for end in ends:
            key = VIDEO.removesuffix("mp4") + end
            s3.put_object(Bucket=events.UPLOADS_BUCKET, Key=key, Body=body, **facts)

    return put


def made(pipeline, number=-1):
    """Names of the caption outputs of a job, and the files that they come from."""
    settings = pipeline.mediaconvert.jobs[number]["Settings"]
    selectors = settings["Inputs"][0].get("CaptionSelectors", {})
    files = [one["SourceSettings"]["FileSourceSettings"] for one in selectors.values()]
    outputs = [one for group in settings["OutputGroups"] for one in group["Outputs"]]
    names = [one["NameModifier"] for one in outputs if "CaptionDescriptions" in one]
    return names, [one["SourceFile"].rpartition("/")[2] for one in files]


def captions(asset):
    return [(one["language"], one.get("leftOut")) for one in asset["captions"]]


def test_sidecars_are_found_with_one_listing(pipeline, put):
    put("en.srt", "fr.vtt", "mp4")
    assert pipeline.ingest(events.object_created(VIDEO)) == []
    assert sorted(pipeline.recorder.calls) == sorted(FIRST)
    assert made(pipeline) == (["_sub_en", "_sub_fr"], ["clip.en.srt", "clip.fr.vtt"])
    pipeline.track(pipeline.job_event("COMPLETE"))
    asset = pipeline.asset()
    assert asset["status"] == "SUCCEEDED"
    assert asset["captions"] == [
        {"language": "en", "source": "sidecar", "s3Key": "uploads/u1/clip.en.srt"},
        {"language": "fr", "source": "sidecar", "s3Key": "uploads/u1/clip.fr.vtt"},
    ]
    assert "warnings" not in asset


@pytest.mark.parametrize(
    ("profile", "answer"),
    [
        (profiles.DEFAULT, probed()),
        ({**WANTED, "captions": {"embedded": True}}, probed()),
        (WANTED, {"ProbeResults": [{"Container": probed()["ProbeResults"][0]["Container"]}]}),
    ],
    ids=["no captions", "embedded alone", "sound alone"],
)
def test_nothing_is_listed_where_nothing_is_looked_for(pipeline, put, profile, answer):
    put("en.srt")
    if profile is WANTED:
        answer = json.loads(json.dumps(answer))
        answer["ProbeResults"][0]["Container"]["Tracks"].pop(0)
    pipeline.put_profile(profiles.text(profile))
    pipeline.mediaconvert.answer = answer
    assert pipeline.ingest(events.object_created(VIDEO)) == []
    assert "list_objects_v2" not in pipeline.recorder.calls
    assert len(pipeline.mediaconvert.jobs) == 1


def test_what_is_left_out_is_a_warning(pipeline, put):
    put("en.srt")
    put("fr.srt", body=b"")
    put("de.srt", body=b"x" * 5_000_001)
    put("it.srt", StorageClass="GLACIER")
    pipeline.ingest(events.object_created(VIDEO))
    pipeline.track(pipeline.job_event("COMPLETE"))
    assert made(pipeline)[0] == ["_sub_en"]
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"]) == ("SUCCEEDED", 1)
    assert sorted((one["code"], one["message"]) for one in asset["warnings"]) == [
        ("CAPTIONS_LEFT_OUT", f"Without captions {why}.")
        for why in (
            "de (clip.de.srt): the file has more than 5 MB",
            "fr (clip.fr.srt): the file is empty",
            "it (clip.it.srt): the file is in an archive storage class and cannot be read",
        )
    ]


def test_captions_that_would_cost_too_much_are_left_out(pipeline, put, monkeypatch):
    """Alone, the video is not too expensive."""
    put("en.srt")
    pipeline.ingest(events.object_created(VIDEO))
    with_captions = pipeline.asset()["estimate"]["highUsd"]
    monkeypatch.setenv("MAX_ESTIMATE_USD", str(float(with_captions) - 0.0001))
    pipeline.forget_processes()
    pipeline.ingest(events.object_created(VIDEO, version_id="v2"))
    assert made(pipeline) == ([], [])
    second = next(one for one in pipeline.assets() if one["versionId"] == "v2")
    assert second["status"] == "PROCESSING"
    assert second["estimate"]["highUsd"] < with_captions
    assert captions(second) == [("en", "with captions, the jobs may cost more than is accepted")]


@pytest.mark.parametrize("code", [1010, 1040, 1075, 1076, 1404, 4711])
@pytest.mark.parametrize("max_attempts", ["3", "1"])
def test_what_mediaconvert_rejects_is_made_without_captions(
    pipeline, put, monkeypatch, code, max_attempts
):
    monkeypatch.setenv("MAX_ATTEMPTS", max_attempts)
    put("en.srt")
    pipeline.ingest(events.object_created(VIDEO))
    for number in range(4):
        pipeline.recorder.calls.clear()
        if "CaptionSelectors" not in pipeline.mediaconvert.jobs[-1]["Settings"]["Inputs"][0]:
            break
        pipeline.track(pipeline.job_event("ERROR", number=number, errorCode=code))
        assert pipeline.resubmit() == []
    assert "list_objects_v2" not in pipeline.recorder.calls
    assert made(pipeline) == ([], [])
    pipeline.track(pipeline.job_event("COMPLETE", number=len(pipeline.mediaconvert.jobs) - 1))
    asset = pipeline.asset()
    # An unknown code is tried again as it is first.
    attempts = int(max_attempts) + 1 if code == 4711 else 2
    assert (asset["status"], asset["attempt"]) == ("SUCCEEDED", attempts)
    assert asset["concessions"] == ["captions"]
    (warning,) = asset["warnings"]
    assert warning == {
        "code": "CAPTIONS_LEFT_OUT",
        "message": "Without captions en (clip.en.srt): a job with captions failed, and was made "
        "again without any.",
    }


def test_a_video_that_is_at_fault_itself_fails(pipeline, put):
    put("en.srt")
    pipeline.ingest(events.object_created(VIDEO))
    for number in range(2):
        pipeline.track(pipeline.job_event("ERROR", number=number, errorCode=1075))
        if number == 0:
            pipeline.resubmit()
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"], pipeline.sent) == ("FAILED", 2, [])


def test_an_error_that_overtakes_our_own_write_concedes_too(pipeline, put):
    """The job's metadata tell of captions that no record knows yet."""
    put("en.srt")
    pipeline.recorder.after = once("create_job", RuntimeError("died"))
    pipeline.ingest(events.object_created(VIDEO))
    assert "captions" not in pipeline.asset()
    pipeline.track(pipeline.job_event("ERROR", errorCode=1075))
    asset = pipeline.asset()
    assert (asset["status"], asset["attempt"]) == ("PENDING", 2)
    assert captions(asset) == [("en", "a job with captions failed, and was made again without any")]


def test_adopted_jobs_tell_their_captions(pipeline, put):
    put("en.srt", "pt-BR.vtt")
    pipeline.recorder.after = once("create_job", RuntimeError("died"))
    pipeline.ingest(events.object_created(VIDEO))
    pipeline.clock.forward(46)
    pipeline.ingest(events.object_created(VIDEO), receive_count=2)
    assert len(pipeline.mediaconvert.jobs) == 1
    assert captions(pipeline.asset()) == [("en", None), ("pt-BR", None)]


def test_a_listing_that_fails_for_now_brings_the_message_back(pipeline, put):
    put("en.srt")
    fault = client_error("ListObjectsV2", "SlowDown", 503)
    pipeline.recorder.before = once("list_objects_v2", fault)
    assert len(pipeline.ingest(events.object_created(VIDEO))) == 1
    assert pipeline.mediaconvert.jobs == []
    pipeline.clock.forward(46)
    assert pipeline.ingest(events.object_created(VIDEO), receive_count=2) == []
    assert made(pipeline)[0] == ["_sub_en"]


def test_a_late_sidecar_takes_part_when_the_asset_is_processed_again(pipeline, put):
    pipeline.ingest(events.object_created(VIDEO))
    put("en.srt")
    pipeline.track(pipeline.job_event("ERROR", errorCode=1999))
    pipeline.resubmit()
    assert made(pipeline)[0] == ["_sub_en"]


def test_a_reprocess_looks_again_at_what_was_conceded(pipeline, put):
    put("en.srt")
    pipeline.ingest(events.object_created(VIDEO))
    for number in range(2):
        pipeline.track(pipeline.job_event("ERROR", number=number, errorCode=1075))
        if number == 0:
            pipeline.resubmit()
    put("fr.srt")
    pipeline.ingest(events.reprocess(pipeline.asset()["assetId"], 2))
    assert made(pipeline)[0] == ["_sub_en", "_sub_fr"]
    assert "concessions" not in pipeline.asset()


@pytest.mark.parametrize("key", ["uploads/u1/clip.en.srt", "uploads/u1/a/b.c.PT-br.VTT"])
@pytest.mark.parametrize("size", [0, 100, 10_000_000])
def test_a_sidecar_makes_no_asset(pipeline, log_lines, key, size):
    assert pipeline.ingest(events.object_created(key, size=size)) == []
    assert pipeline.assets() == []
    assert pipeline.recorder.calls == []
    assert any(line.get("CaptionSidecarsSeen") == [1.0] for line in log_lines())


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("uploads/u1/clip.srt", "UNSUPPORTED_SUFFIX"),
        ("uploads/u1/clip.english.vtt", "UNSUPPORTED_SUFFIX"),
        ("uploads/clip.en.srt", "NO_UPLOADER"),
        ("uploads/u1/../u2/clip.en.srt", "UNSAFE_KEY"),
        ("uploads/u1/clip\u202e.en.srt", "UNSAFE_KEY"),
    ],
)
def test_what_is_no_sidecar_is_refused_as_ever(pipeline, key, code):
    assert pipeline.ingest(events.object_created(key)) == []
    (error,) = pipeline.asset()["errors"]
    assert error["code"] == code
    if code == "UNSUPPORTED_SUFFIX":
        assert "film.en.srt" in error["message"]
