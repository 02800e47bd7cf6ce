"""Uploads by the API with the real Uppy, from a page of another origin than API and bucket."""

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from browser.chromium import in_browser
from browser.studio import Studio

MB = 1_000_000
MIB = 1024 * 1024
PART_BYTES = 5 * MIB
UPLOAD_MB = int(os.environ.get("UPLOAD_MB") or 20)
PARTS = -(-UPLOAD_MB * MB // PART_BYTES)
# The first test waits for the environment.
pytestmark = pytest.mark.timeout(1800)
# As CDP has it.
ONLINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
OFFLINE = {**ONLINE, "offline": True}
SLOW = {**ONLINE, "uploadThroughput": 4 * MIB}

Step = dict[str, Any]


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """No part is like another. Nobody can play it."""
    path = tmp_path_factory.mktemp("files") / "Holiday in Köln (1).mp4"
    path.write_bytes(Random(1).randbytes(UPLOAD_MB * MB))  # noqa: S311 - no secret
    return path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "short.mov"
    path.write_bytes(Random(2).randbytes(MB))  # noqa: S311 - no secret
    return path


def call(name: str, **options: Any) -> Step:
    return {"call": name, "options": options}


def opened(studio: Studio, version: int, *, multipart: bool = True) -> Step:
    return call("open_studio", version=version, multipart=multipart, **studio.opening)


def parts(first: int, last: int) -> list[str]:
    return [f"part {number}" for number in range(first, last + 1)]


def test_parts_are_sent_through_pauses_a_reload_a_new_token_and_no_network(
    studio: Studio, large: Path
) -> None:
    done = in_browser(
        studio.url,
        opened(studio, 6),
        {"file": str(large)},
        call("send", how="upload", parts=1),
        call("rests", parts=1),
        call("send", how="resume", parts=2),
        call("rests", parts=2),
        {"reload": True},
        opened(studio, 6),
        call("recovers"),
        {"file": str(large)},
        call("let_token_age"),
        call("send", how="restore", parts=1),
        call("rests", parts=1),
        {"network": OFFLINE},
        call("send", how="resume", parts=0),
        call("tell"),
        {"network": ONLINE},
        call("ends"),
    )
    told = [answer for answer in done["answers"] if answer]
    first, second, recovered, third, offline, last = told
    assert first["calls"] == ["create", "part 1"]
    assert second["calls"] == ["create", "part 1", "list", "part 2"]
    assert recovered["files"][0]["isGhost"]
    # What S3 has is not sent again.
    assert (third["calls"], third["sent"]) == (["list", "part 3"], [3])
    assert third["renewals"] == 1
    assert (offline["online"], offline["sent"]) == (False, [3])
    assert last["calls"] == ["list", "part 3", "list", *parts(4, PARTS), "complete"]
    assert last["errors"] == []
    assert done["complaints"] == []
    assert studio.faults_of(last["ended"]["key"], large) == []


def test_a_network_that_drops_within_a_part_costs_nothing_else(studio: Studio, large: Path) -> None:
    done = in_browser(
        studio.url,
        opened(studio, 6),
        {"file": str(large)},
        {"network": SLOW},
        {"reset": "**partNumber=2**"},
        call("send", how="upload", parts=0),
        call("reaches", bytes=2 * PART_BYTES + MIB),
        {"network": OFFLINE},
        call("tell"),
        {"network": ONLINE},
        call("ends"),
    )
    last = done["answers"][-1]
    # Uppy sends the part again, and waits by itself.
    assert last["calls"] == ["create", *parts(1, PARTS), "complete"]
    assert last["errors"] == []
    assert any("ERR_CONNECTION_RESET" in one for one in done["complaints"])
    assert studio.faults_of(last["ended"]["key"], large) == []


@pytest.mark.parametrize(("version", "multipart"), [(6, False), (5, False), (5, True)])
def test_a_file_is_sent(
    studio: Studio, large: Path, small: Path, version: int, multipart: bool
) -> None:
    file = large if multipart else small
    done = in_browser(
        studio.url,
        opened(studio, version, multipart=multipart),
        {"file": str(file)},
        call("send", how="upload", parts=0),
        call("ends"),
    )
    last = done["answers"][-1]
    assert (last["errors"], done["complaints"]) == ([], [])
    assert last["calls"] == (["form"] if version == 6 else [])
    key = last["ended"].get("key") or studio.key_of(last["ended"]["uploadURL"])
    assert studio.faults_of(key, file) == []


def test_a_viewer_who_cancels_leaves_no_parts(studio: Studio, large: Path) -> None:
    done = in_browser(
        studio.url,
        opened(studio, 6),
        {"file": str(large)},
        call("send", how="upload", parts=2),
        call("rests", parts=2),
        call("cancel"),
    )
    last = done["answers"][-1]
    assert last["calls"] == ["create", *parts(1, 2), "abort"]
    assert (last["errors"], done["complaints"]) == ([], [])
    assert studio.ends_with_no_parts(last["key"])
    # S3 knows. The API has only signed.
    assert studio.state_of(last["key"]) == "waiting"
