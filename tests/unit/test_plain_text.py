import pytest

from pipeline.failures import MESSAGE_LIMIT, PermanentError, TransientError
from pipeline.jobs.error_codes import failure_of
from pipeline.text.visible import plain

UNSEEN = "\x00\t\n\r\x1b\x7f\x85\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069"
UNSEEN += "\u2060\u206f\ufeff\ufff9\ufffe\uffff\ud800\udfff"


@pytest.mark.parametrize("character", UNSEEN, ids=lambda one: f"{ord(one):04x}")
def test_what_cannot_be_seen_becomes_a_space(character):
    assert plain(f"a{character}b", 10) == "a b"


PERSIAN = "\u062e\u0627\u0646\u0647\u200c\u0647\u0627"


@pytest.mark.parametrize("text", ["Grüße 世界", PERSIAN, "👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "हिन्दी", 'a "b" \\n'])
def test_what_people_write_stays(text):
    assert plain(text, 100) == text


@pytest.mark.parametrize(
    "message",
    [
        lambda text: str(PermanentError("PIPELINE_FAULT", text)),
        lambda text: PermanentError("PIPELINE_FAULT", text).failure.message,
        lambda text: str(TransientError("Probe", text)),
        lambda text: failure_of(1999, text).message,
    ],
)
def test_messages_with_words_of_others_are_plain(message):
    said = message('first\n{"level": "INFO"}\u202e\u2028' + "x" * 5000)
    assert said.isprintable()
    assert "first {" in said
    assert len(said) == MESSAGE_LIMIT
