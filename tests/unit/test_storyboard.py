"""Playlists of sheets read strictly, cues over what they tell, and the choice of a poster."""

import re
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.job_files import Sheets
from pipeline.assets.warnings import warnings_of
from pipeline.jobs.job import Job, JobState
from pipeline.storyboard.dash import tiles_in_manifest
from pipeline.storyboard.hls import image_playlist_in, tiles_in_playlist
from pipeline.storyboard.poster import choose_poster
from pipeline.storyboard.tiles import PlaylistError, pictures_within
from pipeline.storyboard.webvtt import Length, over_captures, over_tiles
from pipeline.transcoding.captures import captures_of

CUE = re.compile(r"(\d\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d\d+):(\d\d):(\d\d)\.(\d{3})\n(.+)\n")
AREA = re.compile(r"\.\./([\w-]+)/([\w.-]+)#xywh=(\d+),(\d+),(\d+),(\d+)")
NTSC, FILM = Fraction(3003, 1000), Fraction(48, 1) / Fraction(24000, 1001)
# Whole frames of 28.8 a second: no decimal fraction.
ODD = 58 / Fraction(288, 10)
CASES = [
    Sheets(),
    Sheets(seconds=Fraction(4, 10)),
    Sheets(seconds=Fraction(20)),
    Sheets(seconds=Fraction(10010, 1000), interval=FILM),
    Sheets(width=144, height=256, seconds=Fraction(61), interval=NTSC),
    Sheets(seconds=NTSC * 25),  # exactly one sheet
    Sheets(seconds=NTSC * 25 + Fraction(1, 1000)),
    Sheets(seconds=ODD * 1000, interval=ODD),
    Sheets(seconds=Fraction(61 * 60), interval=Fraction(10)),
    Sheets(columns=3, rows=3, width=312, height=176, seconds=Fraction(500), interval=NTSC),
]


def cues(text):
    """(start, end in ms, folder, file, x, y, w, h) of each; nothing else is in the text."""
    head, *blocks = text.split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        cue = CUE.fullmatch(block if block.endswith("\n") else f"{block}\n")
        assert cue, block
        area = AREA.fullmatch(cue[9])
        assert area, cue[9]
        times = [int(cue[at]) for at in range(1, 9)]
        start, end = (
            ((times[at] * 60 + times[at + 1]) * 60 + times[at + 2]) * 1000 + times[at + 3]
            for at in (0, 4)
        )
        found.append((start, end, area[1], area[2], *map(int, area.groups()[2:])))
    return found


def seconds_in_ms(seconds):
    """As COMPLETE tells durations."""
    return Fraction(round(seconds * 1000), 1000)


