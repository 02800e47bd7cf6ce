import json

import pytest

from fakes import events
from pipeline.uploads.requests import Reprocess, Resubmit, parse_resubmission

ID = "8b9a2c8e-0000-0000-0000-000000000000"


def test_a_resubmission_is_read_as_it_was_written():
    assert parse_resubmission(Resubmit(ID, 2).body) == Resubmit(ID, 2)


def test_an_operators_message():
    body = json.dumps(events.reprocess(ID, 1))
    assert parse_resubmission(body) == Reprocess(ID, 1)


@pytest.mark.parametrize(
    "body",
    [
        "nothing",
        "[]",
        "{}",
        "3",
        json.dumps(events.object_created()),
        json.dumps(events.resubmit("no-uuid", 1)),
        json.dumps(events.resubmit(ID, 0)),
        json.dumps({"resubmit": {"assetId": ID, "attempt": "1"}}),
        json.dumps({"resubmit": {"assetId": ID}}),
        json.dumps({"resubmit": None}),
        json.dumps({"another": {"assetId": ID, "attempt": 1}}),
        json.dumps({**events.resubmit(ID, 1), **events.reprocess(ID, 1)}),
    ],
)
def test_anything_else_is_none(body):
    assert parse_resubmission(body) is None
