"""Real jobs: every kind of group, read back with ffmpeg."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.media_files import Media
from streaming import dash
from streaming.presentation import load
from streaming.report import broken
from streaming.rules import MUST

PREFIX = "a 1/1/"
KEY = make.KEY
ENCRYPTED = {
    "DestinationSettings": {
        "S3Settings": {
            "Encryption": {"EncryptionType": "SERVER_SIDE_ENCRYPTION_KMS", "KmsKeyArn": KEY},
            "StorageClass": "INTELLIGENT_TIERING",
        }
    }
}
SRT = b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n"
IMAGES = {
    "ImageBasedTrickPlay": "ADVANCED",
    "ImageBasedTrickPlaySettings": {
        "IntervalCadence": "FOLLOW_CUSTOM",
        "ThumbnailInterval": 1.0,
        "ThumbnailWidth": 128,
        "TileWidth": 3,
        "TileHeight": 2,
    },
}
SECONDS = 4.0
# Apple's rules that this job does not ask for: I-frames, target durations, codecs, a rung.
UNASKED = {"6.1", "8.2", "9.1", "9.21-iOS"}


def all_groups() -> list[dict[str, Any]]:
    """Two renditions of 360 and 240 lines for each streaming group, an MP4, thumbnails."""
    base = f"s3://outputs/{PREFIX}"

    def pictures(container: str) -> list[dict[str, Any]]:
        return [
            make.video(container, 640, 360, "_360p", 900_000),
            make.video(container, 426, 240, "_240p", 400_000),
        ]

    length = {"SegmentLength": 2, **ENCRYPTED}
    fragments = {**length, "FragmentLength": 2}
    cmaf = [*pictures("CMFC"), make.audio("CMFC"), make.captions("CMFC", "WEBVTT")]
    imsc = make.captions("MPD", "IMSC")
    imsc["ContainerSettings"]["MpdSettings"] = {"CaptionContainerType": "FRAGMENTED_MP4"}
    dash = [*pictures("MPD"), make.audio("MPD"), imsc]
    hls = [{**one, "AudioDescriptions": [make.sound()]} for one in pictures("M3U8")]
    hls += [make.captions("M3U8", "WEBVTT")]
    mp4 = {**make.video("MP4", 320, 180), "AudioDescriptions": [make.sound()]}
    captured = make.frames(1, 3, 160)
    return [
        make.group("CmafGroupSettings", cmaf, f"{base}cmaf/index", **fragments, **IMAGES),
        make.group("DashIsoGroupSettings", dash, f"{base}dash/index", **fragments),
        make.group("HlsGroupSettings", hls, f"{base}hls/index", **length),
        make.group("FileGroupSettings", [mp4], f"{base}mp4/index", **ENCRYPTED),
        make.group("FileGroupSettings", [captured], f"{base}thumbnails/index", **ENCRYPTED),
    ]


@pytest.fixture(scope="module")
def done(resources: SimpleNamespace, media: Media, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The finished job, its events and its outputs as files in a folder."""
    resources.s3.upload_file(str(media.clip()), "uploads", "clip ü+1.mp4")
    resources.s3.put_object(Bucket="uploads", Key="clip ü+1.en.srt", Body=SRT)
    request = make.job(*all_groups(), source="s3://uploads/clip ü+1.mp4")
    selector = {"SourceSettings": make.caption_source("SRT", "clip ü+1.en.srt")}
    request["Settings"]["Inputs"][0]["CaptionSelectors"] = {"Caption Selector 1": selector}
    job = jobs.run(resources, request)
    assert job["Status"] == "COMPLETE", job.get("ErrorMessage")
    folder = tmp_path_factory.mktemp("outputs")
    for name in jobs.keys(resources, PREFIX):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        resources.s3.download_file("outputs", PREFIX + name, str(path))
    events = jobs.events(resources, job["Id"], "COMPLETE")
    return SimpleNamespace(job=job, events=events, folder=folder)


