"""Rates of renditions, for what container and essence tell of a source."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.sources import source
from pipeline.transcoding.frame_rate import rendition_rate
from pipeline.transcoding.tracks import ScanType

NTSC_30, NTSC_60 = Fraction(30000, 1001), Fraction(60000, 1001)


def rate(container, essence=None, *, most=60, short_side_px=720, **facts):
    video = source(
        container_frame_rate=Fraction(container) if container else None,
        essence_frame_rate=Fraction(essence) if essence else None,
        **facts,
    ).video
    return rendition_rate(video, most, short_side_px)


@pytest.mark.parametrize("told", [1, 15, Fraction(25, 2), 24, 25, NTSC_30, 30, 48, 50, NTSC_60, 60])
def test_usual_rates_are_the_sources(told):
    assert rate(told).follows_source
    assert rate(told, told).hertz == told


@pytest.mark.parametrize(
    ("told", "most", "expected"),
    [
        (72, 60, 36),
        (90, 60, 45),
        (100, 60, 50),
        (120, 60, 60),
        (Fraction(120000, 1001), 60, NTSC_60),
        (144, 60, 48),
        (240, 60, 60),
        (480, 60, 60),
        (60, 30, 30),
        (NTSC_60, 30, NTSC_30),
        (50, 30, 25),
        (48, 30, 24),
        (240, 30, 30),
        (25, 10, Fraction(25, 3)),
    ],
)
def test_high_rates_are_divided_by_whole_numbers(told, most, expected):
    found = rate(told, most=most)
    assert (found.hertz, found.follows_source) == (expected, False)


def test_small_pictures_have_at_most_30_frames_per_second():
    assert rate(60, short_side_px=360).hertz == 30
    assert rate(60, short_side_px=480).hertz == 60
    assert rate(30, short_side_px=240).follows_source


@pytest.mark.parametrize(
    ("container", "essence", "expected"),
    [
        (Fraction(4, 3), 25, 25),  # a screen recording
        (Fraction(4, 3), None, 60),  # an average that tells nothing
        (Fraction(173, 10), None, 60),
        (17, 30, 30),
        (Fraction(2987, 100), None, NTSC_30),  # a phone's clock
        (Fraction(3002, 100), None, 30),
        (Fraction(5981, 100), NTSC_60, NTSC_60),
        (37, 120, 60),
        (37, 90, 50),
        (30, 24, 30),
        (None, None, 60),
    ],
)
def test_variable_rates_become_steady_ones_that_lose_no_frame(container, essence, expected):
    found = rate(container, essence)
    assert (found.hertz, found.follows_source) == (expected, False)


def test_an_essence_alone_tells_the_rate():
    assert rate(None, 30).follows_source


@pytest.mark.parametrize(
    ("container", "essence", "scan"),
    [
        (25, 50, ScanType.INTERLACED),
        (NTSC_30, NTSC_60, None),
        (25, 50, ScanType.PROGRESSIVE),
        (24, NTSC_60, ScanType.INTERLACED),
    ],
)
def test_fields_that_are_counted_are_no_variable_rate(container, essence, scan):
    found = rate(container, essence, scan_type=scan)
    assert (found.hertz, found.follows_source) == (container, True)


@given(
    st.none() | st.fractions(Fraction(1, 100), 480),
    st.none() | st.fractions(Fraction(1, 100), 480),
    st.integers(1, 60),
)
def test_no_rate_is_above_what_is_asked(container, essence, most):
    found = rate(container, essence, most=most)
    assert 0 < found.hertz <= most * Fraction(2001, 2000)
