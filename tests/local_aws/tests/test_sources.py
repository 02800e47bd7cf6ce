"""Awkward sources: rotation, no sound, no picture, strange rates, and what cannot be read."""

import socket
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.conftest import document
from local_aws.tests.media_files import Found, Media
from local_aws.tests.users import allow


def encode(
    resources: SimpleNamespace, media: Media, source: Path, tmp_path: Path, **picture: Any
) -> Found:
    """Upload a source, make an MP4 of it and read that."""
    resources.s3.upload_file(str(source), "uploads", source.name)
    group = make.mp4("s3://outputs/sources/index", with_audio=picture.pop("with_audio", True))
    rotate = picture.pop("Rotate", "AUTO")
    description = group["Outputs"][0]["VideoDescription"]
    description.update(picture)
    for name in [name for name, value in picture.items() if value is None]:
        del description[name]
    request = make.job(group, source=f"s3://uploads/{source.name}")
    request["Settings"]["Inputs"][0]["VideoSelector"]["Rotate"] = rotate
    job = jobs.run(resources, request)
    assert job["Status"] == "COMPLETE", job.get("ErrorMessage")
    resources.s3.download_file("outputs", "sources/index.mp4", str(tmp_path / "out.mp4"))
    return media.read(tmp_path / "out.mp4")


def test_rotate_auto_turns_a_phones_video(
    resources: SimpleNamespace, media: Media, tmp_path: Path
) -> None:
    source = media.rotated(media.clip("wide.mp4", size="320x180", seconds=1), 90)
    resources.s3.upload_file(str(source), "uploads", source.name)
    url = f"s3://uploads/{source.name}"
    answer = resources.mediaconvert.probe(InputFiles=[{"FileUrl": url}])["ProbeResults"][0]
    video = answer["Container"]["Tracks"][0]["VideoProperties"]
    assert (video["Width"], video["Height"], video["Rotation"]) == (320, 180, 270)
    found = encode(resources, media, source, tmp_path, Width=180, Height=320)
    assert (found.width, found.height, found.rotation) == (180, 320, False)


def test_without_rotate_the_picture_stays_as_coded(
    resources: SimpleNamespace, media: Media, tmp_path: Path
) -> None:
    source = media.rotated(media.clip("wide2.mp4", size="320x180", seconds=1), 90)
    found = encode(resources, media, source, tmp_path, Rotate="DEGREE_0", Width=None, Height=None)
    assert (found.width, found.height, found.rotation) == (320, 180, False)


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        ({"Width": 640, "Height": 360, "ScalingBehavior": "FIT_NO_UPSCALE"}, (320, 240)),
        ({"Width": 640, "Height": 360, "ScalingBehavior": "FIT"}, (480, 360)),
        ({"Width": 640, "Height": 360, "ScalingBehavior": "DEFAULT"}, (640, 360)),
        ({"Width": 200, "Height": 200, "ScalingBehavior": "FILL"}, (200, 200)),
        ({"Width": 160, "Height": None}, (160, 120)),
        ({"Width": None, "Height": None}, (320, 240)),
    ],
)
def test_scaling(
    resources: SimpleNamespace,
    media: Media,
    tmp_path: Path,
    picture: dict[str, Any],
    size: tuple[int, int],
) -> None:
    source = media.folder / "small.mp4"
    if not source.exists():
        media.clip("small.mp4", size="320x240", seconds=1)
    found = encode(resources, media, source, tmp_path, **picture)
    assert (found.width, found.height) == size


def test_no_sound_wanted_none_written(
    resources: SimpleNamespace, media: Media, tmp_path: Path
) -> None:
    source = media.clip("mute.mp4", size="320x180", seconds=1, sound=False)
    assert encode(resources, media, source, tmp_path, with_audio=False).audio == ""


def test_sound_wanted_of_a_mute_source_is_silence(
    resources: SimpleNamespace, media: Media, tmp_path: Path
) -> None:
    source = media.clip("mute2.mp4", size="320x180", seconds=1, sound=False)
    assert encode(resources, media, source, tmp_path).audio == "aac"


@pytest.mark.parametrize(("rate", "frames"), [("24000/1001", 48), ("25", 50), ("60", 120)])
def test_the_frame_rate_is_the_sources(
    resources: SimpleNamespace, media: Media, tmp_path: Path, rate: str, frames: int
) -> None:
    name = f"rate-{rate.replace('/', '-')}.mov"
    source = media.clip(name, size="160x120", seconds=2, rate=rate)
    found = encode(resources, media, source, tmp_path)
    assert found.frames == pytest.approx(frames, abs=1)
    assert found.seconds == pytest.approx(2, abs=0.1)


def failed(resources: SimpleNamespace, key: str, **request: Any) -> tuple[int, str]:
    group = make.mp4("s3://outputs/failures/index")
    job = jobs.run(resources, {**make.job(group, source=f"s3://uploads/{key}"), **request})
    assert job["Status"] == "ERROR"
    event = jobs.events(resources, job["Id"], "ERROR")[-1]["detail"]
    assert (event["errorCode"], event["errorMessage"]) == (job["ErrorCode"], job["ErrorMessage"])
    return job["ErrorCode"], job["ErrorMessage"]


