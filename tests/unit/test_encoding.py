import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import profiles
from fakes.sources import source
from pipeline.transcoding.ladder import fit, fit_picture
from pipeline.transcoding.profile import parse_profile


def plan(fitted, document=profiles.DEFAULT):
    (only,) = fit(parse_profile("default", json.dumps(document)), fitted)
    return only


def sizes(fitted):
    return [
        (one.name, one.picture.width_px, one.picture.height_px)
        for one in plan(fitted).renditions["cmaf"]
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
        (640, 360, [("720p", 640, 360)]),
        (641, 361, [("720p", 640, 360)]),
        (360, 640, [("720p", 360, 640)]),
    ],
)
def test_ladders(width, height, expected):
    assert sizes(source(width, height)) == expected


@given(st.integers(32, 8192), st.integers(32, 8192))
def test_pictures_are_even_inside_the_box_and_never_larger_than_the_source(width, height):
    picture = fit_picture(source(width, height).video, 1280, 720)
    box = (720, 1280) if height > width else (1280, 720)
    for side, limit, own in zip(
        (picture.width_px, picture.height_px), box, (width, height), strict=True
    ):
        assert side % 2 == 0
        assert 32 <= side <= min(limit, own)


@given(st.integers(200, 4000), st.integers(200, 4000))
def test_pictures_keep_the_shape_within_rounding(width, height):
    picture = fit_picture(source(width, height).video, 1280, 720)
    if min(picture.width_px, picture.height_px) > 32:
        wanted = picture.width_px * height / width
        assert abs(wanted - picture.height_px) <= 1 + height / width + 1


@pytest.mark.parametrize(
    ("seconds", "count"),
    [(10, 5), (10.1, 6), (0.5, 1), (2, 1), (2.04, 2), (1000, 10), (None, None)],
)
def test_thumbnails_are_counted_ahead(seconds, count):
    """The first frame, then one after every 2 s, at most 10."""
    assert plan(source(duration_seconds=seconds)).thumbnails.expected_count == count


@pytest.mark.parametrize(
    ("seconds", "interval"), [(10, 2), (20, 2), (20.1, 3), (3600, 360), (None, 2)]
)
def test_thumbnails_reach_the_end_of_a_long_source(seconds, interval):
    assert plan(source(duration_seconds=seconds)).thumbnails.interval_seconds == interval


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(1920, 1080, (320, 180)), (1080, 1920, (180, 320))]
)
def test_thumbnails_have_the_long_side_asked_for(width, height, expected):
    picture = plan(source(width, height)).thumbnails.picture
    assert (picture.width_px, picture.height_px) == expected


def test_an_unknown_orientation_makes_no_exact_picture():
    unknown = plan(source(rotation_degrees=None))
    assert not any(one.picture.exact for one in unknown.renditions["cmaf"])
