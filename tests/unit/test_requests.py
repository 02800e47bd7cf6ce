import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import events
from pipeline.uploads.requests import NotARequestError, Reprocess, Resubmit, parse_request
from pipeline.uploads.upload import Upload

ID = "8b9a2c8e-0000-0000-0000-000000000000"
UPLOAD = events.object_created()
BAD_NAME = "NOT_A_REQUEST: the reprocess message's profile is not a profile's name"
NO_NAMES: tuple[object, ...] = ("", "UHD", "../uhd", "-", "a" * 32, "uhd\n", 7, ["uhd"], {})


def parse(body):
    return parse_request(body, bucket=events.UPLOADS_BUCKET, prefix="uploads/")


def reason(body):
    with pytest.raises(NotARequestError) as raised:
        parse(body if isinstance(body, str) else json.dumps(body))
    return str(raised.value)


def test_an_upload():
    assert isinstance(parse(json.dumps(UPLOAD)), Upload)


def test_a_resubmission_is_read_as_it_was_written():
    assert parse(Resubmit(ID, 2).body) == Resubmit(ID, 2)


def test_an_operators_message():
    assert parse(json.dumps(events.reprocess(ID, 1))) == Reprocess(ID, 1)
    named = events.reprocess(ID, 1, profile="uhd-2")
    assert parse(json.dumps(named)) == Reprocess(ID, 1, "uhd-2")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("nothing", "NOT_A_REQUEST: the message is not JSON: "),
        ("", "NOT_A_REQUEST: the message is not JSON: "),
        ('{"resubmit": 1, "resubmit": 2}', "NOT_A_REQUEST: the message is not JSON: "),
        ([], "NOT_A_REQUEST: the message is not a JSON object"),
        (3, "NOT_A_REQUEST: the message is not a JSON object"),
        ({}, "NOT_AN_UPLOAD: the message is not an event of S3"),
        ({"another": {"assetId": ID, "attempt": 1}}, "NOT_AN_UPLOAD: "),
        (
            {**UPLOAD, "detail-type": "Object Deleted"},
            "NOT_AN_UPLOAD: the event is of another type",
        ),
        ({**UPLOAD, "detail": {}}, "NOT_AN_UPLOAD: the event of S3 is incomplete or wrong: "),
        ({"resubmit": None}, "NOT_A_REQUEST: the resubmit message names no assetId and attempt"),
        ({"reprocess": [ID, 1]}, "NOT_A_REQUEST: the reprocess message names no assetId"),
        ({"resubmit": {}}, "NOT_A_REQUEST: the resubmit message's assetId is not a UUID"),
        (events.reprocess("no-uuid", 1), "NOT_A_REQUEST: the reprocess message's assetId is not"),
        (events.reprocess(7, 1), "NOT_A_REQUEST: the reprocess message's assetId is not a UUID"),
        ({"resubmit": {"assetId": ID}}, "NOT_A_REQUEST: the resubmit message's attempt is not"),
        (events.resubmit(ID, 0), "NOT_A_REQUEST: the resubmit message's attempt is not"),
        (events.resubmit(ID, "1"), "NOT_A_REQUEST: the resubmit message's attempt is not"),
        (events.resubmit(ID, True), "NOT_A_REQUEST: the resubmit message's attempt is not"),
        (
            events.reprocess(ID, 1, profil="uhd"),
            "NOT_A_REQUEST: the reprocess message holds 1 fields that nobody knows",
        ),
        *((events.reprocess(ID, 1, profile=name), BAD_NAME) for name in NO_NAMES),
        (
            {**events.resubmit(ID, 1), **events.reprocess(ID, 1)},
            "NOT_A_REQUEST: the resubmit message holds more than resubmit",
        ),
    ],
)
def test_a_dead_letter_says_what_is_wrong(body, why):
    assert reason(body).startswith(why)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_anything_else_asks_for_nothing(body):
    assert reason(body).startswith("NOT_A_REQUEST: ")