def check(found, sheets):
    """What must hold of any storyboard over sheets."""
    assert found[0][0] == 0
    assert found[-1][1] == round(sheets.seconds * 1000), "the last one ends with the film"
    for (start, end, *_), following in zip(found, [*found[1:], None], strict=True):
        assert start < end
        assert following is None or end == following[0]
    per_sheet = sheets.columns * sheets.rows
    for number, (start, _, _, name, x, y, width, height) in enumerate(found):
        shown = number * sheets.interval
        assert abs(start - shown * 1000) <= 1, "right to the frame"
        assert (width, height) == (sheets.width, sheets.height)
        assert 0 <= x <= sheets.width * (sheets.columns - 1)
        assert 0 <= y <= sheets.height * (sheets.rows - 1)
        # Row by row.
        place = number % per_sheet
        assert x == place % sheets.columns * sheets.width
        assert y == place // sheets.columns * sheets.height
        assert name == sheets.names[number // per_sheet]
    assert len(found) in (count := ceil(sheets.seconds / sheets.interval), max(1, count - 1))
    assert sheets.seconds - found[-1][0] / Fraction(1000) <= sheets.interval * Fraction(102, 100)


@pytest.mark.parametrize("sheets", CASES, ids=str)
def test_cues_by_either_playlist(sheets):
    length = Length(seconds_in_ms(sheets.seconds), seconds_in_ms(sheets.seconds))
    assert image_playlist_in(sheets.parent()) == "indexThumbnail.m3u8"
    by_dash = over_tiles(tiles_in_manifest(sheets.manifest()), "cmaf", length)
    by_hls = over_tiles(tiles_in_playlist(sheets.child(), sheets.width), "cmaf", length)
    for text in (by_dash, by_hls):
        check(cues(text), sheets)


@given(
    st.fractions(Fraction(1, 20), 10_000, max_denominator=1001),
    st.sampled_from([2, 4, 10]),
    st.sampled_from(
        [24, 25, 30, 60, Fraction(24000, 1001), Fraction(30000, 1001), Fraction(144, 5)]
    ),
)
def test_cues_of_any_film(seconds, asked, rate):
    """The service rounds what we ask for to frames."""
    sheets = Sheets(seconds=seconds, interval=round(asked * rate) / Fraction(rate))
    length = Length(seconds_in_ms(seconds), seconds_in_ms(seconds))
    check(cues(over_tiles(tiles_in_manifest(sheets.manifest()), "dash", length)), sheets)


def test_a_minute_more_than_an_hour():
    sheets = Sheets(seconds=Fraction(61 * 60), interval=Fraction(10))
    length = Length(sheets.seconds, sheets.seconds)
    text = over_tiles(tiles_in_manifest(sheets.manifest()), "cmaf", length)
    assert text.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n")
    assert text.endswith(
        "\n01:00:50.000 --> 01:01:00.000\n../cmaf/indexThumbnail_000000015.jpg#xywh=0,432,256,144\n"
    )


def test_sound_that_outlasts_the_picture_is_under_the_last_picture():
    tiles = tiles_in_manifest(Sheets(seconds=Fraction(4)).manifest())
    found = cues(over_tiles(tiles, "hls", Length(Fraction(4), Fraction(9))))
    assert [cue[:2] for cue in found] == [(0, 2000), (2000, 9000)]


SAMPLE = """#EXTM3U
#EXT-X-TARGETDURATION:28
#EXT-X-IMAGES-ONLY
#EXT-X-TILES:RESOLUTION=936x528,LAYOUT=3x3,DURATION=3.003
#EXTINF:27.027,
Thumbnail_000000001.jpg
#EXTINF:4.5,
Thumbnail_000000002.jpg
"""


def test_a_playlist_that_tells_the_sheets_size_once():
    """A public sample of MediaConvert's default grid."""
    tiles = tiles_in_playlist(SAMPLE.replace("\n", "\r\n"), 312)
    assert (tiles.width_px, tiles.height_px, tiles.count) == (312, 176, 11)
    assert tiles.interval_seconds == NTSC
    assert tiles.place(10) == "Thumbnail_000000002.jpg#xywh=312,0,312,176"
    with pytest.raises(PlaylistError, match="936 pixels wide, not 256"):
        tiles_in_playlist(SAMPLE, 256)


MANIFEST = Sheets().manifest()
WRONG_MANIFESTS = [
    "",
    "<",
    "<MPD/>",
    MANIFEST.replace("urn:mpeg:dash:schema:mpd:2011", "urn:x"),
    MANIFEST.replace("<MPD", '<!DOCTYPE MPD [<!ENTITY a "b">]><MPD'),
    MANIFEST.replace("<MPD", '<!DOCTYPE MPD SYSTEM "file:///etc/passwd"><MPD'),
    MANIFEST.replace('value="5x5"', 'value="&a;"'),
    MANIFEST.replace("image/jpeg", "video/mp4").replace('contentType="image"', ""),
    MANIFEST.replace("</Period>", "</Period><Period/>"),
    MANIFEST.replace("<Period ", "<BaseURL>https://elsewhere.example/</BaseURL><Period ", 1),
    MANIFEST.replace("<EssentialProperty", "<BaseURL>x/</BaseURL><EssentialProperty"),
    MANIFEST.replace("<EssentialProperty", "<SegmentTimeline/><EssentialProperty"),
    MANIFEST.replace("<EssentialProperty", '<SegmentTemplate media="x"/><EssentialProperty'),
    MANIFEST.replace("indexThumbnail_", "../../other/1/cmaf/x_"),
    MANIFEST.replace("indexThumbnail_", "https://elsewhere.example/x_"),
    MANIFEST.replace("indexThumbnail_", "a --&gt; b"),
    MANIFEST.replace("indexThumbnail_", "a&#10;"),
    MANIFEST.replace("$Number%09d$", "1"),
    MANIFEST.replace("$Number%09d$", "$Number%09d$$Number$"),
    MANIFEST.replace("$Number%09d$", "$Time$"),
    MANIFEST.replace(".jpg", ".html"),
    MANIFEST.replace('value="5x5"', 'value="5"'),
    MANIFEST.replace('value="5x5"', 'value="0x5"'),
    MANIFEST.replace('value="5x5"', 'value="1280x1"'),
    MANIFEST.replace('value="5x5"', 'value="7x5"'),
    MANIFEST.replace("guidelines/thumbnail_tile", "guidelines/other"),
    MANIFEST.replace('width="1280"', ""),
    MANIFEST.replace('width="1280"', 'width="-1280"'),
    MANIFEST.replace('width="1280"', f'width="{10**9 * 5}"'),
    MANIFEST.replace('timescale="90000"', 'timescale="0"'),
    MANIFEST.replace('duration="4500000"', 'duration="1"'),
    MANIFEST.replace('duration="4500000"', 'duration="1e9"'),
    MANIFEST.replace('duration="4500000"', 'duration="4500000" presentationTimeOffset="1"'),
    MANIFEST.replace("<Period ", "<x>" * 30 + "<Period ", 1),
]


@pytest.mark.parametrize("text", WRONG_MANIFESTS, ids=range(len(WRONG_MANIFESTS)))
def test_a_manifest_that_mediaconvert_would_not_write(text):
    assert text != MANIFEST
    with pytest.raises(PlaylistError):
        tiles_in_manifest(text)


CHILD = Sheets(seconds=Fraction(70)).child()
WRONG_PLAYLISTS = [
    "",
    "#EXTM3U\n",
    "#EXTM3U\n#EXT-X-IMAGES-ONLY\n",
    CHILD.removeprefix("#EXTM3U\n"),
    CHILD.replace("#EXT-X-IMAGES-ONLY\n", ""),
    CHILD.replace("_000000002.jpg", "_2/../../../x.jpg"),
    CHILD.replace("indexThumbnail_000000002.jpg", "https://elsewhere.example/x.jpg"),
    CHILD.replace("indexThumbnail_000000002.jpg", "x.html"),
    CHILD.replace("#EXTINF:50,\n", "", 1),
    CHILD.replace("#EXTINF:50,", "#EXTINF:nan,"),
    CHILD.replace("#EXTINF:50,", "#EXTINF:-50,"),
    CHILD.replace("#EXTINF:50,", "#EXTINF:25,"),
    CHILD.replace("#EXTINF:20,", "#EXTINF:60,"),
    CHILD.replace("LAYOUT=5x5", "LAYOUT=5x5x5", 1),
    CHILD.replace("LAYOUT=5x5", "LAYOUT=5x4", 1),
    CHILD.replace("LAYOUT=5x5", "LAYOUT=0x5"),
    CHILD.replace("DURATION=2", "DURATION=0"),
    CHILD.replace("DURATION=2", "DURATION=0.01"),
    CHILD.replace("RESOLUTION=256x144", "RESOLUTION=128x72"),
    CHILD.replace("RESOLUTION=256x144", "RESOLUTION=256x144,RESOLUTION=256x144"),
    CHILD.replace("RESOLUTION=256x144,", "RESOLUTION"),
]


@pytest.mark.parametrize("text", WRONG_PLAYLISTS, ids=range(len(WRONG_PLAYLISTS)))
def test_an_image_playlist_that_mediaconvert_would_not_write(text):
    assert text != CHILD
    with pytest.raises(PlaylistError):
        tiles_in_playlist(text, 256)


PARENT = Sheets().parent()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#EXTM3U\n",
        PARENT + PARENT.removeprefix("#EXTM3U\n"),
        PARENT.replace("indexThumbnail.m3u8", "../index.m3u8"),
        PARENT.replace("indexThumbnail.m3u8", "index.mpd"),
        PARENT.replace("indexThumbnail.m3u8", "https://elsewhere.example/x.m3u8"),
        PARENT.replace("URI=", "URL="),
        PARENT.replace('"indexThumbnail.m3u8"', '"indexThumbnail.m3u8'),
    ],
)
def test_a_playlist_that_names_no_image_playlist_of_ours(text):
    assert text != PARENT
    with pytest.raises(PlaylistError):
        image_playlist_in(text)


