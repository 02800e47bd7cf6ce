"""Captions: read as their SourceType says, and written for players."""

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from local_aws.mediaconvert import boxes
from local_aws.mediaconvert.captions import reading, webvtt
from local_aws.mediaconvert.captions.cue import Captions, Cue
from local_aws.mediaconvert.errors import JobError
from local_aws.tests import cea608
from local_aws.tests import job_requests as make
from local_aws.tests.encodes import Encoded, encode
from local_aws.tests.media_files import Media
from local_aws.tests.test_streams import KINDS, picture, stream

SRT = """1
00:00:01,000 --> 00:00:02,500
<i>Hello</i> & 1 < 2

3
00:00:05,000 --> 00:00:06,000 X1:10 X2:20
{\\an8}later <font color="#ff0000">red</font>

2
00:00:03,000 --> 00:00:07,500
two
lines
"""
SRT_CUES = [
    (1000, 2500, "Hello & 1 < 2"),
    (3000, 7500, "two\nlines"),
    (5000, 6000, "later red"),
]
VTT = """WEBVTT - a title

STYLE
::cue(.loud) { color: red }

NOTE nobody reads this

first
00:01.000 --> 00:02.500 line:0 align:start
<v Bob>Hi <c.loud>red</c> &amp; <script>alert(1)</script></v>

00:12.500 --> 00:20.000
long

02:59:58.000 --> 03:00:00.000
last <00:19.000>words
"""
VTT_CUES = [
    (1000, 2500, "Hi red & alert(1)"),
    (12_500, 20_000, "long"),
    (10_798_000, 10_800_000, "last words"),
]
PARAMETERS = 'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" ttp:tickRate="10"'
TTML = f"""<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en" {PARAMETERS}>
<head/><body begin="10s"><div><p begin="00:00:01.000" end="00:00:02:05">Hi
  <span>there</span><br/>1 &lt; 2<metadata>none</metadata></p></div>
<div timeContainer="seq"><p dur="1s">one</p><p begin="500ms" dur="20t">two</p></div>
<div begin="5s"><p begin="0s" end="3s"><span end="1s">la</span> <span begin="1s">lu</span></p>
</div></body></tt>"""
TTML_CUES = [
    (10_000, 11_000, "one"),
    (11_000, 12_200, "Hi there\n1 < 2"),
    (11_500, 13_500, "two"),
    (15_000, 16_000, "la"),
    (16_000, 18_000, "lu"),
]
OLD_TTML = TTML.replace("http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1")
DEEP = "<tt xmlns='http://www.w3.org/ns/ttml'><body>" + "<div>" * 3000
LONG_TIME = "9" * 5000

READ: dict[str, tuple[str, bytes, list[tuple[int, int, str]]]] = {
    "srt": ("SRT", SRT.encode(), SRT_CUES),
    "srt with a mark": ("SRT", b"\xef\xbb\xbf" + SRT.encode(), SRT_CUES),
    "srt of Windows": ("SRT", SRT.replace("\n", "\r\n").encode(), SRT_CUES),
    "srt of old Macs": ("SRT", SRT.replace("\n", "\r").encode(), SRT_CUES),
    "srt without numbers": ("SRT", re.sub(r"(?m)^\d\n", "", SRT).encode(), SRT_CUES),
    "srt with a lost block": ("SRT", f"4\nnever\n\n{SRT}".encode(), SRT_CUES),
    "srt of nothing": (
        "SRT",
        f"1\n00:00:09,000 --> 00:00:08,000\nback\n\n{SRT}".encode(),
        SRT_CUES,
    ),
    "webvtt": ("WEBVTT", VTT.encode(), VTT_CUES),
    "webvtt of Windows": (
        "WEBVTT",
        b"\xef\xbb\xbf" + VTT.replace("\n", "\r\n").encode(),
        VTT_CUES,
    ),
    "ttml": ("TTML", TTML.encode(), TTML_CUES),
    "dfxp": ("TTML", OLD_TTML.encode(), TTML_CUES),
    "letters": (
        "SRT",
        "1\n00:00:01,000 --> 00:00:02,000\nüß 你好\x0b".encode(),
        [(1000, 2000, "üß 你好")],
    ),
}
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("SRT", b"", "it has no captions"),
    "no cue": ("WEBVTT", b"WEBVTT\n\nNOTE nothing\n", "it has no captions"),
    "Windows-1252": ("SRT", SRT.replace("Hello", "Hellö").encode("cp1252"), "codec can't decode"),
    "UTF-16": ("SRT", SRT.encode("utf-16"), "codec can't decode"),
    "srt as webvtt": ("WEBVTT", SRT.encode(), "does not begin with WEBVTT"),
    "webvtt as srt": ("SRT", VTT.encode(), "it has no captions"),
    "srt as ttml": ("TTML", SRT.encode(), "it is no XML"),
    "a picture": ("SRT", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "codec can't decode"),
    "other xml": ("TTML", b"<html/>", "no tt element"),
    "bad time": ("TTML", TTML.replace("500ms", "soon").encode(), "'soon' is no time"),
    "bad rate": ("TTML", TTML.replace('"25"', '"0"').encode(), "not above 0"),
    "deep": ("TTML", DEEP.encode() + b"</div>" * 3000 + b"</body></tt>", "recursion"),
    "long time": (
        "WEBVTT",
        f"WEBVTT\n\n{LONG_TIME}:00:00.000 --> 99:00:01.000\nx".encode(),
        "integer string",
    ),
}


