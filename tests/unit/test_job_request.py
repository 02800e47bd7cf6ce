"""Every request is valid by botocore's model and by the rules the model does not hold."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from botocore.validate import validate_parameters
from hypothesis import given
from hypothesis import strategies as st

from fakes import events, profiles
from fakes.assets import claimed
from fakes.clock import FakeClock
from fakes.mediaconvert import FakeMediaConvert, breaches, service_model
from fakes.sources import source
from local_aws.mediaconvert.rules import violations
from pipeline.transcoding.job_request import Target, client_request_token, job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.tracks import AudioTrack, ScanType

BUCKET = f"media-test-outputs-{events.ACCOUNT_ID}"
TARGET = Target(
    outputs_bucket_name=BUCKET,
    data_key_arn=f"arn:aws:kms:eu-west-1:{events.ACCOUNT_ID}:key/mrk-" + "0" * 32,
    transcode_queue_arn=events.QUEUE_ARN,
    mediaconvert_role_arn=f"arn:aws:iam::{events.ACCOUNT_ID}:role/media-test-mediaconvert",
    status_update_interval_seconds=60,
)
SOURCE = source()
TWO_FILES = {
    "jobs": {
        "files": {
            "output_groups": {
                "mp4": [
                    profiles.rendition("high", 1280, 720, 2_000_000),
                    profiles.rendition("low", 640, 360, 600_000),
                ]
            }
        }
    }
}
LANGUAGES = [(1, "eng"), (2, "gsw"), (3, None)]
SHIPPED = [profiles.DEFAULT, profiles.PER_FORMAT, TWO_FILES]


def requests(document, fitted=SOURCE, asset=None):
    asset = asset or claimed()
    plans = fit(parse_profile("p", json.dumps(document)), fitted)
    return {
        plan.name: job_request(asset.id, asset.attempt, asset.upload.url, plan, TARGET)
        for plan in plans
    }


def groups(request):
    return {group["Name"]: group for group in request["Settings"]["OutputGroups"]}


def h264(request):
    codecs = [one.get("VideoDescription", {}).get("CodecSettings", {}) for one in outputs(request)]
    return [codec["H264Settings"] for codec in codecs if "H264Settings" in codec]


def own_settings(group):
    (settings,) = (value for name, value in group["OutputGroupSettings"].items() if name != "Type")
    return settings


def outputs(request):
    return [one for group in request["Settings"]["OutputGroups"] for one in group["Outputs"]]


@pytest.mark.parametrize("document", SHIPPED, ids=["default", "per-format", "two files"])
@given(
    width_px=st.integers(32, 8192),
    height_px=st.integers(32, 8192),
    audio_tracks=st.integers(0, 2),
    rotation_degrees=st.sampled_from([None, 0, 90, 180, 270]),
    scan_type=st.sampled_from([None, *ScanType]),
    transfer_characteristics=st.sampled_from([None, "ITU_709", "ARIB_B67"]),
    container_frame_rate=st.none() | st.fractions(Fraction(1, 10), 480),
    duration_seconds=st.none() | st.floats(0.04, 10_000),
)
def test_every_request_is_valid(document, **facts):
    shape = service_model().operation_model("CreateJob").input_shape
    for request in requests(document, source(**facts)).values():
        validate_parameters(request, shape)
        assert breaches(request, shape, "CreateJob") == []
        assert violations(request) == []


def test_the_fake_takes_them_and_refuses_others():
    service = FakeMediaConvert(FakeClock())
    request = requests(profiles.DEFAULT)["main"]
    service.create_job(**request)
    request["Settings"]["OutputGroups"][0]["Outputs"][0]["ContainerSettings"]["Container"] = "MP4"
    with pytest.raises(Exception, match="Container"):
        service.create_job(**request)


def test_what_every_job_says():
    asset = claimed()
    request = requests(profiles.DEFAULT, asset=asset)["main"]
    assert request["Queue"] == TARGET.transcode_queue_arn
    assert request["Role"] == TARGET.mediaconvert_role_arn
    assert request["StatusUpdateInterval"] == "SECONDS_60"
    assert request["UserMetadata"] == {
        "assetId": asset.id,
        "job": "main",
        "attempt": "1",
        "outputGroups": "cmaf mp4 thumbnails storyboard",
        "captures": "_thumbnail 320x180 2000",
        "storyboard": "256x144 2",
    }
    assert request["ClientRequestToken"] == client_request_token(asset.id, 1, "main")
    assert request["AccelerationSettings"] == {"Mode": "DISABLED"}
    assert request["BillingTagsSource"] == "QUEUE"


def test_tokens_differ_by_asset_attempt_and_job_and_are_the_same_for_ever():
    asset_id = claimed().id
    tokens = {
        client_request_token(*args)
        for args in [(asset_id, 1, "a"), (asset_id, 2, "a"), (asset_id, 1, "b")]
    }
    assert len(tokens) == 3
    assert max(map(len, tokens)) <= 64
    assert client_request_token(asset_id, 1, "a") in tokens


def test_cmaf_has_one_set_of_segments_for_both_manifests():
    group = groups(requests(profiles.DEFAULT)["main"])["cmaf"]
    settings = own_settings(group)
    assert (settings["WriteHlsManifest"], settings["WriteDashManifest"]) == ("ENABLED", "ENABLED")
    assert settings["SegmentLength"] == 6
    assert settings["SegmentLengthControl"] == "GOP_MULTIPLE"
    assert [one["NameModifier"] for one in group["Outputs"]] == ["_720p", "_480p", "_audio"]
    assert {one["ContainerSettings"]["Container"] for one in group["Outputs"]} == {"CMFC"}


@pytest.mark.parametrize(
    ("name", "container", "modifiers"),
    [("hls", "M3U8", ["_720p", "_480p"]), ("dash", "MPD", ["_720p", "_480p", "_audio"])],
)
def test_containers_and_names(name, container, modifiers):
    group = groups(requests(profiles.PER_FORMAT)[name])[name]
    assert {one["ContainerSettings"]["Container"] for one in group["Outputs"]} == {container}
    assert [one["NameModifier"] for one in group["Outputs"]] == modifiers


def test_destinations():
    asset = replace(claimed(), attempt=3)
    found = groups(requests(profiles.DEFAULT, asset=asset)["main"])
    base = f"s3://{BUCKET}/{asset.id}/3"
    assert {name: own_settings(group)["Destination"] for name, group in found.items()} == {
        name: f"{base}/{name}/index" for name in ("cmaf", "mp4", "thumbnails")
    }
    assert "NameModifier" not in found["mp4"]["Outputs"][0]


def test_the_first_of_several_files_is_index_mp4():
    found = list(groups(requests(TWO_FILES)["files"]).values())
    destinations = [own_settings(group)["Destination"].rsplit("/", 1)[1] for group in found]
    assert destinations == ["index", "index_low"]
    assert [len(group["Outputs"]) for group in found] == [1, 1]


def test_everything_is_encrypted_with_our_key():
    for document in SHIPPED:
        for request in requests(document).values():
            for group in request["Settings"]["OutputGroups"]:
                s3 = own_settings(group)["DestinationSettings"]["S3Settings"]
                assert s3["Encryption"] == {
                    "EncryptionType": "SERVER_SIDE_ENCRYPTION_KMS",
                    "KmsKeyArn": TARGET.data_key_arn,
                }


def test_every_output_is_tiered_by_the_job_itself():
    for document in SHIPPED:
        for request in requests(document).values():
            for group in request["Settings"]["OutputGroups"]:
                s3 = own_settings(group)["DestinationSettings"]["S3Settings"]
                assert s3["StorageClass"] == "INTELLIGENT_TIERING"


def test_only_the_basic_tier_is_used_unless_asked():
    made = [request for document in SHIPPED for request in requests(document).values()]
    levels = [settings for request in made for settings in h264(request)]
    assert len(levels) == 10
    for settings in levels:
        assert settings["QualityTuningLevel"] == "SINGLE_PASS"
        assert settings["RateControlMode"] == "QVBR"
        assert settings["MaxBitrate"] > 0


def test_a_silent_source_makes_no_sound():
    for request in requests(profiles.DEFAULT, source(audio_tracks=0)).values():
        assert "AudioSelectors" not in request["Settings"]["Inputs"][0]
        for one in outputs(request):
            assert "AudioDescriptions" not in one
            assert one.get("NameModifier") != "_audio"


def test_sound_is_stereo_aac():
    request = requests(profiles.DEFAULT)["main"]
    sounds = [one for each in outputs(request) for one in each.get("AudioDescriptions", [])]
    assert len(sounds) == 2
    for sound in sounds:
        assert sound["CodecSettings"]["AacSettings"]["CodingMode"] == "CODING_MODE_2_0"
        assert sound["CodecSettings"]["AacSettings"]["SampleRate"] == 48_000


def test_frames_are_captured_at_the_profiles_pace():
    (frames,) = groups(requests(profiles.DEFAULT)["main"])["thumbnails"]["Outputs"]
    assert frames["ContainerSettings"]["Container"] == "RAW"
    assert frames["NameModifier"] == "_thumbnail"
    assert frames["VideoDescription"]["CodecSettings"]["FrameCaptureSettings"] == {
        "FramerateNumerator": 1,
        "FramerateDenominator": 2,
        "MaxCaptures": 10,
    }


@pytest.mark.parametrize(("known", "behavior"), [(True, "STRETCH_TO_OUTPUT"), (False, "FIT")])
def test_nothing_is_distorted_when_the_shape_is_unknown(known, behavior):
    request = requests(profiles.DEFAULT, source(essence_read=known))["main"]
    pictures = [one["VideoDescription"] for one in outputs(request) if "VideoDescription" in one]
    assert {picture["ScalingBehavior"] for picture in pictures} == {behavior}


@pytest.mark.parametrize(
    ("degrees", "rotate"),
    [
        (0, "DEGREE_0"),
        (90, "DEGREES_90"),
        (180, "DEGREES_180"),
        (270, "DEGREES_270"),
        (None, "AUTO"),
    ],
)
def test_a_job_turns_the_picture_by_what_probe_told(degrees, rotate):
    request = requests(profiles.DEFAULT, source(rotation_degrees=degrees))["main"]
    assert request["Settings"]["Inputs"][0]["VideoSelector"] == {"Rotate": rotate}


def test_every_picture_is_corrected_and_no_other():
    """Frames that are captured, too."""
    odd = source(scan_type=ScanType.INTERLACED, transfer_characteristics="ARIB_B67")
    for fitted, expected in ((odd, {"Deinterlacer", "ColorCorrector"}), (SOURCE, set())):
        for one in outputs(requests(profiles.DEFAULT, fitted)["main"]):
            if picture := one.get("VideoDescription"):
                assert set(picture.get("VideoPreprocessors", {})) == expected


@pytest.mark.parametrize(("segment_seconds", "gop_seconds"), [(6, 2.0), (4, 2.0), (5, 1.0)])
def test_gops_are_closed_and_divide_segments(segment_seconds, gop_seconds):
    document = {**profiles.DEFAULT, "segment_seconds": segment_seconds}
    for settings in h264(requests(document)["main"]):
        assert (settings["GopSize"], settings["GopSizeUnits"]) == (gop_seconds, "SECONDS")
        assert settings["GopClosedCadence"] == 1
        assert settings["CodecProfile"] == "HIGH"


def test_hevc_is_marked_for_apples_players():
    for one in outputs(requests({**profiles.DEFAULT, "codec": "hevc"})["main"]):
        codec = one.get("VideoDescription", {}).get("CodecSettings", {})
        if codec.get("Codec") == "H_265":
            assert codec["H265Settings"]["WriteMp4PackagingType"] == "HVC1"
            return
    pytest.fail("no picture of HEVC")


def test_the_first_sound_is_the_default_and_every_rendition_plays_with_the_group():
    both = replace(
        SOURCE,
        audio=tuple(AudioTrack(number=n, channels=2, language=code) for n, code in LANGUAGES),
    )
    job = requests(profiles.DEFAULT, both)["main"]
    selectors = job["Settings"]["Inputs"][0]["AudioSelectors"]
    assert [one["Tracks"] for one in selectors.values()] == [[1], [2], [3]]
    cmaf = groups(job)["cmaf"]["Outputs"]
    sounds = {one["NameModifier"]: one for one in cmaf if "AudioDescriptions" in one}
    assert list(sounds) == ["_audio", "_audio_2", "_audio_3"]
    own = [one["ContainerSettings"]["CmfcSettings"] for one in sounds.values()]
    assert {one["AudioGroupId"] for one in own} == {"audio"}
    assert [one["AudioTrackType"].endswith("DEFAULT") for one in own] == [True, False, False]
    told = [one["AudioDescriptions"][0] for one in sounds.values()]
    assert [one.get("LanguageCode") for one in told] == ["ENG", None, None]
    assert [one.get("CustomLanguageCode") for one in told] == [None, "gsw", "und"]
    assert [one["StreamName"] for one in told] == ["English", "gsw", "Track 3"]
    (muxed,) = groups(job)["mp4"]["Outputs"]
    assert [one["AudioSourceName"] for one in muxed["AudioDescriptions"]] == ["Audio Selector 1"]


def test_the_low_sound_plays_with_the_lowest_of_several_renditions():
    document = {**profiles.DEFAULT, "audio": {"low": {}}}
    cmaf = groups(requests(document)["main"])["cmaf"]["Outputs"]
    played = {
        one["NameModifier"]: one["ContainerSettings"]["CmfcSettings"].get("AudioRenditionSets")
        for one in cmaf
    }
    assert played == {"_720p": "audio", "_480p": "audio_low", "_audio": None, "_audio_low": None}
    low = cmaf[-1]["AudioDescriptions"][0]["CodecSettings"]["AacSettings"]
    assert (low["Bitrate"], low["CodingMode"]) == (48_000, "CODING_MODE_1_0")
    small = groups(requests(document, source(320, 180))["main"])["cmaf"]["Outputs"]
    assert [one["NameModifier"] for one in small] == ["_480p", "_audio"]


def test_loudness_is_corrected_where_the_profile_says_one():
    document = {**profiles.DEFAULT, "audio": {"loudness_lkfs": -16}}
    for one in outputs(requests(document)["main"]):
        for sound in one.get("AudioDescriptions", []):
            assert sound["AudioNormalizationSettings"]["TargetLkfs"] == -16


@pytest.mark.parametrize(
    ("document", "made"),
    [
        (profiles.DEFAULT, {"main": {"cmaf": ["_audio"], "m4a": [None]}}),
        (
            profiles.PER_FORMAT,
            {"hls": {"hls": ["_audio"]}, "dash": {"dash": ["_audio"]}, "mp4": {"m4a": [None]}},
        ),
    ],
)
def test_of_sound_alone_jobs_are_valid(document, made):
    alone = replace(SOURCE, video=None)
    found = requests(document, alone)
    assert {
        name: {
            group: [one.get("NameModifier") for one in entry["Outputs"]]
            for group, entry in groups(request).items()
        }
        for name, request in found.items()
    } == made
    shape = service_model().operation_model("CreateJob").input_shape
    for request in found.values():
        validate_parameters(request, shape)
        assert breaches(request, shape, "CreateJob") + violations(request) == []
        assert "VideoSelector" not in request["Settings"]["Inputs"][0]
        for one in outputs(request):
            assert one.get("Extension") in (None, "m4a")
