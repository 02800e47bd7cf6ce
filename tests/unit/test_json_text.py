import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.strict_json import read_json

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(ANYTHING, st.booleans())
def test_what_json_writes_is_read(value, ascii_only):
    assert read_json(json.dumps(value, ensure_ascii=ascii_only)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a": 1, "a": 2}',
        '[{"b": {"a": 1, "a": 1}}]',
        "NaN",
        '{"a": -Infinity}',
        "1e999",
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000,
        '"\\ud800"',
        '{"\\udfff": 1}',
        '["\\udc00\\ud800"]',
        "9" * 5000,
    ],
    ids=lambda text: text[:20],
)
def test_what_readers_may_understand_differently_is_refused(text):
    with pytest.raises(ValueError, match=r".") as raised:
        read_json(text)
    assert len(str(raised.value)) < 200, "it repeats nothing of the text"


def test_surrogate_pairs_are_characters():
    assert read_json('"\\ud83c\\udfac"') == "🎬"