@pytest.mark.parametrize("case", READ)
def test_a_file_is_read(tmp_path: Path, case: str) -> None:
    kind, data, cues = READ[case]
    (tmp_path / "captions").write_bytes(data)
    found = reading.read(make.caption_source(kind, "a.srt"), tmp_path / "captions")
    assert [(one.start, one.end, one.text) for one in found.cues] == cues


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_such_file_fails_the_job(tmp_path: Path, case: str) -> None:
    kind, data, why = REFUSED[case]
    (tmp_path / "captions").write_bytes(data)
    with pytest.raises(JobError, match=re.escape(why)) as raised:
        reading.read(make.caption_source(kind, "a.srt"), tmp_path / "captions")
    assert raised.value.code == JobError.INPUT_UNREADABLE
    assert "s3://uploads/a.srt" in raised.value.message


def captions(group: str, form: str, number: int = 1, **how: str) -> dict[str, Any]:
    return make.captions(KINDS[group], form, number, **how)


@pytest.fixture(scope="module")
def encoded(media: Media) -> Callable[..., Encoded]:
    """Encodes a film of 13 seconds with captions, of an SRT and of a WebVTT file."""
    film = media.clip("film.mp4", size="160x120", seconds=13, rate="30000/1001", sound=False)
    (media.folder / "film.en.srt").write_text(SRT)
    (media.folder / "film.pt.vtt").write_text(VTT)
    selectors = {
        "Caption Selector 1": {"SourceSettings": make.caption_source("SRT", "film.en.srt")},
        "Caption Selector 2": {"SourceSettings": make.caption_source("WEBVTT", "film.pt.vtt")},
    }

    def of(group: str, *outputs: dict[str, Any], **settings: Any) -> Encoded:
        made = stream(group, picture(group), *outputs, **settings)
        return encode(media, film, made, CaptionSelectors=selectors)

    return of


HEAD = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{first},LOCAL:00:00:00.000\n\n"
PLAIN = """00:00:01.000 --> 00:00:02.500
Hello &amp; 1 &lt; 2

00:00:03.000 --> 00:00:07.500
two
lines

00:00:05.000 --> 00:00:06.000
later red
"""


@pytest.mark.parametrize(
    ("group", "name"),
    [("CmafGroupSettings", "000000001"), ("HlsGroupSettings", "00001")],
)
def test_webvtt_is_a_rendition_of_hls(encoded: Any, group: str, name: str) -> None:
    done = encoded(group, captions(group, "WEBVTT"), captions(group, "WEBVTT", 2))
    parent = done.text("index.m3u8")
    assert [line for line in parent.splitlines() if "TYPE=SUBTITLES" in line] == [
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",LANGUAGE="eng",NAME="English",'
        'AUTOSELECT=YES,DEFAULT=YES,FORCED=NO,URI="index_sub_en.m3u8"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",LANGUAGE="pt-BR",'
        'NAME="Português \'BR\'",AUTOSELECT=NO,DEFAULT=NO,FORCED=NO,URI="index_sub_pt-BR.m3u8"',
    ]
    variants = re.findall("#EXT-X-STREAM-INF.*", parent)
    assert [line.endswith(',SUBTITLES="subs"') for line in variants] == [True]
    child = done.text("index_sub_en.m3u8")
    assert re.findall(r"#EXTINF:([\d.]+),\n(.*)", child) == [
        ("13.013000", f"index_sub_en_{name}.vtt")
    ]
    first = 0
    assert done.text(f"index_sub_en_{name}.vtt") == HEAD.format(first=first) + PLAIN
    # What lasts longer than the film ends with it; of a cue in the third hour nothing is left.
    other = done.text(f"index_sub_pt-BR_{name}.vtt")
    assert other.endswith("\n\n00:00:12.500 --> 00:00:13.013\nlong\n")
    details = done.details[0]["outputDetails"]
    assert [one["durationInMs"] for one in details] == [13013] * 3
    assert ["videoDetails" in one for one in details] == [True, False, False]