@given(st.text(), st.integers(0, len(MANIFEST)))
def test_nothing_but_a_playlist_error_is_raised(text, at):
    for read, whole in (
        (tiles_in_manifest, MANIFEST),
        (image_playlist_in, PARENT),
        (lambda one: tiles_in_playlist(one, 256), CHILD),
    ):
        for edited in (text, whole[:at] + text + whole[at:]):
            try:
                read(edited)
            except PlaylistError:
                continue


@pytest.mark.parametrize(
    ("sheets", "seconds"),
    [(Sheets(interval=Fraction(1, 5)), 10_000), (Sheets(interval=Fraction(2)), 0)],
    ids=["too many", "none"],
)
def test_films_that_have_no_storyboard(sheets, seconds):
    tiles = tiles_in_manifest(sheets.manifest())
    with pytest.raises(PlaylistError):
        over_tiles(tiles, "cmaf", Length(Fraction(seconds), Fraction(seconds)))


def test_cues_over_captured_frames():
    captures = captures_of("_thumbnail_1280 720x1280 2500")
    assert captures
    found = cues(over_captures(captures, 4, "thumbnails", Length(Fraction(9), Fraction(9))))
    area = (0, 0, 720, 1280)
    assert found == [
        (start, end, "thumbnails", f"index_thumbnail_1280.{number:07d}.jpg", *area)
        for number, (start, end) in enumerate([(0, 2500), (2500, 5000), (5000, 7500), (7500, 9000)])
    ]
    # Fewer than the film would have: those that there are.
    found = cues(over_captures(captures, 2, "thumbnails", Length(Fraction(9), Fraction(9))))
    assert [cue[:2] for cue in found] == [(0, 2500), (2500, 9000)]


