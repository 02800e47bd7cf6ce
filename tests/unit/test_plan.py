"""A profile fitted to a source."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import profiles
from fakes.sources import source
from pipeline.transcoding.corrections import Corrections, corrections_of
from pipeline.transcoding.left_out import Reason
from pipeline.transcoding.picture import MOST_DISTORTION, fit_picture, padded_picture
from pipeline.transcoding.plan import fit, refuse_for
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.tracks import ScanType

FOUR_RUNGS = [
    profiles.rendition("480p", 854, 480, 1_600_000),
    profiles.rendition("1080p", 1920, 1080, 6_000_000),
    profiles.rendition("720p", 1280, 720, 3_500_000),
    profiles.rendition("360p", 640, 360, 800_000),
]
SOUND_ALONE: dict[str, Any] = {"jobs": {"main": {"output_groups": {"cmaf": [], "mp4": []}}}}


def plan(fitted, document=profiles.DEFAULT):
    (only,) = fit(parse_profile("default", json.dumps(document)), fitted)
    return only


def cmaf(renditions, **more):
    return {"jobs": {"main": {"output_groups": {"cmaf": renditions}, **more}}}


def sizes(fitted, document=profiles.DEFAULT):
    return [
        (one.name, one.picture.width_px, one.picture.height_px)
        for one in plan(fitted, document).renditions["cmaf"]
    ]


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, [("720p", 1280, 720), ("480p", 854, 480)]),
        (3840, 2160, [("720p", 1280, 720), ("480p", 854, 480)]),
        (1080, 1920, [("720p", 720, 1280), ("480p", 480, 854)]),
        (1440, 1080, [("720p", 960, 720), ("480p", 640, 480)]),
        (2560, 1080, [("720p", 1280, 540), ("480p", 854, 360)]),
        (1000, 1000, [("720p", 720, 720), ("480p", 480, 480)]),
        (1280, 720, [("720p", 1280, 720), ("480p", 854, 480)]),
        (1000, 562, [("720p", 1000, 562), ("480p", 854, 480)]),
        (640, 360, [("480p", 640, 360)]),
        (641, 361, [("480p", 640, 360)]),
        (360, 640, [("480p", 360, 640)]),
    ],
)
def test_ladders(width, height, expected):
    assert sizes(source(width, height)) == expected


def test_a_ladder_keeps_its_order_and_the_rung_that_is_meant_for_the_source():
    assert [name for name, *_ in sizes(source(), cmaf(FOUR_RUNGS))] == [
        *("480p", "1080p", "720p", "360p")
    ]
    small = plan(source(700, 394), cmaf(FOUR_RUNGS))
    assert [one.name for one in small.renditions["cmaf"]] == ["480p", "360p"]
    assert [(one.what, one.reason) for one in small.left_out] == [
        ("cmaf 1080p", Reason.NOT_LARGER),
        ("cmaf 720p", Reason.NOT_LARGER),
    ]


def test_two_qualities_of_one_size_stay_two():
    both = [profiles.rendition(name, 1280, 720, 2_000_000) for name in ("high", "low")]
    assert [name for name, *_ in sizes(source(), cmaf(both))] == ["high", "low"]


def test_a_picture_that_a_rung_would_distort_is_left_out_there():
    """1920x80 fits into 854 by 36 and into 640 by 27: less than the service makes."""
    flat = plan(source(1920, 80), cmaf(FOUR_RUNGS))
    assert [one.name for one in flat.renditions["cmaf"]] == ["480p", "1080p", "720p"]
    assert [(one.what, one.reason) for one in flat.left_out] == [("cmaf 360p", Reason.DISTORTED)]


@pytest.mark.parametrize(("width", "height"), [(1920, 40), (40, 1920), (8192, 32)])
def test_where_every_rung_would_distort_one_is_padded(width, height):
    wide = plan(source(width, height), cmaf(FOUR_RUNGS[2:], thumbnails=profiles.FRAMES))
    (only,) = wide.renditions["cmaf"]
    assert only.name == "720p"
    for picture in (only.picture, *wide.thumbnails.pictures.values()):
        assert not picture.exact
        assert min(picture.width_px, picture.height_px) == 32


SIDES = st.integers(32, 8192)


@given(SIDES, SIDES)
def test_pictures_are_even_inside_the_box_and_never_larger_than_the_source(width, height):
    picture = padded_picture(source(width, height).video, 1280, 720)
    box = (720, 1280) if height > width else (1280, 720)
    for side, limit, own in zip(
        (picture.width_px, picture.height_px), box, (width, height), strict=True
    ):
        assert side % 2 == 0
        assert 32 <= side <= min(limit, own)


@given(SIDES, SIDES)
def test_filled_pictures_keep_the_shape(width, height):
    picture = fit_picture(source(width, height).video, 1280, 720)
    if picture is not None:
        stretched = picture.width_px / picture.height_px / (width / height)
        assert abs(stretched - 1) <= MOST_DISTORTION


def test_an_unknown_orientation_makes_no_exact_picture():
    unknown = plan(source(rotation_degrees=None))
    assert unknown.rotation_degrees is None
    assert not any(one.picture.exact for one in unknown.renditions["cmaf"])


@pytest.mark.parametrize(
    ("seconds", "count"),
    [(10, 5), (10.1, 6), (0.5, 1), (2, 1), (2.04, 2), (1000, 10), (None, None)],
)
def test_thumbnails_are_counted_ahead(seconds, count):
    """The first frame, then one after every 2 s, at most 10."""
    assert plan(source(duration_seconds=seconds)).thumbnails.expected_count == count


@pytest.mark.parametrize(
    ("seconds", "interval"), [(10, 2000), (20, 2000), (20.1, 2010), (3600, 360_000), (None, 2000)]
)
def test_thumbnails_are_spread_evenly_over_a_long_source(seconds, interval):
    assert plan(source(duration_seconds=seconds)).thumbnails.interval_ms == interval


def test_thumbnails_are_of_the_picture_where_the_sound_outlasts_it():
    outlasted = source(duration_seconds=8)
    shorter = replace(outlasted.video, duration_seconds=4)
    assert plan(replace(outlasted, video=shorter)).thumbnails.expected_count == 2


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, {320: (320, 180), 1280: (1280, 720)}),
        (1080, 1920, {320: (180, 320), 1280: (720, 1280)}),
        (300, 200, {320: (300, 200)}),
    ],
)
def test_thumbnails_have_the_long_sides_asked_for(width, height, expected):
    document = cmaf(FOUR_RUNGS, thumbnails={"widths_px": [320, 1280]})
    pictures = plan(source(width, height), document).thumbnails.pictures
    assert {name: (one.width_px, one.height_px) for name, one in pictures.items()} == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Corrections()),
        ({"scan_type": None}, Corrections()),
        ({"scan_type": ScanType.INTERLACED}, Corrections(deinterlace=True)),
        ({"transfer_characteristics": "ARIB_B67"}, Corrections(to_bt709=True)),
        ({"transfer_characteristics": "SMPTE_2084"}, Corrections(to_bt709=True)),
        ({"color_primaries": "ITU_2020"}, Corrections(to_bt709=True)),
        ({"color_primaries": "SMPTE_EG_432_1"}, Corrections(to_bt709=True)),
        ({"dolby_vision_profile": 5}, Corrections(to_bt709=True)),
        ({"dolby_vision_profile": 8, "transfer_characteristics": "ITU_709"}, Corrections()),
        ({"color_primaries": "SMPTE_170M", "bit_depth": 10}, Corrections()),
        ({"codec": "MJPEG"}, Corrections(to_limited_range=True)),
    ],
)
def test_only_what_is_known_is_corrected(facts, expected):
    assert corrections_of(source(**facts).video) == expected


def test_of_sound_alone_a_stream_and_a_file_are_made():
    sound = plan(replace(source(audio_tracks=2), video=None))
    assert sound.renditions == {"cmaf": (), "m4a": ()}
    assert sound.output_groups == ("cmaf", "m4a")
    assert sound.thumbnails is None
    assert len(sound.sounds) == 1
    assert {one.reason for one in sound.left_out} == {Reason.NO_PICTURE, Reason.ONE_SOUND}
    assert plan(source(), SOUND_ALONE).output_groups == ("cmaf", "m4a")


def test_a_silent_source_leaves_out_a_group_of_sound_alone():
    document = {"jobs": {"main": {"output_groups": {"cmaf": FOUR_RUNGS, "mp4": []}}}}
    silent = plan(source(audio_tracks=0), document)
    assert silent.output_groups == ("cmaf",)
    assert [(one.what, one.reason) for one in silent.left_out] == [("mp4", Reason.SILENT)]


@pytest.mark.parametrize(
    ("fitted", "document", "code"),
    [
        (source(), profiles.DEFAULT, None),
        (source(transfer_characteristics="ARIB_B67"), profiles.DEFAULT, None),
        (
            source(transfer_characteristics="ARIB_B67"),
            {**profiles.DEFAULT, "hdr": "refuse"},
            "HDR_NOT_ACCEPTED",
        ),
        (source(), {**profiles.DEFAULT, "hdr": "refuse"}, None),
        (source(audio_tracks=0), profiles.DEFAULT, None),
        (source(audio_tracks=0), SOUND_ALONE, "NO_AUDIO_TRACK"),
        (source(), SOUND_ALONE, None),
    ],
)
def test_what_a_profile_refuses(fitted, document, code):
    failure = refuse_for(parse_profile("p", json.dumps(document)), fitted)
    assert (failure.code if failure else None) == code
