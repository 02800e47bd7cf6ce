"""What make smoke says of answers that AWS may give. `aws` is a function of the test's."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

MASTER = """#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="audio",URI="index_audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2119939,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="a"
index_720p.m3u8
"""
MEDIA = """#EXTM3U
#EXT-X-TARGETDURATION:6
#EXT-X-MAP:URI="index_{0}init.cmfv"
#EXTINF:6.0,
index_{0}_000000001.cmfv
#EXT-X-ENDLIST
"""
MPD = """<?xml version="1.0"?>
<MPD type="static"><Period><AdaptationSet contentType="video">
<Representation id="1" codecs="avc1.64001f"><SegmentTemplate initialization="index_720pinit.cmfv"
 media="index_720p_$Number%09d$.cmfv"/></Representation>
<Representation id="2" codecs="mp4a.40.2"><SegmentTemplate initialization="index_audioinit.cmfv"
 media="index_audio_$Number%09d$.cmfv"/></Representation></AdaptationSet></Period></MPD>
"""
PLAYLISTS = {
    "index.m3u8": MASTER,
    "index_720p.m3u8": MEDIA.format("720p"),
    "index_audio.m3u8": MEDIA.format("audio"),
    "index.mpd": MPD,
}
SEGMENTS = [
    f"index_{name}{part}.cmfv" for name in ("720p", "audio") for part in ("init", "_000000001")
]


def finding(folder: Path, command: str, answers: Mapping[str, str] | None = None) -> list[str]:
    """The last row: verdict, question, found, expected. ``answers``: by operation, what AWS says;
    any other call is denied."""
    for operation, answer in (answers or {}).items():
        (folder / f"answer-{operation}").write_text(answer)
    script = f"""
        set -euo pipefail
        WORK=.
        aws() {{
          [ -f "answer-$2" ] && cat "answer-$2" && return
          echo "An error occurred (AccessDenied) when calling the X operation: no" >&2
          return 254
        }}
        for name in findings functions outputs; do . "{PROJECT}/scripts/smoke/$name.sh"; done
        {command}
        tail -n 1 findings"""
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.rstrip("\n").split("\t")


def playlist(folder: Path, format_: str, changes: Mapping[str, tuple[str, str]]) -> list[str]:
    """Of the files above with changes: name → (old text, new text); a segment is taken away."""
    place = folder / "playlists" / "asset" / "1"
    place.mkdir(parents=True)
    for name, text in PLAYLISTS.items():
        old, new = changes.get(name, ("", ""))
        assert old in text
        (place / name).write_text(text.replace(old, new) if old else text)
    there = [name for name in (*PLAYLISTS, *SEGMENTS) if changes.get(name) != ("", "")]
    (folder / "keys").write_text("".join(f"asset/1/{name}\n" for name in there))
    uri = {"hls": "s3://outputs/asset/1/index.m3u8", "dash": "s3://outputs/asset/1/index.mpd"}
    return finding(folder, f"ask_playlist {format_} {uri[format_]}")


GONE = ("", "")


@pytest.mark.parametrize(
    ("format_", "changes", "found"),
    [
        ("hls", {}, "1 variants, target duration 6 s, 4 files"),
        ("hls", {"index.m3u8": ("\n", "\r\n")}, "1 variants, target duration 6 s, 4 files"),
        ("dash", {}, "2 representations, 2 segments"),
        (
            "dash",
            {"index.mpd": ("index_720p_$Number%09d$", "index_$RepresentationID$_$Time$")},
            "2 representations, 3 segments",
        ),
    ],
)
def test_a_playlist_that_players_can_play(tmp_path, format_, changes, found):
    assert playlist(tmp_path, format_, changes)[::2] == ["ok", found]


@pytest.mark.parametrize(
    ("format_", "changes", "fault"),
    [
        ("hls", {"index.m3u8": ("CODECS=", "X=")}, "a variant without CODECS"),
        ("hls", {"index.m3u8": ("#EXT-X-INDEPENDENT-SEGMENTS\n", "")}, "no independent segments"),
        ("hls", {"index.m3u8": ("#EXTM3U", "<html>")}, "no playlist"),
        ("hls", {"index.m3u8": ("#EXT-X-STREAM-INF", "#EXT-X-X")}, "no variant"),
        ("hls", {"index.m3u8": ("index_720p", "index_540p")}, "index_540p.m3u8 is not there"),
        ("hls", {"index_audio.m3u8": ("#EXT-X-ENDLIST\n", "")}, "index_audio.m3u8 does not end"),
        ("hls", {"index_720p_000000001.cmfv": GONE}, "index_720p_000000001.cmfv is not there"),
        ("hls", {"index_audioinit.cmfv": GONE}, "index_audioinit.cmfv is not there"),
        ("dash", {"index.mpd": (' codecs="mp4a.40.2"', "")}, "a representation without codecs"),
        ("dash", {"index.mpd": ("</MPD>", "")}, "it does not end"),
        ("dash", {"index_720pinit.cmfv": GONE}, "index_720pinit.cmfv is not there"),
        (
            "dash",
            {"index_audio_000000001.cmfv": GONE},
            "index_audio_$Number%09d$.cmfv is of no file",
        ),
    ],
)
def test_a_playlist_that_players_stumble_over(tmp_path, format_, changes, fault):
    verdict, _, found, _ = playlist(tmp_path, format_, changes)
    assert verdict == "WRONG"
    assert fault in found


LOG = "ask_versions group"
LATENCIES = "LOG_SECONDS=0; ask_latencies group asset 1 "
BILLING = "ask_billing job queue"
HLS = "s3://outputs/asset/1/cmaf/index.m3u8"
CLASSES = "fetch_outputs bucket asset; ask_storage_classes"


def cold_start(botocore: str) -> str:
    versions = {"python": "3.13.1", "botocore": botocore, "powertools": "3.37.0"}
    return json.dumps([json.dumps({"message": "cold start", "versions": versions})], indent=4)


def rules(says: str, status: int, uri: str = HLS) -> str:
    judged = (
        f"streaming() {{ echo \"$@\" >asked; echo '{says}' | tee /dev/stderr; return {status}; }}"
    )
    return f"{judged}; ask_rules default {uri} >table"


def latencies(probe: float, create_job: float) -> str:
    values = {"ProbeLatency": probe, "CreateJobLatency": create_job}
    return json.dumps(
        [
            json.dumps({"_aws": {"Name": name}, name: [value]}, separators=(",", ":"))
            for name, value in values.items()
        ]
    )


@pytest.mark.parametrize(
    ("command", "answers", "verdict", "found"),
    [
        (LOG, {"filter-log-events": cold_start("1.38.46")}, "ok", "1.38.46 (Python 3.13.1"),
        (LOG, {"filter-log-events": cold_start("1.100.2")}, "ok", "1.100.2"),
        (LOG, {"filter-log-events": cold_start("1.38.5")}, "WRONG", "1.38.5"),
        (LOG, {"filter-log-events": cold_start("1.9.200")}, "WRONG", "1.9.200"),
        (LOG, {"filter-log-events": "[]"}, "?", "no cold start"),
        (LOG, {}, "?", "X: AccessDenied"),
        (LATENCIES, {"filter-log-events": latencies(0.2, 0.31)}, "ok", "0.31 s"),
        (LATENCIES, {"filter-log-events": latencies(0.2, 5.2)}, "WRONG", "5.2 s"),
        (LATENCIES, {"filter-log-events": "[]"}, "?", "no such metric"),
        (LATENCIES, {}, "?", "X: AccessDenied"),
        (BILLING, {"get-job": "QUEUE", "list-tags-for-resource": "4"}, "ok", "QUEUE, 4 tags"),
        (BILLING, {"get-job": "JOB", "list-tags-for-resource": "4"}, "WRONG", "JOB"),
        (BILLING, {"get-job": "QUEUE", "list-tags-for-resource": "0"}, "WRONG", "0 tags"),
        (BILLING, {"get-job": "None", "list-tags-for-resource": "4"}, "?", "GetJob does not say"),
        (BILLING, {"get-job": "QUEUE"}, "?", "X: AccessDenied"),
        (CLASSES, {"list-objects-v2": "INTELLIGENT_TIERING\ta/x\n" * 3}, "ok", "of 3 files"),
        (
            CLASSES,
            {"list-objects-v2": "STANDARD\ta/x\nINTELLIGENT_TIERING\ta/y"},
            "WRONG",
            "STANDARD of 1",
        ),
        (CLASSES, {"list-objects-v2": "None"}, "WRONG", "no files"),
        (CLASSES, {}, "?", "X: AccessDenied"),
        (rules("a/b.m3u8: 60 met, 1 advice", 0), {}, "ok", "60 met, 1 advice"),
        (rules("a/b.m3u8: BROKEN P1; 6 met", 1), {}, "WRONG", "BROKEN P1; 6 met"),
        (rules("no manifest", 2), {}, "WRONG", "cannot be judged: no manifest"),
        (rules("", 0, "None"), {}, "?", "the profile makes none"),
    ],
)
def test_each_answer_has_its_verdict(tmp_path, command, answers, verdict, found):
    row = finding(tmp_path, command, answers)
    assert row[0] == verdict
    assert found in row[2]


def test_the_rules_are_asked_of_the_attempt(tmp_path):
    finding(tmp_path, rules("", 0))
    assert (tmp_path / "asked").read_text() == "./playlists/asset/1 --profile default\n"


@pytest.mark.parametrize(("verdict", "status"), [("ok", 0), ("?", 0), ("WRONG", 1)])
def test_only_what_is_wrong_fails(tmp_path, verdict, status):
    rows = f"finding ok q f e; finding '{verdict}' q2 f2 e2"
    finding(tmp_path, f"{rows}; report_findings >table && echo 0 >status || echo $? >status")
    assert (tmp_path / "status").read_text() == f"{status}\n"
    assert "2 questions" in (tmp_path / "table").read_text()
