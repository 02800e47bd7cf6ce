"""Caption files as people and attackers make them: renditions or a warning, and never a FAILED
asset. What they hold reaches viewers as text alone."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline_client import Pipeline
from streaming import dash, hls

# Whatever a page would run, or load, or be made up by.
ACTIVE = re.compile(rb"<\s*(script|iframe|img|style|svg|object)|STYLE|onerror|onclick|::cue|xlink")
REJECTED = "a job with captions failed, and was made again without any"


def srt(*cues: str, start_ms: int = 100) -> str:
    """A cue every tenth of a second."""
    return "\n\n".join(
        f"{number + 1}\n00:00:00,{start_ms * (number + 1)} --> 00:00:00,"
        f"{start_ms * (number + 1) + 90}\n{cue}"
        for number, cue in enumerate(cues)
    )


ATTACK = (
    "WEBVTT\n\nSTYLE\n::cue { background: url(https://evil.example.com/) }\n\n"
    "00:00.100 --> 00:00.200 position:10%\n<b>bold</b> <script>alert(1)</script>"
    "<img src=x onerror=alert(2)>\n\n"
    "00:00.300 --> 00:00.400\n<c.red onclick=alert(3)>plain &lt;words&gt;</c>\n"
)
TTML = (
    '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><head><styling>'
    '<style xml:id="s" tts:color="red" xmlns:tts="http://www.w3.org/ns/ttml#styling"/></styling>'
    '</head><body><div><p begin="100ms" end="200ms" style="s">from TTML</p></div></body></tt>'
)
# Its end, its bytes, and its cues or why it is left out.
SIDECARS: dict[str, tuple[str, bytes, list[str] | str]] = {
    "bom": ("en.srt", b"\xef\xbb\xbf" + srt("Grüße", "two").encode(), ["Grüße", "two"]),
    "crlf": (
        "en.srt",
        srt("one", "two\nlines").replace("\n", "\r\n").encode(),
        ["one", "two\nlines"],
    ),
    "windows-1252": ("de.srt", srt("Grüße").encode("cp1252"), REJECTED),
    "three-hours": (
        "en.srt",
        (srt("soon") + "\n\n2\n03:02:01,000 --> 03:02:02,500\nlate\n").encode(),
        ["soon"],
    ),
    "out-of-order": (
        "en.vtt",
        b"WEBVTT\n\n00:00.500 --> 00:00.600\nlater\n\n00:00.100 --> 00:00.200\nfirst\n",
        ["first", "later"],
    ),
    "markup": ("pt-BR.vtt", ATTACK.encode(), ["bold alert(1)", "plain &lt;words&gt;"]),
    "ttml": ("en.ttml", TTML.encode(), ["from TTML"]),
    "empty": ("en.srt", b"", "the file is empty"),
    "huge": ("en.srt", srt("x" * 10_000_000).encode(), "the file has more than 5 MB"),
    "srt-named-vtt": ("en.vtt", srt("wrong").encode(), REJECTED),
    "no-captions": ("en.srt", bytes(range(256)) * 4, REJECTED),
}


@dataclass(frozen=True)
class Done:
    """``files`` are those of captions, by their place in the attempt's folder."""

    record: dict[str, Any]
    files: dict[str, bytes]
    folder: Path


def process(pipeline: Pipeline, clip: Path, name: str, folder: Path) -> Done:
    """Upload the sidecar, then the video, and fetch what was made of them."""
    end, body, _ = SIDECARS[name]
    bucket = pipeline.names["uploads_bucket_name"]
    pipeline.s3.put_object(Bucket=bucket, Key=f"uploads/captions/{name}.{end}", Body=body)
    asset = pipeline.upload(clip, f"uploads/captions/{name}.mp4")
    record = pipeline.follow(asset, lambda _: None)
    start, files = f"{asset}/{record['attempt']}/", {}
    for output in pipeline.outputs(asset):
        place = output.key.removeprefix(start)
        if "_sub_" in place or place.endswith((".m3u8", ".mpd")):
            pipeline.fetch(output, folder / place)
        if "_sub_" in place and not place.endswith(".m3u8"):
            files[place] = (folder / place).read_bytes()
    return Done(record, files, folder)