def test_segments_may_match_the_video_and_repeat_what_spans_them(encoded: Any) -> None:
    group = "HlsGroupSettings"
    done = encoded(group, captions(group, "WEBVTT"), CaptionSegmentLengthControl="MATCH_VIDEO")
    child = done.text("index_sub_en.m3u8")
    video = done.text("index_small.m3u8")
    assert re.findall("#EXTINF:.*", child) == re.findall("#EXTINF:.*", video)
    spans = [done.text(f"index_sub_en_0000{n}.vtt").count("two\nlines") for n in (1, 2, 3)]
    assert spans == [1, 1, 0]


def test_the_dash_manifest_of_cmaf_names_one_file(encoded: Any) -> None:
    group = "CmafGroupSettings"
    done = encoded(
        group,
        captions(group, "WEBVTT"),
        captions(group, "WEBVTT", 2, Accessibility="ENABLED"),
    )
    assert done.text("index_sub_en.vtt") == f"WEBVTT\n\n{PLAIN}"
    assert 'AUTOSELECT=YES,DEFAULT=NO,FORCED=NO,CHARACTERISTICS="public.acc' in done.text(
        "index.m3u8"
    )
    english, other = texts(done)
    assert english.attrib == {
        **{"id": "1", "contentType": "text", "mimeType": "text/vtt", "lang": "eng"},
    }
    assert [child.tag for child in english] == [NS + "Label", NS + "Role", NS + "Representation"]
    assert english.findtext(f"{NS}Representation/{NS}BaseURL") == "index_sub_en.vtt"
    assert other.findtext(f"{NS}Representation/{NS}BaseURL") == "index_sub_pt-BR.vtt"
    assert other.find(f"{NS}Accessibility").attrib["value"] == "caption"  # type: ignore[union-attr]


NS = "{urn:mpeg:dash:schema:mpd:2011}"
TT = "{http://www.w3.org/ns/ttml}"


def texts(done: Encoded) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(done.text("index.mpd"))
    return list(root.iterfind(f".//{NS}AdaptationSet[@contentType='text']"))


def paragraphs(data: bytes) -> list[tuple[str, str, str]]:
    root = ElementTree.fromstring(data)
    return [
        (one.attrib["begin"], one.attrib["end"], "".join(one.itertext()))
        for one in root.iter(f"{TT}p")
    ]


def test_dash_has_imsc_in_fragments_that_follow_the_video(encoded: Any) -> None:
    group = "DashIsoGroupSettings"
    output = captions(group, "IMSC")
    output["ContainerSettings"]["MpdSettings"] = {"CaptionContainerType": "FRAGMENTED_MP4"}
    done = encoded(group, output)
    (found,) = texts(done)
    assert (found.attrib["mimeType"], found.attrib["lang"]) == ("application/mp4", "eng")
    row = found.find(f"{NS}Representation")
    assert row is not None
    assert row.attrib["codecs"] == "stpp.ttml.im1t"
    lengths = [int(one.attrib["d"]) * (int(one.get("r", 0)) + 1) for one in row.iter(f"{NS}S")]
    assert sum(lengths) == 13_013 * 90
    names = [f"index_sub_en_00000000{n}.mp4" for n in (1, 2, 3)]
    assert sorted(path.name for path in done.folder.glob("index_sub*")) == [
        *names,
        "index_sub_eninit.mp4",
    ]
    header = (done.folder / "index_sub_eninit.mp4").read_bytes()
    assert b"stpp" in header
    assert [one.kind for one in boxes.boxes_of(header)] == [b"ftyp", b"moov"]
    starts, shown = [], []
    for name in names:
        data = (done.folder / name).read_bytes()
        parts = dict(boxes.walk(data))
        starts.append(struct.unpack(">Q", parts[b"tfdt"][4:])[0])
        # The run's data begins where it says, and is the document.
        (offset,) = struct.unpack_from(">i", parts[b"trun"], 8)
        assert data[offset:] == parts[b"mdat"]
        assert struct.unpack_from(">I", parts[b"trun"], 16)[0] == len(parts[b"mdat"])
        shown.append(paragraphs(parts[b"mdat"]))
    assert starts == pytest.approx([0, 6006 * 90, 12_012 * 90], abs=1)
    assert [len(one) for one in shown] == [3, 1, 0]
    assert shown[1] == [("00:00:03.000", "00:00:07.500", "twolines")]


