"""Every request is valid by botocore's model and by the rules the model does not hold."""

import json
from dataclasses import replace

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
from pipeline.transcoding.ladder import fit
from pipeline.transcoding.profile import parse_profile

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
    assert request["UserMetadata"] == {"assetId": asset.id, "job": "main", "attempt": "1"}
    assert request["ClientRequestToken"] == client_request_token(asset.id, 1, "main")
    assert request["AccelerationSettings"] == {"Mode": "DISABLED"}


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
    levels = [
        one["VideoDescription"]["CodecSettings"]["H264Settings"]
        for document in SHIPPED
        for request in requests(document).values()
        for one in outputs(request)
        if "H264Settings" in one.get("VideoDescription", {}).get("CodecSettings", {})
    ]
    assert len(levels) == 10
    for settings in levels:
        assert settings["QualityTuningLevel"] == "SINGLE_PASS"
        assert settings["RateControlMode"] == "QVBR"
        assert settings["MaxBitrate"] > 0
        assert settings["GopSizeUnits"] == "AUTO"


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
    assert request["Settings"]["Inputs"][0]["VideoSelector"]["Rotate"] == "AUTO"
