"""CreateJob parameters that the service takes, to be broken one at a time by tests."""

from typing import Any

ACCOUNT = "000000000000"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/test-mediaconvert"
QUEUE = f"arn:aws:mediaconvert:us-east-1:{ACCOUNT}:queues/test-transcode"


def job(*groups: dict[str, Any], source: str = "s3://uploads/clip.mp4", **more: Any) -> dict:
    """Parameters of CreateJob with the given output groups."""
    return {
        "Role": ROLE,
        "Queue": QUEUE,
        "ClientRequestToken": "token-1",
        "UserMetadata": {"assetId": "a-1", "job": "main", "attempt": "1"},
        "Settings": {
            "Inputs": [
                {
                    "FileInput": source,
                    "AudioSelectors": {"Audio Selector 1": {"DefaultSelection": "DEFAULT"}},
                    "VideoSelector": {"Rotate": "AUTO"},
                    "TimecodeSource": "ZEROBASED",
                }
            ],
            "OutputGroups": list(groups),
        },
        **more,
    }


def group(kind: str, outputs: list[dict[str, Any]], destination: str, **more: Any) -> dict:
    """An output group; ``kind`` is the settings' member name, for example CmafGroupSettings."""
    types = {
        "CmafGroupSettings": "CMAF_GROUP_SETTINGS",
        "HlsGroupSettings": "HLS_GROUP_SETTINGS",
        "DashIsoGroupSettings": "DASH_ISO_GROUP_SETTINGS",
        "FileGroupSettings": "FILE_GROUP_SETTINGS",
    }
    own = {"Destination": destination, **more}
    return {"OutputGroupSettings": {"Type": types[kind], kind: own}, "Outputs": outputs}


def video(
    container: str, width: int, height: int, name: str | None = None, max_bitrate: int = 1_000_000
) -> dict[str, Any]:
    """An H.264 output without audio."""
    h264 = {
        "RateControlMode": "QVBR",
        "MaxBitrate": max_bitrate,
        "QualityTuningLevel": "SINGLE_PASS",
        "FramerateControl": "INITIALIZE_FROM_SOURCE",
        "GopSizeUnits": "AUTO",
    }
    output = {
        "ContainerSettings": {"Container": container},
        "VideoDescription": {
            "Width": width,
            "Height": height,
            "ScalingBehavior": "FIT_NO_UPSCALE",
            "CodecSettings": {"Codec": "H_264", "H264Settings": h264},
        },
    }
    return output | ({"NameModifier": name} if name else {})


def sound() -> dict[str, Any]:
    """An AAC audio description of the first selector."""
    aac = {"Bitrate": 128_000, "SampleRate": 48_000, "CodingMode": "CODING_MODE_2_0"}
    return {
        "AudioSourceName": "Audio Selector 1",
        "CodecSettings": {"Codec": "AAC", "AacSettings": aac},
    }


def audio(container: str, name: str = "_audio") -> dict[str, Any]:
    """An output with audio alone."""
    return {
        "ContainerSettings": {"Container": container},
        "NameModifier": name,
        "AudioDescriptions": [sound()],
    }


def caption_source(kind: str, file: str) -> dict[str, Any]:
    """SourceSettings of a file in the uploads bucket."""
    return {"SourceType": kind, "FileSourceSettings": {"SourceFile": f"s3://uploads/{file}"}}


def captions(container: str, form: str, number: int = 1, **how: str) -> dict[str, Any]:
    """An output with captions alone: the first are English, the second Brazilian."""
    language = [
        {"LanguageCode": "ENG", "LanguageDescription": "English"},
        {"CustomLanguageCode": "pt-BR", "LanguageDescription": 'Português "BR"'},
    ][number - 1]
    member = f"{form.title()}DestinationSettings"
    return {
        "ContainerSettings": {"Container": container},
        "NameModifier": f"_sub_{('en', 'pt-BR')[number - 1]}",
        "CaptionDescriptions": [
            {
                "CaptionSelectorName": f"Caption Selector {number}",
                "DestinationSettings": {"DestinationType": form, member: how},
                **language,
            }
        ],
    }


def frames(interval_seconds: int = 2, max_captures: int = 10, width: int = 320) -> dict[str, Any]:
    """A frame capture output."""
    capture = {
        "FramerateNumerator": 1,
        "FramerateDenominator": interval_seconds,
        "MaxCaptures": max_captures,
        "Quality": 80,
    }
    return {
        "ContainerSettings": {"Container": "RAW"},
        "NameModifier": "_thumbnail",
        "VideoDescription": {
            "Width": width,
            "CodecSettings": {"Codec": "FRAME_CAPTURE", "FrameCaptureSettings": capture},
        },
    }


def cmaf(destination: str = "s3://outputs/a-1/1/cmaf/index", *, with_audio: bool = True) -> dict:
    """A CMAF group of two renditions and audio."""
    outputs = [
        video("CMFC", 1280, 720, "_720p", 2_000_000),
        video("CMFC", 854, 480, "_480p"),
        *([audio("CMFC")] if with_audio else []),
    ]
    return group("CmafGroupSettings", outputs, destination, SegmentLength=6, FragmentLength=2)


def hls(destination: str = "s3://outputs/a-1/1/hls/index") -> dict[str, Any]:
    """An HLS group of two muxed transport-stream renditions."""
    outputs = [
        {**video("M3U8", 1280, 720, "_720p", 2_000_000), "AudioDescriptions": [sound()]},
        {**video("M3U8", 854, 480, "_480p"), "AudioDescriptions": [sound()]},
    ]
    return group("HlsGroupSettings", outputs, destination, SegmentLength=6, MinSegmentLength=0)


def dash(destination: str = "s3://outputs/a-1/1/dash/index") -> dict[str, Any]:
    """A DASH group of two renditions and audio."""
    outputs = [
        video("MPD", 1280, 720, "_720p", 2_000_000),
        video("MPD", 854, 480, "_480p"),
        audio("MPD"),
    ]
    return group("DashIsoGroupSettings", outputs, destination, SegmentLength=6, FragmentLength=2)


def mp4(destination: str = "s3://outputs/a-1/1/mp4/index", *, with_audio: bool = True) -> dict:
    """A file group with one MP4."""
    output = video("MP4", 640, 360, max_bitrate=600_000)
    if with_audio:
        output["AudioDescriptions"] = [sound()]
    return group("FileGroupSettings", [output], destination)


def thumbnails(destination: str = "s3://outputs/a-1/1/thumbnails/index", **how: int) -> dict:
    """A file group with frame capture."""
    return group("FileGroupSettings", [frames(**how)], destination)
