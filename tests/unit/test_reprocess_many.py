"""make reprocess STATUS=…: what it would do, what it sends, how fast, and after an interruption."""

import json
from pathlib import Path

import pytest

from fakes.operator_machine import OperatorMachine

BEFORE = "2026-11-28T00:00:00Z"


def asset(number: int, **more: object) -> dict:
    """Changed on day ``number`` of November."""
    return {
        "id": f"8b9a2c8e-0000-4000-8000-{number:012d}",
        "status": "SUCCEEDED",
        "attempt": "1",
        "changed": f"2026-11-{number:02d}T09:30:00.500Z",
        "profile": "default",
        "etag": f"{number:032x}",
        "key": f'uploads/u/{number} $(id) "ü" \x9b.mp4',
        **more,
    }


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    machine = OperatorMachine(tmp_path)
    machine.put_applied()
    machine.put("sleep", f'echo "$@" >>"{tmp_path}/slept"')
    return machine


def run(machine, assets, **given):
    machine.aws = {"assets": assets, "waiting": [], **given.pop("state", {})}
    done = machine.run("scripts/reprocess.sh", **{"STATUS": "SUCCEEDED", "BEFORE": BEFORE, **given})
    return done, [json.loads(body) for batch in machine.aws.get("sent", ()) for body in batch]


def numbers(requests):
    return [int(one["reprocess"]["assetId"][-12:]) for one in requests]


def test_it_looks_before_it_sends(machine):
    gone = {"refusal": "404"}
    assets = [asset(1), asset(2, attempt="3"), asset(3, upload=gone), asset(4, status="FAILED")]
    done, sent = run(machine, assets, PROFILE="uhd", SINCE="2026-11-01", PAGE="2")
    assert (done.returncode, done.stderr, sent) == (0, "", [])
    first, second, third, count, how = done.stdout.splitlines()
    assert first == f'{assets[0]["id"]}  attempt 2, profile uhd  uploads/u/1 $(id) "ü" ?.mp4'
    assert second.startswith(f"{assets[1]['id']}  attempt 4, profile uhd  ")
    assert third.startswith(f"{assets[2]['id']}  left out: its upload was deleted or has expired  ")
    assert count == "Attempts to request: 2. Assets to leave out: 1. Nothing was sent."
    command = "make reprocess STATUS=SUCCEEDED PROFILE=uhd SINCE=2026-11-01"
    assert how == f"To send: {command} BEFORE={BEFORE} GO=1"


def test_what_it_sends(machine):
    done, sent = run(machine, [asset(2, attempt="3"), asset(1)], PROFILE="uhd", GO="1")
    assert (done.returncode, done.stderr) == (0, "")
    ids = [f"8b9a2c8e-0000-4000-8000-{number:012d}" for number in (2, 1)]
    assert sorted(sent, key=str) == [
        {"reprocess": {"assetId": ids[1], "attempt": 1, "profile": "uhd"}},
        {"reprocess": {"assetId": ids[0], "attempt": 3, "profile": "uhd"}},
    ]
    assert done.stdout.splitlines()[-1] == "Attempts requested: 2. Assets left out: 0."
    _, sent = run(machine, [asset(1)], GO="1")
    assert sent == [{"reprocess": {"assetId": ids[1], "attempt": 1}}]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({"SINCE": "2026-11-02T09:30:00Z"}, [2, 3, 4]),
        ({"SINCE": "2026-11-02T09:30:00.500Z"}, [2, 3, 4]),
        ({"SINCE": "2026-11-02T09:31Z", "BEFORE": "2026-11-04"}, [3]),
        ({"BEFORE": "2026-11-03T09:30:00.500Z"}, [1, 2]),
        ({"BEFORE": "2026-11-03T09:30:01Z"}, [1, 2, 3]),
        ({"LIMIT": "2"}, [1, 2]),
        ({"STATUS": "FAILED"}, [5]),
    ],
)
def test_which_are_meant(machine, given, expected):
    """With LIMIT, those that cannot be read count for nothing."""
    assets = [asset(number) for number in (1, 2, 3, 4)] + [asset(5, status="FAILED")]
    over = {"etag": "another"}
    assets += [asset(6, upload=over, changed="2026-11-01T00:00:00.000Z")] * ("LIMIT" in given)
    done, sent = run(machine, assets, GO="1", **given)
    assert done.returncode == 0, done.stderr
    assert sorted(numbers(sent)) == expected


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        ({"refusal": "404"}, "was deleted or has expired"),
        ({"etag": "another"}, "was written over"),
        ({"etag": f"{2:032x}", "class": "DEEP_ARCHIVE"}, "is archived"),
    ],
)
def test_an_original_that_cannot_be_read_is_left_out_and_counted(machine, upload, why):
    done, sent = run(machine, [asset(1), asset(2, upload=upload), asset(3)], GO="1")
    assert (done.returncode, sorted(numbers(sent))) == (0, [1, 3])
    assert f"{asset(2)['id']}  left out: its upload {why}" in done.stdout
    assert "Attempts requested: 2. Assets left out: 1." in done.stdout


def test_what_has_changed_since_the_index_told_of_it_is_left_alone(machine):
    changed = asset(2, now={"status": "PENDING", "attempt": "2"})
    again = asset(3, now={"changed": "2026-11-28T08:00:00.000Z", "attempt": "2"})
    done, sent = run(machine, [asset(1), changed, again], GO="1")
    assert (done.returncode, numbers(sent)) == (0, [1])
    assert "Changed meanwhile, and left alone: 2." in done.stdout


def test_ten_at_a_time_while_the_queue_has_room(machine, tmp_path):
    state = {"waiting": [0, 300, 21, 20]}  # the second batch has to wait
    done, sent = run(machine, [asset(n) for n in range(1, 15)], GO="1", PAGE="9", state=state)
    assert (done.returncode, sorted(numbers(sent))) == (0, list(range(1, 15)))
    batches = [len(batch) for batch in machine.aws["sent"]]
    assert 2 <= len(batches) <= 3
    pauses = (tmp_path / "slept").read_text().split()
    assert pauses == ["10"] * (len(batches) - 1 + 2)
    assert done.stderr.splitlines() == [
        f"{waiting} messages wait in upload-events; going on at 20" for waiting in (300, 21)
    ]
    progress = [line for line in done.stdout.splitlines() if line.startswith("Checked: ")]
    assert progress[-1] == "Checked: 14. Requested: 14."
    assert len(progress) == len(batches)


def test_an_interruption_says_how_to_go_on(machine):
    machine.put("sleep", "kill -TERM $PPID")
    given = {"GO": "1", "LIMIT": "20", "TF_DIR": "terraform/envs/prod"}
    done, sent = run(machine, [asset(n) for n in range(1, 21)], **given)
    assert done.returncode == 130
    assert len(sent) == 10
    left = f"LIMIT=10 BEFORE={BEFORE} TF_DIR=terraform/envs/prod GO=1"
    assert f"Requested: 10. To go on: make reprocess STATUS=SUCCEEDED {left}\n" in done.stderr


def test_records_that_a_throttled_read_leaves_out_are_an_error(machine):
    done, sent = run(machine, [asset(1), asset(2, unread=True)], GO="1")
    assert (done.returncode, numbers(sent)) == (1, [1])
    assert "1 records could not be read. Run the same command again." in done.stderr


def test_a_refusal_by_aws_ends_it(machine):
    denied = asset(1, upload={"refusal": "AccessDenied"})
    done, sent = run(machine, [denied, asset(2)], GO="1")
    assert (done.returncode, sent) == (254, [])
    assert "AccessDenied" in done.stderr
