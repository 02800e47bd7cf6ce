from dataclasses import replace
from fractions import Fraction

import pytest

from fakes.events import ETAG
from fakes.sources import source
from pipeline.transcoding.source import refuse_source
from pipeline.transcoding.tracks import AudioTrack
from pipeline.uploads.upload import Limits

LIMITS = Limits(max_source_size_bytes=1_000_000, max_source_duration_seconds=60)


def code(refused):
    refusal = refuse_source(refused, ETAG, LIMITS)
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"etag": ETAG}, None),
        ({"etag": "other"}, "SUPERSEDED"),
        ({"size_bytes": 1_000_000}, None),
        ({"size_bytes": 1_000_001}, "FILE_TOO_LARGE"),
        ({"container_duration_seconds": 60.0}, None),
        ({"container_duration_seconds": 60.1}, "DURATION_TOO_LONG"),
        ({"container_duration_seconds": 2.0**63}, "DURATION_TOO_LONG"),
        ({"container_duration_seconds": float("inf")}, "DURATION_TOO_LONG"),
        ({"container_duration_seconds": None}, None),
        ({"track_count": 100}, None),
        ({"track_count": 101}, "TOO_MANY_TRACKS"),
        ({"video": None}, None),
        ({"video": None, "audio": ()}, "NO_VIDEO_TRACK"),
    ],
)
def test_files_that_are_refused(facts, expected):
    assert code(replace(source(), **facts)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"width_px": 0, "height_px": 0}, "PICTURE_TOO_SMALL"),
        ({"width_px": 31}, "PICTURE_TOO_SMALL"),
        ({"width_px": 8192, "height_px": 4320}, None),
        ({"width_px": 65535, "height_px": 65535}, "PICTURE_TOO_LARGE"),
        ({"width_px": 32, "height_px": 2**31 - 1}, "PICTURE_TOO_LARGE"),
        ({"width_px": 8194, "height_px": 4320, "rotation_degrees": 90}, "PICTURE_TOO_LARGE"),
        ({"container_sample_aspect_ratio": Fraction(65535)}, "PICTURE_TOO_LARGE"),
        ({"container_sample_aspect_ratio": Fraction(1, 65535)}, "PICTURE_TOO_SMALL"),
        ({"essence_sample_aspect_ratio": Fraction(5)}, "PICTURE_TOO_LARGE"),
        ({"container_frame_rate": Fraction(480)}, None),
    ],
)
def test_pictures_that_are_refused(facts, expected):
    assert code(source(**facts)) == expected


def test_of_the_durations_that_a_file_declares_the_longest_counts():
    short = source(duration_seconds=1)
    assert short.duration_seconds == 1
    sound = AudioTrack(number=1, duration_seconds=61)
    assert replace(short, audio=(sound,)).duration_seconds == 61
    picture = replace(source().video, duration_seconds=7)
    assert replace(short, video=picture).duration_seconds == 7
    assert source(duration_seconds=None).duration_seconds is None


@pytest.mark.parametrize(
    ("facts", "size", "known"),
    [
        ({}, (720, 576), True),
        ({"container_sample_aspect_ratio": Fraction(64, 45)}, (1024, 576), True),
        ({"essence_sample_aspect_ratio": Fraction(64, 45)}, (1024, 576), True),
        (
            {
                "container_sample_aspect_ratio": Fraction(16, 15),
                "essence_sample_aspect_ratio": Fraction(64, 45),
            },
            (768, 576),
            True,
        ),
        ({"essence_read": False}, (720, 576), False),
        ({"essence_read": False, "codec": "VP9"}, (720, 576), True),
        ({"essence_read": False, "essence_sample_aspect_ratio": Fraction(1)}, (720, 576), True),
        ({"rotation_degrees": 270}, (576, 720), True),
        ({"rotation_degrees": None}, (720, 576), False),
    ],
)
def test_the_size_that_a_viewer_sees(facts, size, known):
    video = source(720, 576, **facts).video
    assert (video.display_size_px, video.display_size_known) == (size, known)
