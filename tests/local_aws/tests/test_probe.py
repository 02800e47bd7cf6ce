"""Probe: container, tracks and metadata, and what is no media."""

from types import SimpleNamespace

import pytest

from local_aws.tests.calls import refusal
from local_aws.tests.media_files import Media


def test_probe_reports_container_tracks_and_metadata(
    resources: SimpleNamespace, media: Media
) -> None:
    key = "folder/clip & ü.mp4"
    resources.s3.upload_file(
        str(media.clip("probe.mp4", size="320x180", seconds=2)), "uploads", key
    )
    answer = resources.mediaconvert.probe(InputFiles=[{"FileUrl": f"s3://uploads/{key}"}])
    found = answer["ProbeResults"][0]
    head = resources.s3.head_object(Bucket="uploads", Key=key)
    assert found["Metadata"]["ETag"] == head["ETag"]
    assert found["Metadata"]["FileSize"] == head["ContentLength"]
    assert found["Container"]["Format"] == "mp4"
    assert found["Container"]["Duration"] == pytest.approx(2, abs=0.05)
    assert found["TrackMappings"][0]["VideoTrackIndexes"] == [1]
    assert found["TrackMappings"][0]["AudioTrackIndexes"] == [2]
    video, audio = found["Container"]["Tracks"]
    assert (video["Codec"], audio["Codec"]) == ("AVC", "AAC")
    properties = video["VideoProperties"]
    assert (properties["Width"], properties["Height"]) == (320, 180)
    assert properties["FrameRate"] == {"Numerator": 30, "Denominator": 1}
    assert "Rotation" not in properties
    assert audio["AudioProperties"]["SampleRate"] == 48_000


@pytest.mark.parametrize("suffix", ["mov", "mkv", "webm", "avi", "ts"])
def test_probe_names_the_container(resources: SimpleNamespace, media: Media, suffix: str) -> None:
    names = {"mov": "quicktime", "mkv": "matroska", "ts": "mpegts"}
    clip = media.clip(f"format.{suffix}", size="160x120", seconds=1)
    resources.s3.upload_file(str(clip), "uploads", clip.name)
    answer = resources.mediaconvert.probe(InputFiles=[{"FileUrl": f"s3://uploads/{clip.name}"}])
    container = answer["ProbeResults"][0]["Container"]
    assert container["Format"] == names.get(suffix, suffix)
    assert {track["TrackType"] for track in container["Tracks"]} == {"video", "audio"}


def test_probe_of_what_is_no_media(resources: SimpleNamespace, media: Media) -> None:
    api = resources.mediaconvert
    resources.s3.put_object(Bucket="uploads", Key="text.mp4", Body=b"this is no video\n" * 99)
    answer = api.probe(InputFiles=[{"FileUrl": "s3://uploads/text.mp4"}])["ProbeResults"][0]
    assert answer["Container"] == {"Tracks": []}
    whole = media.clip("cut.mp4", size="160x120", seconds=1).read_bytes()
    resources.s3.put_object(Bucket="uploads", Key="cut.mp4", Body=whole[: len(whole) // 2])
    cut = refusal(api.probe, InputFiles=[{"FileUrl": "s3://uploads/cut.mp4"}])
    assert cut[0] == "UnprocessableEntityException"
    nobody = refusal(api.probe, InputFiles=[{"FileUrl": "s3://uploads/nobody.mp4"}])
    assert nobody[0] == "NotFoundException"


@pytest.mark.parametrize("storage_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_probe_of_an_archived_object(
    resources: SimpleNamespace, media: Media, storage_class: str
) -> None:
    body = media.clip("archived.mp4", size="160x120", seconds=1).read_bytes()
    resources.s3.put_object(Bucket="uploads", Key="a.mp4", Body=body, StorageClass=storage_class)
    files = [{"FileUrl": "s3://uploads/a.mp4"}]
    code, message = refusal(resources.mediaconvert.probe, InputFiles=files)[:2]
    assert code == "ForbiddenException"
    assert "storage class" in message
    head = resources.s3.head_object(Bucket="uploads", Key="a.mp4")
    assert head["StorageClass"] == storage_class


@pytest.mark.parametrize("storage_class", ["GLACIER_IR", "INTELLIGENT_TIERING"])
def test_probe_of_an_object_in_another_class(
    resources: SimpleNamespace, media: Media, storage_class: str
) -> None:
    body = media.clip("archived.mp4", size="160x120", seconds=1).read_bytes()
    resources.s3.put_object(Bucket="uploads", Key="a.mp4", Body=body, StorageClass=storage_class)
    answer = resources.mediaconvert.probe(InputFiles=[{"FileUrl": "s3://uploads/a.mp4"}])
    assert answer["ProbeResults"][0]["Container"]["Tracks"]
