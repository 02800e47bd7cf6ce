"""Every rule can fail: a good asset breaks none, and each change breaks what it should."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from fakes import streaming_outputs as outputs
from streaming.media import Stream
from streaming.presentation import Presentation
from streaming.profiles import NOT_AIMED_FOR, OTHERS
from streaming.report import broken, judge
from streaming.rules import MUST, RULES

PROJECT = Path(__file__).parents[2]
Edit = tuple[str, str]
ALL = tuple(outputs.VIDEOS)
# The ladder's bit rates and the sound of the good asset, as its playlist tells them.
MORE, CELL = "BANDWIDTH=3564000,AVERAGE-BANDWIDTH=3564000", "BANDWIDTH=164000,"
IDRS = outputs.picture("720p").idr_seconds


@dataclass(frozen=True)
class Change:
    """``texts``: by name of a file (index_ and suffix left out), what to replace, as a regular
    expression; ``media``: by streams, other facts. ``also`` breaks with it, by nature."""

    texts: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    media: Mapping[tuple[str, ...], Mapping[str, Any]] = field(default_factory=dict)
    files: Callable[[Path], object] = lambda _: None
    found: Callable[[Presentation], Presentation] = lambda found: found
    also: frozenset[str] = frozenset()
    hevc: bool = False


def text(old: str, new: str, file: str = "", **more: Any) -> Change:
    return Change({file: ((old, new),)}, **more)


def media(*names: str, also: str = "", hevc: bool = False, **changes: Any) -> Change:
    return Change(media={names: changes}, also=frozenset(also.split()), hevc=hevc)


def level(number: int, *names: str, also: str = "") -> Change:
    """Told in CODECS too."""
    edits = tuple(
        (
            rf"avc1\.6400{outputs.VIDEOS[name][2]:02x}(,mp4a\S+\n\S+{name}\.m3u8)",
            rf"avc1.6400{number:02x}\1",
        )
        for name in names
    )
    return Change({"": edits}, {names: {"level": number}}, also=frozenset(also.split()))


def resized(folder: Path, stream: str, *sizes: int) -> None:
    for number, size in enumerate(sizes, 1):
        with (folder / f"index_{stream}_{number}.cmfv").open("r+b") as file:
            file.truncate(size)


def head(name: str, data: bytes) -> Callable[[Path], object]:
    def put(folder: Path) -> None:
        for number in range(1, outputs.SEGMENTS + 1):
            with (folder / f"index_{name}_{number}.cmfv").open("r+b") as file:
                file.write(data)

    return put


def two_sounds(found: Presentation) -> Presentation:
    streams = {path: Stream(one.pictures, one.sounds * 2) for path, one in found.streams.items()}
    return replace(found, streams=streams)


def unread(found: Presentation) -> Presentation:
    return replace(found, unread={Path("x.m3u8"): "x.m3u8: Invalid data"})


def everywhere(*edits: Edit) -> dict[str, tuple[Edit, ...]]:
    return dict.fromkeys((*ALL, "audio"), edits)


# The segments of one playlist, counted from 1, with other durations.
def durations(first: float, second: float) -> tuple[Edit, ...]:
    return ((r"6\.0,(\n\S+_1\.)", rf"{first},\1"), (r"6\.0,(\n\S+_2\.)", rf"{second},\1"))


LAST = r"6\.0,(\n\S+_4\.)"
HLG = {"transfer": 18}
ONE_VARIANT = (r"(?s)#EXT-X-STREAM-INF(?:(?!#EXT).)*720p.*360p\.m3u8\n", "")
CHANGES: dict[str, Change] = {
    "1.1": media("cell", codec="vp9"),
    "1.2": Change(files=head("cell", b"FLV\x01\0\0\0\0")),
    "1.3a": level(50, *ALL, also="1.11"),
    "1.3b": level(60, "cell", also="1.3b-tvOS 1.3b-macOS 1.11"),
    "1.3b-tvOS": level(52, "cell", also="1.3b-macOS 1.11"),
    "1.3b-macOS": level(51, "cell", also="1.11"),
    "1.4": Change({"": ((r"avc1\.64000d", "avc1.4d000d"),)}, {("cell",): {"profile": 77}}),
    "1.5": Change(
        {"cell": ((r"#EXT-X-MAP.*\n", ""),)}, files=head("cell", b"\x47" + bytes(7)), hevc=True
    ),
    "1.6a": media(*ALL, level=150, hevc=True),
    "1.6b": media("cell", level=180, hevc=True),
    "1.10": text(r"avc1(\.64000d)", r"avc3\1"),
    "1.11": level(31, "cell"),
    "1.13": media("cell", idr_seconds=(0.0, 6.0, 12.0, 18.0)),
    "1.14": media("cell", progressive=False),
    "1.18": Change(
        {"": ((r"30\.000(.*\n\S+cell)", r"28.000\1"),)}, {("cell",): {"frame_rate": 28.0}}
    ),
    "1.19": Change(
        {"": ((r"30\.000(.*\n\S+720p\.)", r"120.000\1"),)}, {("720p",): {"frame_rate": 120.0}}
    ),
    "1.21": media("cell", primaries=9),
    "1.24": Change({"": (("FRAME-RATE", "VIDEO-RANGE=HLG,FRAME-RATE"),)}, {ALL: HLG}),
    "1.26": text(MORE, "BANDWIDTH=3564000,AVERAGE-BANDWIDTH=3100000"),
    "1.27": text(MORE, "BANDWIDTH=4100000,AVERAGE-BANDWIDTH=3564000"),
    "1.30": Change(
        {"": ((r"BANDWIDTH=864000,A", "BANDWIDTH=2304000,A"),)},
        files=lambda folder: resized(folder, "360p", 1_680_000, 240_000, 240_000, 240_000),
    ),
    "1.32": text(r"(?s)(#EXT-X-STREAM.*720p\.m3u8\n)(.*)(#EXT-X-I-FRAME.*)", r"\2\1\3"),
    "1.33": Change(
        {
            "": ((r"640x360(.*\n\S+360p\.m3u8)", r"640x480\1"),),
            "mpd": (('width="640" height="360"', 'width="640" height="480"'),),
        },
        {("360p",): {"size": (640, 480)}},
    ),
    "2.3": media("audio", channels=1),
    "2.4": media("audio", profile="HE-AAC", bitrate_bps=96_000),
    "2.9": media("audio", bitrate_bps=320_000),
    "2.17": Change(found=two_sounds),
    "4.1": text("#EXT-X-MEDIA:TYPE=SUBTITLES.*\n", ""),
    "4.7": text(r'(SUBTITLES.*)LANGUAGE="en",', r"\1", also=frozenset({"8.10"})),
    "6.1": text("#EXT-X-I-FRAME.*\n", ""),
    "6.6": text("#EXT-X-I-FRAME.*360p.*\n", ""),
    "6.8": text("#EXT-X-I-FRAMES-ONLY\n", "", "360p_i_frames"),
    "6.9": text("(FRAME-STREAM-INF:BANDWIDTH)=13333(.*360p)", r"\1=10000\2"),
    "6.10": text("10000@0", "10000@8", "360p_i_frames"),
    "6.14": text(r'(FRAME-STREAM.*CODECS=)"avc1[^"]*"', r'\1"hvc1.2.4.L93.B0"'),
    "6.16": text("(FRAME-STREAM.*),CODECS", r"\1,VIDEO-RANGE=PQ,CODECS"),
    "7.3": media("audio", continuous=False),
    "7.4": media("cell", idr_seconds=(*IDRS[:3], 5.5, 7.5, *(at + 1 for at in IDRS[4:]))),
    "7.5": Change(everywhere(("DURATION:6", "DURATION:7"))),
    "7.6": Change(
        everywhere(*durations(5.8, 6.2)),
        {ALL: {"idr_seconds": tuple(sorted({*IDRS, 5.8}))}},
    ),
    "7.7": Change(
        everywhere((LAST, r"6.6,\1")),
        {ALL: {"seconds": 24.6}, ("audio",): {"seconds": 24.6}},
        also=frozenset({"1.13"}),
    ),
    "8.1": text(LAST, r"5.93,\1", "audio"),
    "8.2": text("DURATION:6", "DURATION:7", "audio", also=frozenset({"7.5"})),
    "8.3": Change({"audio": ((LAST, r"5.8,\1"),)}, {("audio",): {"seconds": 23.8}}),
    "8.6": text("#EXT-X-PLAYLIST-TYPE:VOD\n", "", "audio"),
    "8.9": text(r'AUDIO="a"(.*\n\S+720p-more)', r'AUDIO="b"\1'),
    "8.10": text(r'(AUDIO.*)LANGUAGE="en",', r"\1"),
    "8.15": text("(#EXTINF.*\n.*_3)", r"#EXT-X-DISCONTINUITY\n\1", "audio"),
    "8.20": text("#EXT-X-MAP.*\n", "", "cell"),
    "8.22": Change({"audio": durations(5.92, 6.08)}),
    "8.22-AirPlay": Change({"cell": durations(5.97, 6.03)}),
    "9.1": text(r"avc1\.64000d", "avc1.100.13"),
    "9.2": text(",RESOLUTION=416x234", ""),
    "9.3": text(r'(FRAME-STREAM.*)CODECS="avc1[^"]*",(.*360p)', r"\1\2"),
    "9.4": text(r"(FRAME-STREAM.*)RESOLUTION=\d+x\d+,(.*360p)", r"\1\2"),
    "9.5": text(r',AUDIO="a"(.*\n\S+720p-more)', r"\1"),
    "9.9": Change(
        {
            "": (ONE_VARIANT, ("416x234", "854x480")),
            "mpd": (
                (r"(?s)<Representation id=\"720p\".*(<Representation id=\"cell\")", r"\1"),
                ('width="416" height="234"', 'width="854" height="480"'),
            ),
        },
        {("cell",): {"size": (854, 480)}},
        also=frozenset({"1.32"}),
    ),
    "9.10": Change(
        {
            "": ((r"1280x720(.*\n\S+720p-more)", r"1920x1080\1"),),
            "mpd": (('(more".*)width="1280" height="720"', r'\1width="1920" height="1080"'),),
        },
        {("720p-more",): {"size": (1920, 1080)}},
    ),
    "9.11": text("#EXT-X-INDEPENDENT-SEGMENTS\n", ""),
    "9.12": Change(
        dict.fromkeys(("", "cell"), (("#EXT-X-INDEPENDENT-SEGMENTS\n", ""),)),
        also=frozenset({"9.11"}),
    ),
    "9.14": text(MORE, "BANDWIDTH=3564000"),
    "9.15": text(r"FRAME-RATE=30\.000,(.*\n\S+cell)", r"\1"),
    "9.16": text(r"FRAME-RATE(.*\n\S+cell)", r"VIDEO-RANGE=PQ,FRAME-RATE\1"),
    "9.20-tvOS": text(
        "(#EXT-X-I-FRAME.*360p)",
        '#EXT-X-STREAM-INF:BANDWIDTH=64000,AVERAGE-BANDWIDTH=64000,CODECS="mp4a.40.2"\n'
        r"index_audio.m3u8\n\1",
    ),
    "9.21-iOS": Change(
        {"": (("164000", "264000"),)},
        files=lambda folder: resized(folder, "cell", *[150_000] * 4),
    ),
    "P1": Change(files=lambda folder: (folder / "english.vtt").unlink()),
    "P2": text('(init.cmfv")', r'\1,BYTERANGE="101@0"', "cell"),
    "P3": text("#EXT-X-ENDLIST\n", "", "english"),
    "P4": media("cell", frame_rate=25.0),
    "P5": text("index_cellinit", "index_cell_init", "mpd"),
    "P6": text(' codecs="avc1.64000d"', "", "mpd"),
    "P7": text('width="416"', 'width="418"', "mpd"),
    "P8": Change(found=unread),
    "P9": text(r'SUBTITLES="s"(.*\n\S+cell)', r'SUBTITLES="t"\1'),
}


def changed(folder: Path, change: Change) -> Presentation:
    outputs.write(folder)
    texts = dict(change.texts)
    if change.hevc:
        texts[""] = ((r"avc1\.6400..,", "hvc1.2.4.L93.B0,"), *texts.get("", ()))
    for name, edits in texts.items():
        file = "index.mpd" if name == "mpd" else f"index{'_' if name else ''}{name}.m3u8"
        for old, new in edits:
            now, count = re.subn(old, new, (folder / file).read_text())
            assert count, (file, old)
            (folder / file).write_text(now)
    change.files(folder)
    found = outputs.read(folder)
    if change.hevc:
        found = outputs.with_media(found, ALL, codec="hevc", profile=2, level=93)
    for names, facts in change.media.items():
        found = outputs.with_media(found, names, **facts)
    return change.found(found)


@pytest.mark.parametrize("hevc", [False, True], ids=["h264", "hevc"])
def test_a_good_asset_breaks_no_rule(tmp_path: Path, hevc: bool) -> None:
    assert broken(changed(tmp_path, Change(hevc=hevc))) == {}


@pytest.mark.parametrize("number", CHANGES)
def test_each_rule_is_broken_by_its_change_alone(tmp_path: Path, number: str) -> None:
    change = CHANGES[number]
    faults = broken(changed(tmp_path, change))
    assert set(faults) == {number, *change.also}, faults
    assert all(faults[number])


def test_every_rule_has_a_change() -> None:
    numbers = [rule.number for rule in RULES]
    assert sorted(CHANGES) == sorted(numbers)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("number", "profile", "verdict"),
    [
        ("9.21-iOS", "default", "not aimed for"),
        ("9.21-iOS", "somebodys-own", "not aimed for"),
        ("9.21-iOS", "apple", "BROKEN"),
        ("1.3b-macOS", "uhd", "not aimed for"),
        ("9.14", "default", "BROKEN"),
        ("1.4", "apple", "advice"),
        ("6.1", "apple", "BROKEN"),
    ],
)
def test_a_profile_is_held_to_what_it_aims_for(
    tmp_path: Path, number: str, profile: str, verdict: str
) -> None:
    found = changed(tmp_path, CHANGES[number])
    assert {one.verdict for one in judge(found, profile) if one.rule.number == number} == {verdict}


def test_only_musts_are_excused() -> None:
    musts = {rule.number for rule in RULES if rule.force == MUST}
    assert {number for one in (*NOT_AIMED_FOR.values(), OTHERS) for number in one} <= musts


def told(why: Mapping[str, str]) -> str:
    """In the order of the rules, with the reasons."""
    numbers = [rule.number for rule in RULES if rule.number in why]
    return "; ".join(f"{one}: {why[one]}" for one in numbers) or "nothing"


def test_the_documents_tell_the_rules_and_what_profiles_are_excused_of() -> None:
    text = (PROJECT / "docs" / "transcoding.md").read_text()
    section = text.split("\n## Apple's rules\n")[1].split("\n## ")[0]
    tables = [
        [row.strip("| ").split(" | ") for row in table.splitlines()[2:]]
        for table in re.findall(r"(?:^\|.*\|\n)+", section, re.M)
    ]
    (rules,) = (table for table in tables if len(table[0]) == 5)
    (profiles,) = (table for table in tables if table[0][0].startswith("`"))
    assert [(row[0], row[1], row[2], row[4]) for row in rules] == [
        (rule.number, rule.force, rule.says, f"`{rule.check.__module__.split('.')[-1]}.py`")
        for rule in RULES
    ]
    assert profiles == [
        *([f"`{one}`", told(NOT_AIMED_FOR[one])] for one in sorted(NOT_AIMED_FOR)),
        ["any other", told(OTHERS)],
    ]
