"""One upload becomes HLS, DASH, MP4 and thumbnails: the outputs are played, not only listed."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from e2e.media import picture_size, play
from pipeline_client import Output, Pipeline
from streaming.presentation import Presentation, load
from streaming.profiles import not_aimed_for
from streaming.report import broken
from streaming.rules import MUST

SECONDS = 12
FORMATS = {"hls", "dash", "mp4", "thumbnails", "poster", "storyboard"}
CUE = re.compile(r"([\d:.]+) --> ([\d:.]+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)\n")
# Of the shipped ladder for a clip of 720p: width, height, most bits per second, in its order.
LADDER = {(854, 480): 1_600_000, (1280, 720): 3_500_000, (640, 360): 800_000}
SIZES = {(320, 180), (1280, 720)}


@dataclass(frozen=True)
class Result:
    pipeline: Pipeline
    record: dict
    outputs: dict[str, Output]
    folder: Path


@pytest.fixture(scope="module", params=["default", "per-format"])
def result(
    request: pytest.FixtureRequest,
    pipeline: Pipeline,
    second_pipeline: Pipeline,
    clip: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Result:
    """The sample clip through one of the shipped profiles, its outputs downloaded."""
    used = pipeline if request.param == "default" else second_pipeline
    asset = used.upload(clip, f"uploads/u1/{clip.name}")
    record = used.follow(asset, lambda _: None)
    assert record["status"] == "SUCCEEDED", record["errors"]
    folder = tmp_path_factory.mktemp(request.param)
    outputs = {output.key.removeprefix(f"{asset}/1/"): output for output in used.outputs(asset)}
    for name, output in outputs.items():
        used.fetch(output, folder / name)
    return Result(used, record, outputs, folder)


def located(result: Result, uri: str) -> Path:
    prefix = f"s3://{result.pipeline.names['outputs_bucket_name']}/{result.record['assetId']}/1/"
    assert uri.startswith(prefix)
    return result.folder / uri.removeprefix(prefix)


def test_record_tells_the_whole_story(result: Result) -> None:
    record = result.record
    assert set(record["formats"]) == FORMATS
    assert record["uploaderId"] == "u1"
    assert record["filename"] == "sample.mp4"
    assert record["progressPercent"] == 100
    assert record["attempt"] == 1
    assert record["errors"] == []
    assert record["createdAt"] <= record["updatedAt"]
    assert record["completedAt"].endswith("Z")
    assert "leaseUntil" not in record
    assert {job["state"] for job in record["jobs"].values()} == {"COMPLETE"}
    assert sorted(record["jobIds"]) == sorted(job["id"] for job in record["jobs"].values())
    profile = "default" if set(record["jobs"]) == {"main"} else "per-format"
    assert record["profile"]["name"] == profile
    assert set(record["jobs"]) == ({"main"} if profile == "default" else {"hls", "dash", "mp4"})


@pytest.fixture(scope="module")
def presentation(result: Result) -> Presentation:
    hls, dash = (located(result, result.record["outputs"][one]) for one in ("hls", "dash"))
    return load(hls, dash)


def test_every_must_that_the_profile_aims_for_is_met(
    result: Result, presentation: Presentation
) -> None:
    """And what the profile is excused of is not met: otherwise the excuse must go."""
    profile = result.record["profile"]["name"]
    found = broken(presentation, MUST)
    assert set(found) == set(not_aimed_for(profile)), found


def test_hls_plays(result: Result) -> None:
    master = located(result, result.record["outputs"]["hls"])
    for stream, (width, height) in enumerate(LADDER):
        video = play(master, stream)
        assert (video.codec, video.width_px, video.height_px) == ("h264", width, height)
        assert video.sound == "aac"
        assert video.seconds == pytest.approx(SECONDS, abs=0.1)


def test_dash_plays(result: Result) -> None:
    manifest = located(result, result.record["outputs"]["dash"])
    for stream, (width, height) in enumerate(LADDER):
        video = play(manifest, stream)
        assert (video.codec, video.width_px, video.height_px) == ("h264", width, height)
        assert video.sound == "aac"
        assert video.seconds == pytest.approx(SECONDS, abs=0.1)


def test_renditions_keep_to_their_bit_rates(presentation: Presentation) -> None:
    for variant, most in zip(presentation.variants, LADDER.values(), strict=True):
        # The peak of picture and sound together, and a tenth for the container.
        assert variant.bandwidth_bps
        assert variant.bandwidth_bps <= 1.1 * (most + 128_000)


def test_mp4_plays(result: Result) -> None:
    video = play(located(result, result.record["outputs"]["mp4"]))
    assert (video.codec, video.width_px, video.height_px) == ("h264", 1280, 720)
    assert video.sound == "aac"
    assert video.seconds == pytest.approx(SECONDS, abs=0.1)
    assert video.kilobits_per_second <= 1.1 * (2500 + 128)


def test_thumbnails_are_pictures(result: Result) -> None:
    thumbnails = result.record["outputs"]["thumbnails"]
    pictures = sorted((result.folder / "thumbnails").glob("*.jpg"))
    assert len(pictures) == len(SIZES) * thumbnails["count"] >= 4
    assert {picture_size(path) for path in pictures} == SIZES


def test_the_poster_is_a_thumbnail_in_the_largest_size(result: Result) -> None:
    poster = result.record["outputs"]["poster"]
    assert picture_size(located(result, poster["uri"])) == (1280, 720)
    assert 0.05 * SECONDS <= 2 * poster["number"] <= 0.6 * SECONDS


def test_the_storyboard_is_over_the_sheets(result: Result) -> None:
    """And players that read manifests find the same sheets."""
    path = located(result, result.record["outputs"]["storyboard"])
    cues = CUE.findall(path.read_text())
    assert len(cues) == SECONDS / 2
    assert (cues[0][0], cues[-1][1][:8]) == ("00:00:00.000", "00:00:12")
    assert [one[1] for one in cues[:-1]] == [one[0] for one in cues[1:]]
    for _, _, url, *area in cues:
        sheet = (path.parent / url).resolve()
        assert "Thumbnail_" in sheet.name
        (x, y, width, height), (wide, high) = map(int, area), picture_size(sheet)
        assert (width, height) == (256, 144)
        assert 0 <= x <= wide - width
        assert 0 <= y <= high - height
    hls = located(result, result.record["outputs"]["hls"])
    assert "#EXT-X-IMAGE-STREAM-INF:" in hls.read_text()
    assert "warnings" not in result.record


def test_outputs_are_encrypted_with_our_key_tiered_and_typed(result: Result) -> None:
    types = {
        ".m3u8": "application/vnd.apple.mpegurl",
        ".mpd": "application/dash+xml",
        ".jpg": "image/jpeg",
        ".vtt": "text/vtt",
        ".mp4": "video/mp4",
        ".ts": "video/mp2t",
        ".cmfv": "video/mp4",
        ".cmfa": "video/mp4",
    }
    for name, output in result.outputs.items():
        head = result.pipeline.s3.head_object(
            Bucket=result.pipeline.names["outputs_bucket_name"], Key=output.key
        )
        assert head["ServerSideEncryption"] == "aws:kms"
        assert head["SSEKMSKeyId"] == result.pipeline.names["data_key_arn"]
        assert head["StorageClass"] == "INTELLIGENT_TIERING"
        assert head["ContentType"].lower() in {types[Path(name).suffix], "audio/mp4"}, name
