"""Files that are not what they say, or say what would be expensive: FAILED, and no job."""

import json

import pytest

from fakes import events
from fakes.mediaconvert import probed

THUMBNAIL = {"TrackType": "data"}


def unrecognized(**metadata):
    """Probe's answer for a playlist, a web page, a script: no format, no tracks."""
    about = {"ETag": f'"{events.ETAG}"', "FileSize": 100, **metadata}
    return {"ProbeResults": [{"Container": {"Tracks": []}, "Metadata": about}]}


def with_tracks(*tracks):
    answer = probed()
    answer["ProbeResults"][0]["Container"]["Tracks"] = list(tracks)
    return answer


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (unrecognized(MimeType="application/vnd.apple.mpegurl"), "UNREADABLE_SOURCE"),
        (unrecognized(MimeType="text/html"), "UNREADABLE_SOURCE"),
        (with_tracks(THUMBNAIL), "NO_VIDEO_TRACK"),
        (with_tracks({"TrackType": "video"}), "PICTURE_TOO_SMALL"),
        (with_tracks({"TrackType": "video", "VideoProperties": {}}), "PICTURE_TOO_SMALL"),
        (with_tracks({}), "NO_VIDEO_TRACK"),
        (probed(width=65535, height=65535), "PICTURE_TOO_LARGE"),
        (probed(SampleAspectRatio={"Numerator": 9999, "Denominator": 1}), "PICTURE_TOO_LARGE"),
        (probed(seconds=1e18), "DURATION_TOO_LONG"),
        (with_tracks(*[THUMBNAIL] * 10_000), "TOO_MANY_TRACKS"),
    ],
)
def test_such_a_file_fails_before_any_job(pipeline, log_lines, answer, code):
    pipeline.mediaconvert.answer = answer
    assert pipeline.ingest(events.object_created()) == []
    asset = pipeline.asset()
    assert asset["status"] == "FAILED"
    assert [error["code"] for error in asset["errors"]] == [code]
    assert pipeline.mediaconvert.requests == []
    assert pipeline.dead_letters() == []
    assert not any("exception" in line for line in log_lines())


def test_what_a_file_calls_itself_goes_into_no_job(pipeline):
    """Codec, language, format and type are the uploader's words."""
    answer = probed()
    words = "http://example.org/\n$(id)"
    result = answer["ProbeResults"][0]
    result["Metadata"]["MimeType"] = words
    result["Container"]["Format"] = words
    for track in result["Container"]["Tracks"]:
        track["Codec"] = words
    result["Container"]["Tracks"][1]["AudioProperties"]["LanguageCode"] = words
    pipeline.mediaconvert.answer = answer
    assert pipeline.ingest(events.object_created()) == []
    (request,) = pipeline.mediaconvert.requests
    assert "example.org" not in json.dumps(request)