@pytest.fixture(scope="module")
def done(
    pipeline: Pipeline, short_clip: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Done]:
    def one(name: str) -> Done:
        return process(pipeline, short_clip, name, tmp_path_factory.mktemp(name))

    with ThreadPoolExecutor(len(SIDECARS)) as pool:
        return dict(zip(SIDECARS, pool.map(one, SIDECARS), strict=True))


@pytest.mark.parametrize("name", SIDECARS)
def test_every_file_ends_as_captions_or_as_a_warning(done: dict[str, Done], name: str) -> None:
    end, _, expected = SIDECARS[name]
    record, language = done[name].record, end.partition(".")[0]
    assert record["status"] == "SUCCEEDED", record["errors"]
    (caption,) = record["captions"]
    assert (caption["language"], caption["source"]) == (language, "sidecar")
    assert caption["s3Key"] == f"uploads/captions/{name}.{end}"
    warnings = [
        one["message"] for one in record.get("warnings", ()) if one["code"] == "CAPTIONS_LEFT_OUT"
    ]
    if isinstance(expected, str):
        assert caption["leftOut"] == expected
        assert warnings == [f"Without captions {language} ({name}.{end}): {expected}."]
        assert done[name].files == {}
    else:
        assert warnings == []
        assert cues(done[name].files[f"cmaf/index_sub_{language}_000000001.vtt"]) == expected
    assert record["attempt"] == (2 if expected == REJECTED else 1)
    assert record.get("concessions") == (["captions"] if expected == REJECTED else None)


def cues(webvtt: bytes) -> list[str]:
    _, *blocks = webvtt.decode().strip().split("\n\n")
    return [block.partition("\n")[2] for block in blocks]


def test_nothing_that_a_page_would_run_is_in_an_output(done: dict[str, Done]) -> None:
    made = [(name, place) for name, one in done.items() for place in one.files]
    assert ("markup", "cmaf/index_sub_pt-BR_000000001.vtt") in made
    for name, place in made:
        found = ACTIVE.search(done[name].files[place])
        assert found is None, (name, place, found)


def test_playlists_tell_the_language(done: dict[str, Done]) -> None:
    folder = done["markup"].folder / "cmaf"
    text = (folder / "index.m3u8").read_text()
    (line,) = [line for line in text.splitlines() if "TYPE=SUBTITLES" in line]
    assert 'LANGUAGE="pt-BR"' in line
    assert 'NAME="Portuguese (BR)"' in line
    assert 'lang="pt-BR"' in (folder / "index.mpd").read_text()
    files = hls.read(folder / "index.m3u8").files | dash.read(folder / "index.mpd").files
    assert {file.name for file in files} >= {Path(place).name for place in done["markup"].files}


def test_plain_hls_has_webvtt_and_plain_dash_timed_text(
    second_pipeline: Pipeline, short_clip: Path, tmp_path: Path
) -> None:
    one = process(second_pipeline, short_clip, "markup", tmp_path)
    assert one.record["status"] == "SUCCEEDED", one.record["errors"]
    assert one.record["attempt"] == 1
    webvtt = [place for place in one.files if place.startswith("hls/")]
    assert webvtt
    assert [cues(one.files[place]) for place in webvtt] == [SIDECARS["markup"][2]]
    timed = b"".join(body for place, body in one.files.items() if place.startswith("dash/"))
    assert b"bold alert(1)" in timed
    assert not any(ACTIVE.search(body) for body in one.files.values())
    assert not any(place.startswith("mp4/") for place in one.files)


def test_sidecars_have_no_record(done: dict[str, Done], pipeline: Pipeline) -> None:
    scan = pipeline.dynamodb.get_paginator("scan").paginate(
        TableName=pipeline.names["asset_table_name"], ProjectionExpression="s3Key"
    )
    keys = [item["s3Key"]["S"] for page in scan for item in page["Items"]]
    assert sorted(key for key in keys if key.startswith("uploads/captions/")) == sorted(
        f"uploads/captions/{name}.mp4" for name in done
    )
