"""Which tracks become one sound, and what sounds are called."""

import pytest

from fakes.mediaconvert import service_model
from pipeline.text.languages import CODES, NAMES, TERMINOLOGY
from pipeline.transcoding.left_out import Reason
from pipeline.transcoding.sound import MOST_SOUNDS, plan_sounds
from pipeline.transcoding.tracks import AudioTrack


def planned(*tracks):
    """Tracks as (channels, language); sounds as (tracks, language, label)."""
    sounds, left_out = plan_sounds(
        [
            AudioTrack(number=number, channels=channels, language=language)
            for number, (channels, language) in enumerate(tracks, start=1)
        ]
    )
    told = [(sound.tracks, sound.language, sound.label) for sound in sounds]
    return told, {one.what: one.reason for one in left_out}


@pytest.mark.parametrize(
    ("tracks", "expected"),
    [
        ([], []),
        ([(2, None)], [((1,), None, None)]),
        ([(2, "eng")], [((1,), "eng", "English")]),
        ([(6, "ger")], [((1,), "deu", "German")]),
        ([(1, None)], [((1,), None, None)]),
        ([(1, None)] * 2, [((1, 2), None, None)]),
        ([(1, "fre")] * 2, [((1, 2), "fra", "French")]),
        ([(1, "eng"), (1, "spa")], [((1,), "eng", "English"), ((2,), "spa", "Spanish")]),
        ([(2, None), (1, None)], [((1,), None, "Track 1"), ((2,), None, "Track 2")]),
        ([(None, None)] * 2, [((1,), None, "Track 1"), ((2,), None, "Track 2")]),
        (
            [(6, "eng"), (2, "eng"), (2, "gsw"), (2, None)],
            [
                ((1,), "eng", "English"),
                ((2,), "eng", "English 2"),
                ((3,), "gsw", "gsw"),
                ((4,), None, "Track 4"),
            ],
        ),
        (
            [(1, "eng")] * 2 + [(1, "spa")] * 2,
            [((1, 2), "eng", "English"), ((3, 4), "spa", "Spanish")],
        ),
    ],
)
def test_sounds(tracks, expected):
    assert planned(*tracks) == (expected, {})


def test_mono_tracks_beyond_two_are_left_out():
    sounds, left_out = planned(*[(1, None)] * 4)
    assert sounds == [((1, 2), None, None)]
    assert left_out == dict.fromkeys(("audio track 3", "audio track 4"), Reason.BEYOND_STEREO)


def test_sounds_are_bounded():
    sounds, left_out = planned(*[(2, None)] * (MOST_SOUNDS + 1))
    assert len(sounds) == len({label for *_, label in sounds}) == MOST_SOUNDS
    assert left_out == {f"audio track {MOST_SOUNDS + 1}": Reason.TOO_MANY_SOUNDS}


def test_codes_are_those_of_the_model():
    """And every name is of a code that a job can be told."""
    told = service_model().shape_for("LanguageCode").enum
    assert {code.upper() for code in CODES} == set(told)
    assert {*NAMES, *TERMINOLOGY.values()} <= CODES