def test_cmaf_has_the_services_names_and_one_set_of_segments(done: Any) -> None:
    names = sorted(path.name for path in (done.folder / "cmaf").iterdir())
    assert names == sorted(
        [
            *("index.m3u8", "index.mpd"),
            *("index_360p.m3u8", "index_240p.m3u8", "index_audio.m3u8"),
            *("index_360pinit.cmfv", "index_240pinit.cmfv", "index_audioinit.cmfa"),
            *(f"index_{q}p_00000000{n}.cmfv" for q in (360, 240) for n in (1, 2)),
            *(f"index_audio_00000000{n}.cmfa" for n in (1, 2)),
            *("index_sub_en.m3u8", "index_sub_en.vtt", "index_sub_en_000000001.vtt"),
            *("indexThumbnail.m3u8", "indexThumbnail_000000001.jpg"),
        ]
    )


@pytest.mark.parametrize("playlist", ["cmaf/index.m3u8", "hls/index.m3u8"])
def test_hls_plays(done: Any, media: Media, playlist: str) -> None:
    found = media.read(done.folder / playlist)
    assert (found.video, found.audio) == ("h264", "aac")
    assert found.seconds == pytest.approx(SECONDS, abs=0.1)
    text = (done.folder / playlist).read_text()
    assert re.findall(r"STREAM-INF:B.*RESOLUTION=(\w+),F", text) == ["640x360", "426x240"]
    for child in re.findall(r"^\w+\.m3u8$", text, re.MULTILINE):
        assert media.read(done.folder / Path(playlist).parent / child).frames == 120


@pytest.mark.parametrize("manifest", ["cmaf/index.mpd", "dash/index.mpd"])
def test_dash_plays(done: Any, media: Media, manifest: str) -> None:
    found = media.read(done.folder / manifest)
    assert found.seconds == pytest.approx(SECONDS, abs=0.1)
    rows = dash.read(done.folder / manifest).representations
    played = [row.size for row in rows if row.kind in ("video", "audio")]
    assert played == [(640, 360), (426, 240), None]


@pytest.mark.parametrize(
    ("playlist", "manifest"),
    [("cmaf/index.m3u8", "cmaf/index.mpd"), ("hls/index.m3u8", "dash/index.mpd")],
)
def test_manifests_and_media_break_only_what_the_job_asks_for(
    done: Any, playlist: str, manifest: str
) -> None:
    found = broken(load(done.folder / playlist, done.folder / manifest), MUST)
    assert set(found) <= UNASKED, found


def test_renditions_stay_below_their_maximum(done: Any) -> None:
    for group in done.events[-1]["detail"]["outputGroupDetails"][:3]:
        rates = [
            one["videoDetails"]["averageBitrate"]
            for one in group["outputDetails"]
            if "videoDetails" in one
        ]
        # A transport stream adds its packets and, here, the sound.
        extra = 250_000 if group["type"] == "HLS_GROUP" else 0
        assert rates[0] <= 900_000 * 1.05 + extra
        assert rates[1] <= 400_000 * 1.05 + extra


def test_hls_segments_carry_picture_and_sound(done: Any, media: Media) -> None:
    found = media.read(done.folder / "hls/index_360p_00001.ts")
    assert (found.video, found.audio, found.width, found.height) == ("h264", "aac", 640, 360)
    assert found.seconds == pytest.approx(2, abs=0.1)


def test_mp4_starts_at_once(done: Any, media: Media) -> None:
    path = done.folder / "mp4/index.mp4"
    found = media.read(path)
    assert (found.video, found.audio, found.width, found.height) == ("h264", "aac", 320, 180)
    assert found.seconds == pytest.approx(SECONDS, abs=0.1)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_thumbnails_are_numbered_from_zero(done: Any, media: Media) -> None:
    names = sorted(path.name for path in (done.folder / "thumbnails").iterdir())
    assert names == [f"index_thumbnail.000000{n}.jpg" for n in range(3)]
    found = media.read(done.folder / "thumbnails" / names[-1])
    assert (found.video, found.width, found.height) == ("mjpeg", 160, 90)


