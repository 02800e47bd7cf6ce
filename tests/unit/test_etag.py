"""Entity tags and the conditions that name them (RFC 9110, 8.8.3, 13.1.1 and 13.1.2)."""

import pytest

from pipeline.api.etag import etag_of, is_named, is_named_strongly

TAG = etag_of({"a": 1})


def test_a_tag_is_of_what_is_said_and_of_nothing_else():
    assert etag_of({"a": 1, "b": {"c": [2]}}) == etag_of({"b": {"c": [2]}, "a": 1})
    others = ({"a": 2}, {"a": "1"}, {"b": 1}, {}, {"a": [1]}, {"a": 1, "b": None})
    assert len({etag_of(one) for one in others} | {TAG}) == len(others) + 1


@pytest.mark.parametrize(
    ("condition", "weakly", "strongly"),
    [
        ("*", True, True),
        (" * ", True, True),
        (TAG, True, True),
        (f"W/{TAG}", True, False),
        (f'"a,b", {TAG}', True, True),
        (f'"a",,\t{TAG},', True, True),
        (f'W/"a" , W/{TAG}', True, False),
        (f'"", {TAG}', True, True),
        ('"a"', False, False),
        ("", False, False),
        (TAG.strip('"'), False, False),
        (f"w/{TAG}", False, False),
        (f"*, {TAG}", False, False),
        (f"{TAG} {TAG}", False, False),
        (f'"{TAG}', False, False),
        (f'"a\\", {TAG}', True, True),  # a backslash is a character like others
        (f"{TAG}\n", False, False),
        (f'"é", {TAG}', True, True),
        ('"' * 8000, False, False),
        ('"a",' * 8000 + "!", False, False),
    ],
)
def test_conditions(condition, weakly, strongly):
    assert (is_named(condition, TAG), is_named_strongly(condition, TAG)) == (weakly, strongly)
