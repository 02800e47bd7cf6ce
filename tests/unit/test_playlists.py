"""Playlists with a grant in every address, as players that follow the standards read them."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import m3u8
import pytest

from fakes import streaming_outputs
from pipeline.playback import dash, hls, webvtt
from pipeline.playback.addresses import PlaylistPlace
from pipeline.playback.dash import ManifestError
from unit.test_grants import HOST, signed

SIGNED = signed()
QUERY = SIGNED.query
FOLDER = f"https://{HOST}{SIGNED.path}"
ROUTE = f"https://{HOST}/api/v1/playback/{SIGNED.token}/cmaf/"
MPD = '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">{}</MPD>'


def place(name: str) -> PlaylistPlace:
    return PlaylistPlace(signed=SIGNED, path=f"cmaf/{name}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("cmaf")
    streaming_outputs.write(found)
    return found


def files_of(urls, folder: Path) -> set[str]:
    """Signed, at the CDN, and there; each by its name."""
    names = set()
    for url in urls:
        address, _, query = url.partition("?")
        assert query == QUERY, url
        assert address.startswith(f"{FOLDER}cmaf/"), url
        names.add(address.removeprefix(f"{FOLDER}cmaf/"))
    assert all((folder / name).is_file() for name in names)
    return names


def read_hls(text: str, url: str) -> tuple[set[str], set[str]]:
    """Playlists and files that it names, as a player resolves them."""
    found = m3u8.loads(text, uri=url)
    playlists = [*found.playlists, *found.iframe_playlists, *found.image_playlists, *found.media]
    segments = [*found.segments, *filter(None, found.segment_map)]
    return (
        {urljoin(url, one.uri) for one in playlists if one.uri},
        {urljoin(url, one.uri) for one in segments},
    )


def test_every_file_of_hls_is_reached_without_a_cookie(folder):
    reached, queue = set(), [f"{ROUTE}index.m3u8"]
    while queue:
        url = queue.pop()
        name = url.removeprefix(ROUTE)
        text = hls.linked((folder / name).read_text(), place(name).link)
        playlists, files = read_hls(text, url)
        assert all(one.startswith(ROUTE) and "?" not in one for one in playlists)
        queue += sorted(playlists)
        reached |= files_of(files, folder) | {name}
    assert reached == {one.name for one in folder.iterdir()} - {"index.mpd"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('#EXT-X-MAP:URI="i.mp4",BYTERANGE="1@0"', '#EXT-X-MAP:URI="{i.mp4}",BYTERANGE="1@0"'),
        ('#EXT-X-KEY:METHOD=AES-128,URI="k.bin",IV=0x1', None),
        ('#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k.bin"', None),
        ('#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="x"', ""),
        ('#EXT-X-KEY:METHOD=NONE', ""),
        ('#EXT-X-MEDIA:TYPE=AUDIO,NAME="a,URI=",LANGUAGE="en",URI="a.m3u8"', ""),
        ('#EXT-X-MEDIA:NAME="a,URI=",X-URI="b.mp4",URI="c.mp4"',
         '#EXT-X-MEDIA:NAME="a,URI=",X-URI="b.mp4",URI="{c.mp4}"'),
        ('#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"', ""),
        ('#EXT-X-I-FRAME-STREAM-INF:URI="i.m3u8",CODECS="a,b"', ""),
        ('#EXTINF:6.0,URI="a.mp4"', ""),
        ('# URI="a.mp4"', ""),
        ("a%20b_$1.ts", "{a%20b_$1.ts}"),
        ("../mp4/x.ts?a=1", "{../mp4/x.ts?a=1}"),
        ("../../../other/1/x.ts", ""),
        ("https://elsewhere.example.com/x.ts", ""),
        ("//elsewhere.example.com/x.ts", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_lines_of_hls(line, expected):
    """None: what stands in URI; empty: the line as it is."""
    if expected is None:
        expected = re.sub(r'(?<=[:,])URI="([^"]*)"', r'URI="{\1}"', line)

    def filled(found: re.Match[str]) -> str:
        joint = "&" if "?" in found[1] else "?"
        return f"{urljoin(FOLDER + 'cmaf/', found[1])}{joint}{QUERY}"

    wanted = re.sub(r"\{(.+?)\}", filled, expected or line)
    text = f"#EXTM3U\n{line}\n#EXT-X-ENDLIST\n"
    assert hls.linked(text, place("a.m3u8").link) == text.replace(line, wanted)
    assert hls.linked(text.replace("\n", "\r\n"), place("a.m3u8").link) == text.replace(
        line, wanted
    )


def addresses(text: str, url: str) -> list[str]:
    """Of every file, as a player resolves them; templates with $Number$ as it is."""
    found: list[str] = []

    def walk(element: ElementTree.Element, base: str) -> None:
        told = [one for one in element if one.tag.endswith("}BaseURL")]
        if told:
            base = urljoin(base, (told[0].text or "").strip())
            if not urlsplit(base).path.endswith(("/", ".mpd")):
                found.append(base)
        for name, value in element.attrib.items():
            if name in ("media", "initialization", "sourceURL", "index"):
                found.append(urljoin(base, value))
        for one in element:
            walk(one, base)

    walk(ElementTree.fromstring(text), url)
    return found


def test_every_file_of_dash_is_reached_without_a_cookie(folder):
    text = dash.linked((folder / "index.mpd").read_text(), place("index.mpd"))
    found = addresses(text, f"{ROUTE}index.mpd")
    every = {
        one.replace("$Number$", str(number))
        for one in found
        for number in range(1, streaming_outputs.SEGMENTS + 1)
    }
    media = {one.name for one in folder.iterdir() if one.suffix in (".cmfv", ".cmfa")}
    assert files_of(every, folder) == media


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<Period><BaseURL>text.vtt</BaseURL></Period>", ["cmaf/text.vtt"]),
        ("<Period><BaseURL> t%20t.vtt </BaseURL></Period>", ["cmaf/t%20t.vtt"]),
        (
            '<Period><BaseURL>../other/</BaseURL><SegmentTemplate media="a$Time$.mp4"/></Period>',
            ["other/a$Time$.mp4"],
        ),
        (
            '<Period><SegmentList><Initialization sourceURL="i.mp4"/>'
            '<SegmentURL media="1.mp4"/></SegmentList></Period>',
            ["cmaf/i.mp4", "cmaf/1.mp4"],
        ),
        ("<ProgramInformation/><!-- x --><Period/>", []),
    ],
)
def test_addresses_in_dash(inside, expected):
    text = dash.linked(MPD.format(inside), place("index.mpd"))
    found = addresses(text, f"{ROUTE}index.mpd")
    assert found == [f"{FOLDER}{one}?{QUERY}" for one in expected]
    (root,) = [ElementTree.fromstring(text)]
    names = [one.tag.rpartition("}")[2] for one in root]
    assert names.index("BaseURL") == names.index("Period") - 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<MPD",
        "<SmoothStreamingMedia/>",
        "<!DOCTYPE MPD [<!ENTITY a 'b'>]><MPD>&a;</MPD>",
        MPD.format("<BaseURL>https://elsewhere.example.com/</BaseURL>"),
    ],
)
def test_what_is_no_manifest_of_ours_is_refused(text):
    with pytest.raises(ManifestError):
        dash.linked(text, place("index.mpd"))


def test_other_vocabularies_stay_in_a_manifest():
    inside = (
        '<Period><ContentProtection xmlns:cenc="urn:mpeg:cenc:2013" cenc:default_KID="1">'
        "<cenc:pssh>AAAA</cenc:pssh></ContentProtection>"
        '<SegmentTemplate media="https://elsewhere.example.com/a.mp4"/></Period>'
    )
    text = dash.linked(MPD.format(inside), place("index.mpd"))
    assert inside.removeprefix("<Period>") in text


def test_every_picture_of_a_storyboard_is_signed():
    text = (
        "WEBVTT\n\nNOTE ../a.jpg\n\n"
        "00:00:00.000 --> 00:00:10.000\n../cmaf/s_1.jpg#xywh=0,0,160,90\n\n"
        "00:00:10.000 --> 00:00:20.000\n../thumbnails/t.0000001.jpg#xywh=0,0,312,176\n"
    )
    found = PlaylistPlace(signed=SIGNED, path="storyboard/index.vtt")
    assert webvtt.linked(text, found.link) == text.replace(
        "../cmaf/s_1.jpg#", f"{FOLDER}cmaf/s_1.jpg?{QUERY}#"
    ).replace("../thumbnails/t.0000001.jpg#", f"{FOLDER}thumbnails/t.0000001.jpg?{QUERY}#")