@pytest.mark.parametrize(("form", "suffix"), [("IMSC", "xml"), ("TTML", "ttml")])
def test_dash_has_raw_text_too(encoded: Any, form: str, suffix: str) -> None:
    group = "DashIsoGroupSettings"
    done = encoded(group, captions(group, form))
    (found,) = texts(done)
    assert found.attrib["mimeType"] == "application/ttml+xml"
    assert found.findtext(f"{NS}Representation/{NS}BaseURL") == f"index_sub_en.{suffix}"
    data = (done.folder / f"index_sub_en.{suffix}").read_bytes()
    assert [begin for begin, _, _ in paragraphs(data)] == [f"00:00:0{n}.000" for n in (1, 3, 5)]
    assert (b"profile/imsc1/text" in data) == (form == "IMSC")


STYLED = {
    ("SRT", "ENABLED"): "00:00:01.000 --> 00:00:02.500\n<i>Hello</i> &amp; 1 &lt; 2\n",
    ("WEBVTT", "DISABLED"): "00:00:01.000 --> 00:00:02.500\nHi red &amp; alert(1)\n",
    ("WEBVTT", "ENABLED"): (
        "STYLE\n::cue(.loud) { color: red }\n\n"
        "00:00:01.000 --> 00:00:02.500 line:0 align:start\n"
        "<v Bob>Hi <c.loud>red</c> &amp; alert(1)</v>\n"
    ),
    ("WEBVTT", "STRICT"): (
        "STYLE\n::cue(.loud) { color: red }\n\n"
        "first\n00:00:01.000 --> 00:00:02.500 line:0 align:start\n"
        "<v Bob>Hi <c.loud>red</c> &amp; <script>alert(1)</script></v>\n"
    ),
}


@pytest.mark.parametrize(("kind", "style"), STYLED)
def test_styles_pass_as_far_as_the_job_says(encoded: Any, kind: str, style: str) -> None:
    group = "CmafGroupSettings"
    number = 1 if kind == "SRT" else 2
    done = encoded(group, captions(group, "WEBVTT", number, StylePassthrough=style))
    name = "index_sub_en.vtt" if number == 1 else "index_sub_pt-BR.vtt"
    assert done.text(name).startswith(f"WEBVTT\n\n{STYLED[kind, style]}")


@pytest.mark.parametrize("name", ["it's: [608], a;b.mp4", "608.ts"])
def test_captions_in_the_picture_are_read(media: Media, name: str) -> None:
    codes = {10: cea608.pop_on("Hello 608"), 60: [cea608.CLEAR]}
    source = cea608.video(media, name, 4, codes)
    asked = {"SourceType": "EMBEDDED", "EmbeddedSourceSettings": {"Source608ChannelNumber": 1}}
    group = "CmafGroupSettings"
    made = stream(group, picture(group), captions(group, "WEBVTT"))
    done = encode(
        media, source, made, CaptionSelectors={"Caption Selector 1": {"SourceSettings": asked}}
    )
    # Shown with the second code that says so, gone with the first that clears.
    assert done.text("index_sub_en.vtt") == ("WEBVTT\n\n00:00:00.760 --> 00:00:02.400\nHello 608\n")
    # They are in the picture no more.
    again = reading.read(asked, done.folder / done.joined("index_small"))
    assert again.cues == ()


def test_a_video_without_captions_has_none(media: Media) -> None:
    source = media.clip("none.mp4", size="160x120", seconds=1, sound=False)
    assert reading.read({"SourceType": "EMBEDDED"}, source).cues == ()


def test_nothing_of_a_cue_breaks_out_of_it() -> None:
    cue = Cue(0, 1000, "a\n\n<b>\n00:01.000 --> 00:02.000\nno", "a\nb")
    text = webvtt.written(Captions((cue,)), "DISABLED")
    assert [(one.start, one.text) for one in webvtt.parse(text).cues] == [
        (0, "a\n<b>\n00:01.000 --> 00:02.000\nno")
    ]
