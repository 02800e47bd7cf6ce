"""Transcoding profiles.

``SHIPPED`` are those of the module mediaconvert, as tests of plans hold. Most tests put ``DEFAULT``
under the name default: it is small, and the same as the shipped ``economy``.
"""

import json
from typing import Any


def rendition(name: str, width: int, height: int, bitrate: int) -> dict[str, Any]:
    return {
        "name": name,
        "width_px": width,
        "height_px": height,
        "max_bitrate_bps": bitrate,
        "quality_tuning_level": "SINGLE_PASS",
    }


LADDER = [
    rendition("720p", 1280, 720, 2_000_000),
    rendition("480p", 854, 480, 1_000_000),
]
PREVIEW = [rendition("360p", 640, 360, 600_000)]
FRAMES = {"interval_seconds": 2, "max_count": 10, "width_px": 320}

DEFAULT = {
    "segment_seconds": 6,
    "audio": {"bitrate_bps": 128_000, "sample_rate_hz": 48_000},
    "jobs": {
        "main": {
            "output_groups": {"cmaf": LADDER, "mp4": PREVIEW},
            "thumbnails": FRAMES,
            "storyboard": True,
        }
    },
}
PER_FORMAT = {
    "jobs": {
        "hls": {"output_groups": {"hls": LADDER}, "storyboard": True},
        "dash": {"output_groups": {"dash": LADDER}},
        "mp4": {"output_groups": {"mp4": PREVIEW}, "thumbnails": FRAMES},
    }
}


def rung(name: str, quality_level: int | None = None, **fields: Any) -> dict[str, Any]:
    """Of the shipped ladders."""
    width, height, bitrate, level = RUNGS[name]
    made = rendition(name, width, height, bitrate) | {"quality_level": quality_level or level}
    return made | fields


RUNGS = {
    "2160p": (3840, 2160, 15_000_000, 9),
    "1440p": (2560, 1440, 9_000_000, 8),
    "1080p": (1920, 1080, 6_000_000, 8),
    "720p": (1280, 720, 3_500_000, 8),
    "480p": (854, 480, 1_600_000, 7),
    "360p": (640, 360, 800_000, 7),
    "234p": (416, 234, 110_000, 5),
}
# Players begin with the first.
SHIPPED_LADDER = [rung("480p"), rung("1080p"), rung("720p"), rung("360p")]
UHD_LADDER = [
    rung("480p"),
    rung("2160p", max_frames_per_second=30),
    rung("1440p", max_frames_per_second=30),
    *SHIPPED_LADDER[1:],
]
HEVC_LADDER = [
    rung("480p", max_bitrate_bps=1_000_000),
    rung("1080p", max_bitrate_bps=4_000_000),
    rung("720p", max_bitrate_bps=2_200_000),
    rung("360p", max_bitrate_bps=500_000),
]
HD_PREVIEW = [rung("720p", 7, max_bitrate_bps=2_500_000)]
TWO_SIZES = {"widths_px": [320, 1280]}


SIDECARS = {"captions": {"sidecars": True}}


def one_job(ladder: list[Any], preview: list[Any], **fields: Any) -> dict[str, Any]:
    groups = {"cmaf": ladder, "mp4": preview}
    main = {"output_groups": groups, "thumbnails": TWO_SIZES, "storyboard": True}
    return {"jobs": {"main": main}, **SIDECARS, **fields}


SHIPPED = {
    "default": one_job(SHIPPED_LADDER, HD_PREVIEW),
    "economy": DEFAULT,
    "apple": one_job(
        [*SHIPPED_LADDER, rung("234p")],
        HD_PREVIEW,
        audio={"low": {"bitrate_bps": 48_000, "channels": 1}},
    ),
    "uhd": one_job(UHD_LADDER, HD_PREVIEW),
    "per-format": {
        "jobs": {
            "hls": {"output_groups": {"hls": SHIPPED_LADDER}, "storyboard": True},
            "dash": {"output_groups": {"dash": SHIPPED_LADDER}},
            "mp4": {"output_groups": {"mp4": HD_PREVIEW}, "thumbnails": TWO_SIZES},
        },
        **SIDECARS,
    },
    "audio": {"jobs": {"main": {"output_groups": {"cmaf": [], "mp4": []}}}},
    "hevc": one_job(HEVC_LADDER, [rung("720p", max_bitrate_bps=1_600_000)], codec="hevc"),
}


def captioned(profile: dict[str, Any]) -> dict[str, Any]:
    """The same, looking for sidecars of captions."""
    return {**profile, **SIDECARS}


def text(profile: dict[str, Any]) -> str:
    return json.dumps(profile)