@pytest.mark.parametrize(
    ("sizes", "interval", "seconds", "chosen"),
    [
        ({0: 9, 1: 5, 2: 7, 3: 6}, 10, 40, 2),  # the first is before 5 %
        ({0: 9, 1: 5, 2: 7, 3: 8}, 10, 40, 2),  # the last is behind 60 %
        ({0: 1, 1: 7, 2: 7}, 10, 40, 1),
        ({0: 4}, 2, Fraction(1, 2), 0),
        ({0: 4, 1: 6}, 10, 11, 1),  # none between: the largest of all
        ({}, 10, 40, None),
        ({1: 5, 2: 9}, 2, 40, 1 + 1),  # both ends belong to it
    ],
)
def test_posters(sizes, interval, seconds, chosen):
    assert choose_poster(sizes, Fraction(interval), Fraction(seconds)) == chosen


def test_there_is_always_a_picture():
    assert pictures_within(Fraction(0), Fraction(2)) == 1
    assert pictures_within(Fraction(4), Fraction(2)) == 2
    assert pictures_within(Fraction("4.5"), Fraction(2)) == 3


@pytest.mark.parametrize(
    ("state", "formats", "warned"),
    [
        (JobState.COMPLETE, ("mp4",), True),
        (JobState.COMPLETE, ("mp4", "storyboard"), False),
        (JobState.COMPLETE, (), False),  # its outputs were removed
        (JobState.PROGRESSING, (), False),
    ],
)
def test_a_storyboard_that_is_not_there_is_warned_of(state, formats, warned):
    job = Job(name="main", attempt=1, output_groups=("mp4", "storyboard"), state=state)
    codes = [one.code for one in warnings_of(None, [job], formats, ())]
    assert codes == ["STORYBOARD_FAILED"] * warned