@pytest.mark.usefixtures("done")
def test_objects_have_type_and_key(resources: SimpleNamespace) -> None:
    types = {
        "cmaf/index.m3u8": "application/vnd.apple.mpegurl",
        "cmaf/index.mpd": "application/dash+xml",
        "cmaf/index_360p_000000001.cmfv": "video/mp4",
        "cmaf/index_audio_000000001.cmfa": "video/mp4",
        "cmaf/indexThumbnail.m3u8": "application/vnd.apple.mpegurl",
        "cmaf/indexThumbnail_000000001.jpg": "image/jpeg",
        "cmaf/index_sub_en_000000001.vtt": "text/vtt",
        "dash/index_sub_en_000000001.mp4": "video/mp4",
        "dash/index_360p_000000001.mp4": "video/mp4",
        "hls/index_360p_00001.ts": "video/mp2t",
        "mp4/index.mp4": "video/mp4",
        "thumbnails/index_thumbnail.0000000.jpg": "image/jpeg",
    }
    for name in jobs.keys(resources, PREFIX):
        head = resources.s3.head_object(Bucket="outputs", Key=PREFIX + name)
        assert head["ServerSideEncryption"] == "aws:kms", name
        assert head["SSEKMSKeyId"] == KEY, name
        assert head["StorageClass"] == "INTELLIGENT_TIERING", name
        assert head["ContentType"] == types.get(name, head["ContentType"])


def test_events_come_in_order_with_the_documented_members(done: Any) -> None:
    details = [event["detail"] for event in done.events]
    assert [one["status"] for one in details] == ["PROGRESSING", "INPUT_INFORMATION", "COMPLETE"]
    for event, detail in zip(done.events, details, strict=True):
        assert event["source"] == "aws.mediaconvert"
        assert event["detail-type"] == "MediaConvert Job State Change"
        assert event["resources"] == [done.job["Arn"]]
        assert detail["accountId"] == make.ACCOUNT
        assert detail["queue"] == make.QUEUE
        assert detail["userMetadata"] == {"assetId": "a-1", "job": "main", "attempt": "1"}
        assert detail["timestamp"] > 1_700_000_000_000
    source = details[1]["inputDetails"][0]
    assert source["uri"] == "s3://uploads/clip ü+1.mp4"
    assert (source["video"][0]["width"], source["video"][0]["codec"]) == (640, "H_264")
    assert source["audio"][0]["codec"] == "AAC"


def test_complete_names_files_as_the_group_type_does(done: Any) -> None:
    cmaf, dash, hls, mp4, thumbnails = done.events[-1]["detail"]["outputGroupDetails"]
    base = f"s3://outputs/{PREFIX}"
    assert cmaf["type"] == "CMAF_GROUP"
    assert cmaf["playlistFilePaths"] == [f"{base}cmaf/index.mpd", f"{base}cmaf/index.m3u8"]
    assert dash["type"] == "DASH_ISO_GROUP"
    assert dash["playlistFilePaths"] == [f"{base}dash/index.mpd"]
    assert all("outputFilePaths" not in one for g in (cmaf, dash) for one in g["outputDetails"])
    assert hls["type"] == "HLS_GROUP"
    assert hls["playlistFilePaths"] == [f"{base}hls/index.m3u8"]
    assert hls["outputDetails"][0]["outputFilePaths"] == [f"{base}hls/index_360p.m3u8"]
    assert mp4["type"] == thumbnails["type"] == "FILE_GROUP"
    assert "playlistFilePaths" not in mp4
    assert mp4["outputDetails"][0]["outputFilePaths"] == [f"{base}mp4/index.mp4"]
    last = f"{base}thumbnails/index_thumbnail.0000002.jpg"
    assert thumbnails["outputDetails"][0]["outputFilePaths"] == [last]
    video = cmaf["outputDetails"][0]
    assert video["durationInMs"] == pytest.approx(4000, abs=40)
    assert (video["videoDetails"]["widthInPx"], video["videoDetails"]["heightInPx"]) == (640, 360)
    assert "videoDetails" not in cmaf["outputDetails"][2]
    text = cmaf["outputDetails"][3]
    assert text == {"durationInMs": video["durationInMs"]}
    captions = hls["outputDetails"][2]
    assert captions["outputFilePaths"] == [f"{base}hls/index_sub_en.m3u8"]
    assert len(done.job["OutputGroupDetails"][0]["OutputDetails"]) == 4
