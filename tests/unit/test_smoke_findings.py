"""What make smoke says of answers that AWS may give. `aws` is a function of the test's."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


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


LOG = "ask_versions group"
LATENCIES = "LOG_SECONDS=0; ask_latencies group asset 1 "
BILLING = "ask_billing job queue"
HLS, DASH = (f"s3://outputs/asset/1/cmaf/index.{suffix}" for suffix in ("m3u8", "mpd"))
CLASSES = "fetch_outputs bucket asset; ask_storage_classes"


def cold_start(botocore: str) -> str:
    versions = {"python": "3.13.1", "botocore": botocore, "powertools": "3.37.0"}
    return json.dumps([json.dumps({"message": "cold start", "versions": versions})], indent=4)


def rules(says: str, status: int, uris: str = f"{HLS} {DASH}", fetched: str = "") -> str:
    judged = (
        f"streaming() {{ echo \"$@\" >asked; echo '{says}' | tee /dev/stderr; return {status}; }}"
    )
    return f"{judged}; fetched='{fetched}'; ask_manifests default {uris} >table"


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
        (LOG, {"filter-log-events": cold_start("1.36.0")}, "ok", "1.36.0 (Python 3.13.1"),
        (LOG, {"filter-log-events": cold_start("1.100.2")}, "ok", "1.100.2"),
        (LOG, {"filter-log-events": cold_start("1.35.99")}, "WRONG", "1.35.99"),
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
        (rules("a/b.m3u8: 60 met, 1 advice", 0), {}, "ok", "a/b.m3u8: 60 met, 1 advice"),
        (rules("a/b.m3u8: 6 met\na/c.mpd: 2 met", 0), {}, "ok", "a/b.m3u8: 6 met; a/c.mpd: 2 met"),
        (rules("a/b.m3u8: BROKEN P1; 6 met", 1), {}, "WRONG", "BROKEN P1; 6 met"),
        (rules("no manifest", 2), {}, "WRONG", "cannot be judged: no manifest"),
        (rules("", 0, "None None"), {}, "?", "the profile makes none"),
        (rules("", 0, fetched="X: AccessDenied"), {}, "?", "X: AccessDenied"),
    ],
)
def test_each_answer_has_its_verdict(tmp_path, command, answers, verdict, found):
    row = finding(tmp_path, command, answers)
    assert row[0] == verdict
    assert found in row[2]


@pytest.mark.parametrize(
    ("uris", "holds"),
    [
        (f"{HLS} {DASH}", "--holds cmaf/index.m3u8 --holds cmaf/index.mpd"),
        (f"{HLS} None", "--holds cmaf/index.m3u8"),
        (f"None {DASH}", "--holds cmaf/index.mpd"),
    ],
)
def test_the_manifests_of_the_record_are_asked_of_the_attempt(tmp_path, uris, holds):
    finding(tmp_path, rules("", 0, uris))
    assert (tmp_path / "asked").read_text() == f"./outputs/asset/1 --profile default {holds}\n"


@pytest.mark.parametrize(("verdict", "status"), [("ok", 0), ("?", 0), ("WRONG", 1)])
def test_only_what_is_wrong_fails(tmp_path, verdict, status):
    rows = f"finding ok q f e; finding '{verdict}' q2 f2 e2"
    finding(tmp_path, f"{rows}; report_findings >table && echo 0 >status || echo $? >status")
    assert (tmp_path / "status").read_text() == f"{status}\n"
    assert "2 questions" in (tmp_path / "table").read_text()
