"""Sizes and intervals of the small pictures in sheets, and which groups have them."""

import json

import pytest

from fakes import profiles
from fakes.sources import source
from golden.plans import ASSET_ID, TARGET
from pipeline.transcoding.captures import captures_of
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.trick_play import fit_trick_play


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1920, 1080, (256, 144)),
        (1080, 1920, (144, 256)),
        (426, 240, (256, 144)),
        (1440, 1080, (192, 144)),
        (2560, 1080, (256, 108)),
        (1080, 2340, (112, 242)),  # 120 would be 260 high
        (1000, 1000, (144, 144)),
        (100, 60, (96, 58)),  # nothing is enlarged
        (1920, 34, (256, 4)),
        (34, 1920, (8, 256)),  # no narrower picture can be made
        (0, 0, (256, 144)),
    ],
)
def test_sizes(width, height, size):
    fitted = fit_trick_play(source(width, height).video, 10)
    assert (fitted.width_px, fitted.height_px) == size
    assert fitted.width_px % 8 == 0 == fitted.height_px % 2


@pytest.mark.parametrize(
    ("seconds", "interval"),
    [(0.4, 2), (300, 2), (300.1, 4), (1800, 4), (1800.1, 10), (3660, 10), (None, 10)],
)
def test_intervals(seconds, interval):
    assert fit_trick_play(source().video, seconds).interval_seconds == interval


def requests(document, made_of):
    profile = parse_profile("default", json.dumps(document))
    return {
        plan.name: job_request(ASSET_ID, 1, "s3://uploads/clip", plan, TARGET)
        for plan in fit(profile, made_of)
    }


def with_sheets(request):
    """Names of the groups that have them."""
    return [
        group["Name"]
        for group in request["Settings"]["OutputGroups"]
        for settings in group["OutputGroupSettings"].values()
        if isinstance(settings, dict) and settings.get("ImageBasedTrickPlay") == "ADVANCED"
    ]


def test_every_segmented_group_of_the_job_that_says_so_has_sheets_and_no_other():
    assert with_sheets(requests(profiles.DEFAULT, source())["main"]) == ["cmaf"]
    found = requests(profiles.PER_FORMAT, source())
    assert {name: with_sheets(one) for name, one in found.items()} == {
        "hls": ["hls"],
        "dash": [],
        "mp4": [],
    }
    both = {"output_groups": {"hls": profiles.LADDER, "dash": profiles.LADDER}, "storyboard": True}
    found = requests({"jobs": {"main": both}}, source())
    assert with_sheets(found["main"]) == ["hls", "dash"]


def test_jobs_tell_of_their_captures():
    told = requests(profiles.SHIPPED["default"], source(1080, 1920, duration_seconds=100))
    assert told["main"]["UserMetadata"]["captures"] == "_thumbnail_1280 720x1280 10000"
    small = requests(profiles.SHIPPED["default"], source(320, 180))["main"]
    assert small["UserMetadata"]["captures"] == "_thumbnail 320x180 2000"
    assert captures_of("_thumbnail_1280 720x1280 10000").text == "_thumbnail_1280 720x1280 10000"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "_thumbnail",
        "_thumbnail 0x180 2000",
        "_thumbnail 320x180 0",
        "_thumbnail 320x180 2000 ",
        "_thumbnail/../x 320x180 2000",
        "_thumbnail_x 320x180 2000",
        "_thumbnail \uff1320x180 2000",
        "_thumbnail 320x180 " + "9" * 10,
    ],
)
def test_what_we_did_not_write_tells_of_no_captures(text):
    assert captures_of(text) is None
