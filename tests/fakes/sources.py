"""Sources as a plan takes them, and Probe's answers for families of files."""

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.transcoding.source import Source
from pipeline.transcoding.tracks import AudioTrack, ScanType, VideoTrack

ANSWERS = Path(__file__).parents[1] / "fixtures" / "probe"
FAMILIES = sorted(path.stem for path in ANSWERS.glob("*.json"))


@cache
def family(name: str) -> dict[str, Any]:
    """``file`` in words, Probe's ``answer`` as the AWS CLI prints it, and the ``source`` in it."""
    return json.loads((ANSWERS / f"{name}.json").read_text())


def source(
    width_px: int = 1920,
    height_px: int = 1080,
    *,
    audio_tracks: int = 1,
    duration_seconds: float | None = 10,
    **video: Any,
) -> Source:
    """An ordinary file; ``video`` holds further facts of its video track."""
    picture = {
        "codec": "AVC",
        "essence_read": True,
        "scan_type": ScanType.PROGRESSIVE,
        "container_frame_rate": Fraction(30),
        **video,
    }
    sounds = (AudioTrack(number=n + 1, codec="AAC", channels=2) for n in range(audio_tracks))
    return Source(
        format="mp4",
        video=VideoTrack(number=1, width_px=width_px, height_px=height_px, **picture),
        audio=tuple(sounds),
        track_count=1 + audio_tracks,
        container_duration_seconds=duration_seconds,
    )
