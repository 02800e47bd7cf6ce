"""Transcoding profiles as the environments ship them."""

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
    "jobs": {"main": {"output_groups": {"cmaf": LADDER, "mp4": PREVIEW}, "thumbnails": FRAMES}},
}
PER_FORMAT = {
    "jobs": {
        "hls": {"output_groups": {"hls": LADDER}},
        "dash": {"output_groups": {"dash": LADDER}},
        "mp4": {"output_groups": {"mp4": PREVIEW}, "thumbnails": FRAMES},
    }
}
SHIPPED = {"default": DEFAULT, "per-format": PER_FORMAT}


def text(profile: dict[str, Any]) -> str:
    return json.dumps(profile)