def test_a_missing_file_is_1404_to_a_role_that_may_list(
    aws: Callable[..., Any], resources: SimpleNamespace
) -> None:
    policy = {"RoleName": "test-mediaconvert", "PolicyName": "list"}
    aws("iam").put_role_policy(**policy, PolicyDocument=document(allow("s3:ListBucket")))
    listing = failed(resources, "nobody.mp4")
    aws("iam").delete_role_policy(**policy)
    for expected, (code, message) in ((1404, listing), (1401, failed(resources, "nobody.mp4"))):
        assert code == expected
        assert "s3://uploads/nobody.mp4" in message


@pytest.mark.parametrize(("body", "code"), [(None, 1401), (b"WEBVTT\n", 1076)])
def test_captions_that_cannot_be_read_fail_the_job(
    resources: SimpleNamespace, media: Media, body: bytes | None, code: int
) -> None:
    clip = media.clip("captioned.mp4", size="160x120", seconds=1)
    resources.s3.upload_file(str(clip), "uploads", "captioned.mp4")
    if body:
        resources.s3.put_object(Bucket="uploads", Key="bad.srt", Body=body)
    group = make.cmaf("s3://outputs/failures/index")
    group["Outputs"].append(make.captions("CMFC", "WEBVTT"))
    request = make.job(group, source="s3://uploads/captioned.mp4")
    selector = {"SourceSettings": make.caption_source("SRT", "bad.srt")}
    request["Settings"]["Inputs"][0]["CaptionSelectors"] = {"Caption Selector 1": selector}
    job = jobs.run(resources, request)
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", code)
    assert "s3://uploads/bad.srt" in job["ErrorMessage"]


def test_text_named_mp4_is_1076(resources: SimpleNamespace) -> None:
    resources.s3.put_object(Bucket="uploads", Key="text.mp4", Body=b"this is no video\n" * 100)
    assert failed(resources, "text.mp4")[0] == 1076


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{}'\n",
    ],
    ids=["playlist", "list"],
)
def test_a_script_named_mp4_is_1076_and_reads_nothing(
    resources: SimpleNamespace, media: Media, text: str
) -> None:
    """Neither a file of this machine nor a URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/segment.ts"
        for source in (url, f"file://{media.clip('own.ts', size='160x120', seconds=1)}"):
            resources.s3.put_object(Bucket="uploads", Key="script.mp4", Body=text.format(source))
            assert failed(resources, "script.mp4")[0] == 1076
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


# ISO/IEC 14496-12: where version 0 of a box has its duration.
HEADERS = {b"mvhd": 16, b"tkhd": 20, b"mdhd": 16}
EDIT_LIST = {b"elst": 8}


def declaring_nothing(resources: SimpleNamespace, media: Media, boxes: dict[bytes, int]) -> Path:
    """An upload of which Probe tells no duration."""
    whole = media.clip("declared.mp4", size="160x120", seconds=1)
    path = media.declaring_nothing(whole, boxes)
    resources.s3.upload_file(str(path), "uploads", path.name)
    url = f"s3://uploads/{path.name}"
    answer = resources.mediaconvert.probe(InputFiles=[{"FileUrl": url}])["ProbeResults"][0]
    assert "Duration" not in answer["Container"]
    assert len(answer["Container"]["Tracks"]) == 2
    return path


def test_a_file_that_declares_0_s_is_transcoded(
    resources: SimpleNamespace, media: Media, tmp_path: Path
) -> None:
    path = declaring_nothing(resources, media, HEADERS)
    assert encode(resources, media, path, tmp_path).seconds == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("more", [{}, HEADERS], ids=["edit list", "headers too"])
@pytest.mark.parametrize("kind", ["cmaf", "hls", "dash", "mp4"])
def test_a_file_that_shows_0_s_is_1076(
    resources: SimpleNamespace, media: Media, kind: str, more: dict[bytes, int]
) -> None:
    path = declaring_nothing(resources, media, EDIT_LIST | more)
    group = getattr(make, kind)(f"s3://outputs/nothing/{kind}/index")
    code, message = failed(
        resources, path.name, **make.job(group, source=f"s3://uploads/{path.name}")
    )
    assert (code, message) == (1076, "The input has no frames to write")


def test_sound_alone_is_1020(resources: SimpleNamespace, media: Media) -> None:
    path = media.clip("tone.mp4", seconds=1, picture=False)
    resources.s3.upload_file(str(path), "uploads", "tone.mp4")
    assert failed(resources, "tone.mp4")[0] == 1020


def test_a_missing_track_is_1021(resources: SimpleNamespace, media: Media) -> None:
    path = media.clip("mute3.mp4", size="160x120", seconds=1, sound=False)
    resources.s3.upload_file(str(path), "uploads", "mute3.mp4")
    request = make.job(make.mp4(), source="s3://uploads/mute3.mp4")
    selector = {"Audio Selector 1": {"SelectorType": "TRACK", "Tracks": [1]}}
    request["Settings"]["Inputs"][0]["AudioSelectors"] = selector
    assert failed(resources, "mute3.mp4", **request)[0] == 1021


def test_a_role_that_does_not_exist_is_1433(resources: SimpleNamespace) -> None:
    role = f"arn:aws:iam::{make.ACCOUNT}:role/nobody"
    assert failed(resources, "text.mp4", Role=role)[0] == 1433
