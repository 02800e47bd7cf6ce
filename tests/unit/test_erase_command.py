"""make erase: what it lists, what it sends and deletes, and what it refuses."""

import json
from pathlib import Path

import pytest

from fakes.operator_machine import OperatorMachine

UPLOADER = "u's $(id) ü"


def asset(number: int, **more: object) -> dict:
    return {
        "id": f"8b9a2c8e-0000-4000-8000-{number:012d}",
        "status": "SUCCEEDED",
        "uploader": UPLOADER,
        "key": f'uploads/{UPLOADER}/{number} "x" \x9b.mp4',
        **more,
    }


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    machine = OperatorMachine(tmp_path)
    machine.put_applied()
    return machine


def run(machine, assets, state=None, **given):
    machine.aws = {"assets": assets, **(state or {})}
    done = machine.run("scripts/erase.sh", **given)
    return done, [json.loads(body) for batch in machine.aws.get("sent", ()) for body in batch]


def erasures(*assets):
    return [{"erase": {"assetId": one["id"], "by": "operator"}} for one in assets]


def test_one_asset(machine):
    one = asset(1)
    done, sent = run(machine, [one, asset(2)], ID=one["id"].upper())
    assert (done.returncode, done.stderr, sent) == (0, "", [])
    first, count, how = done.stdout.splitlines()
    assert first == f'{one["id"]}  SUCCEEDED  uploads/{UPLOADER}/1 "x" ?.mp4'
    assert count == "Assets: 1. Nothing was changed."
    assert how == "What is erased is gone for good. To erase it, add GO=1."
    done, sent = run(machine, [one, asset(2)], ID=one["id"], GO="1")
    assert (done.returncode, done.stderr, sent) == (0, "", erasures(one))
    assert done.stdout.splitlines()[-1].startswith("Requested. ")


def test_one_that_has_no_record_or_is_erased(machine):
    done, sent = run(machine, [], ID=asset(1)["id"], GO="1")
    assert (done.returncode, sent) == (1, [])
    assert "There is no record of asset" in done.stderr
    gone = {"id": asset(1)["id"], "status": "ERASED"}
    done, sent = run(machine, [gone], ID=gone["id"], GO="1")
    assert (done.returncode, sent) == (0, [])
    assert done.stdout == "Assets: 0. Erased already: 1.\n"


THERE = {
    "begun": [["m-1", f"uploads/{UPLOADER}/new.mp4"], ["m-2", "uploads/other/new.mp4"]],
    "versions": [["v-1", f'uploads/{UPLOADER}/a "b".srt'], ["v-2", "uploads/other/a.srt"]],
}


def test_all_of_a_person(machine):
    assets = [*map(asset, range(23)), asset(99, uploader="other")]
    done, sent = run(machine, assets, THERE, UPLOADER=UPLOADER)
    assert (done.returncode, done.stderr, sent) == (0, "", [])
    assert len(done.stdout.splitlines()) == 23 + 1 + 2
    summary = "Assets: 23. Uploads being sent: 1. Objects without a record: 0. Nothing was changed."
    assert summary in done.stdout
    assert machine.aws["begun"] == THERE["begun"]
    done, sent = run(machine, assets, THERE, UPLOADER=UPLOADER, GO="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(sent, key=str) == erasures(*assets[:-1])
    # What may be a sidecar of one of them is theirs to delete.
    assert machine.aws["begun"] == THERE["begun"][1:]
    assert machine.aws["versions"] == THERE["versions"]


def test_what_is_left_of_a_person_when_all_assets_are_gone(machine):
    done, _ = run(machine, [], THERE, UPLOADER=UPLOADER)
    assert "Objects without a record: 1. Nothing was changed." in done.stdout
    assert machine.aws["versions"] == THERE["versions"]
    done, _ = run(machine, [], THERE, UPLOADER=UPLOADER, GO="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.aws["versions"] == THERE["versions"][1:]
    done, _ = run(machine, [], {"versions": []}, UPLOADER=UPLOADER)
    assert done.stdout == (
        "Assets: 0. Uploads being sent: 0. Objects without a record: 0. Nothing was changed.\n"
    )


def test_what_a_person_said_of_uploads_by_the_api_goes_too(machine):
    owner, others = "a" * 64, {"u-3": "b" * 64}
    sessions = {"u-1": owner, "u-2": owner, **others}
    done, _ = run(machine, [], {"sessions": sessions}, UPLOADER=owner)
    assert "Upload sessions" not in done.stdout  # there is no API
    machine.put_applied(upload_sessions_table_name="media-dev-upload-sessions")
    done, _ = run(machine, [], {"sessions": sessions}, UPLOADER=owner)
    assert (done.returncode, done.stderr) == (0, "")
    assert "upload session  u-1  waiting\n" in done.stdout
    assert " Upload sessions: 2. Nothing was changed.\nWhat is erased is gone" in done.stdout
    assert machine.aws["sessions"] == sessions
    done, _ = run(machine, [], {"sessions": sessions}, UPLOADER=owner, GO="1")
    assert "Upload sessions: 2.\n" in done.stdout
    assert machine.aws["sessions"] == others


def test_a_restored_table_gets_its_tombstones_again(machine):
    back, erased, never, came = asset(1), asset(2, status="ERASED"), asset(3), asset(4)
    tables = {"before": [one["id"] for one in (back, erased, never, came)]}
    state = {"tables": tables, "came_meanwhile": came["id"]}
    done, sent = run(machine, [back, erased], state, FROM_TABLE="before")
    assert (done.returncode, done.stderr, sent) == (0, "", [])
    told = "Assets: 1. Erased already: 1. Tombstones missing: 2. Nothing was changed."
    assert told in done.stdout
    assert f"{never['id']}  no record here" in done.stdout
    assert "written" not in machine.aws
    done, sent = run(machine, [back, erased], state, FROM_TABLE="before", GO="1")
    assert (done.returncode, done.stderr, sent) == (0, "", erasures(back))
    assert "Assets: 1. Erased already: 1. Tombstones written: 1." in done.stdout
    assert machine.aws["written"] == [{"assetId": {"S": never["id"]}, "status": {"S": "ERASED"}}]


def test_a_tombstone_that_cannot_be_written_ends_the_run(machine):
    state = {"tables": {"before": [asset(3)["id"]]}, "write_refused": "AccessDeniedException"}
    done, _ = run(machine, [], state, FROM_TABLE="before", GO="1")
    assert done.returncode == 1
    assert "AccessDeniedException" in done.stderr


def test_a_listing_that_fails_is_no_empty_one(machine):
    done, _ = run(machine, [], {"begun": [["m-1"]]}, UPLOADER=UPLOADER)
    assert done.returncode not in (0, 2)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"ID": asset(1)["id"], "UPLOADER": "u"},
        {"ID": "no-id"},
        {"UPLOADER": "a/b"},
        {"UPLOADER": '"'},
        {"UPLOADER": "\n"},
        {"UPLOADER": "u", "GO": "yes"},
    ],
)
def test_what_is_not_valid(machine, given):
    done, sent = run(machine, [asset(1)], **given)
    assert (done.returncode, sent, machine.aws.get("calls", [])) == (2, [], [])
