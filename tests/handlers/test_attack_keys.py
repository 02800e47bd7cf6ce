"""Uploads whose key plays tricks: FAILED with a reason, before anybody reads the file."""

import pytest

from fakes import events
from pipeline.uploads.keys import KEY_LIMIT_BYTES

PATH_TRICKS = [
    "uploads/../secrets.mp4",
    "uploads/u1/../../secrets.mp4",
    "uploads/./clip.mp4",
    "uploads/u1/./clip.mp4",
    "uploads/u1//clip.mp4",
    "uploads/u1/a//../clip.mp4",
    "uploads/u1/clip.mp4/..",
    "uploads/%2e%2e/clip.mp4",
    "uploads/%2E./clip.mp4",
    "uploads/%252e%252e/clip.mp4",
    "uploads/%25252e%25252E/clip.mp4",
    "uploads/u1/..%2f..%2fclip.mp4",
    "uploads/u1/a%2F..%5cclip.mp4",
    "uploads/u1/a\\..\\..\\clip.mp4",
    "uploads/u1/..\\clip.mp4",
    "uploads/u1/" + "../" * 333 + "clip.mp4",
]
UNSEEN = {
    "NUL": "\x00",
    "tab": "\t",
    "line feed": "\n",
    "return": "\r",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "Arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "left-to-right embedding": "\u202a",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "isolate": "\u2066",
    "end of isolate": "\u2069",
    "byte order mark": "\ufeff",
    "no character": "\uffff",
}


def refused(pipeline, key):
    """The record of a key that was refused by its event alone."""
    for _ in range(2):
        assert pipeline.ingest(events.object_created(key)) == []
    assert pipeline.recorder.calls == ["put_item", "put_item"], "nobody looked at the file"
    assert pipeline.mediaconvert.jobs == []
    assert pipeline.dead_letters() == []
    asset = pipeline.asset()
    assert (asset["status"], asset["s3Key"], asset["jobIds"]) == ("FAILED", key, [])
    (error,) = asset["errors"]
    assert error["message"].isprintable()
    assert error["message"].endswith(".")
    return error


@pytest.mark.parametrize("key", PATH_TRICKS)
def test_a_key_that_leaves_its_folder(pipeline, key):
    error = refused(pipeline, key)
    assert error["code"] == "UNSAFE_KEY"
    assert "folder" in error["message"]


@pytest.mark.parametrize("place", ["uploads/u{}1/clip.mp4", "uploads/u1/cl{}ip.mp4"])
@pytest.mark.parametrize("character", UNSEEN.values(), ids=UNSEEN)
def test_a_key_with_a_character_that_cannot_be_seen(pipeline, character, place):
    error = refused(pipeline, place.format(character))
    assert error["code"] == "UNSAFE_KEY"
    assert f"U+{ord(character):04X}" in error["message"], "so that people find it"


def test_a_suffix_that_only_looks_like_one(pipeline):
    """Read from right to left it ends with mp4."""
    assert refused(pipeline, "uploads/u1/clip\u202e4pm.exe")["code"] == "UNSAFE_KEY"


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("uploads//clip.mp4", "NO_UPLOADER"),
        ("uploads/..mp4", "NO_UPLOADER"),
        ("uploads/u1/clip.mp4.sh", "UNSUPPORTED_SUFFIX"),
        ("uploads/u1/clip.mp4%00", "UNSUPPORTED_SUFFIX"),
        ("uploads/u1/index.m3u8", "UNSUPPORTED_SUFFIX"),
        ("uploads/u1/cpl.xml", "UNSUPPORTED_SUFFIX"),
        ("uploads/u1/.mp4", "UNSUPPORTED_SUFFIX"),
        ("uploads/u1/clip.<b>x</b>", "UNSUPPORTED_SUFFIX"),
    ],
)
def test_other_keys_that_are_none_of_a_video(pipeline, key, code):
    assert refused(pipeline, key)["code"] == code


LEGAL = [
    "uploads/u1/..hidden/x..mp4",
    "uploads/u1/.hidden.mp4",
    "uploads/u1/a..b/c.d.mp4",
    "uploads/u1/…/clip.mp4",
    "uploads/u1/100%25 %20%2e.mp4",
    "uploads/u1/50%10 off.mp4",
    "uploads/u1/back\\slash.mp4",
    "uploads/u1/'quo\"tes'; $(id) `id` &amp; <b>.mp4",
    'uploads/u1/{"key": "value"}.mp4',
    "uploads/u1/\u062e\u0627\u0646\u0647\u200c\u0647\u0627.mp4",
    "uploads/u1/family \U0001f468\u200d\U0001f469\u200d\U0001f467.mp4",
    "uploads/u1/narrow\u202fspace.mp4",
    "uploads/u1/u\u0308ber.mp4",
    "uploads/http:/example.org/clip.mp4",
    "uploads/u1/s3:/another-bucket/clip.mp4",
    "uploads/u1/" + "n" * (KEY_LIMIT_BYTES - 15) + ".mp4",
    "uploads/u1/" + "\u754c" * 336 + "a.mp4",
]


@pytest.mark.parametrize("key", LEGAL)
def test_odd_keys_that_harm_nobody_are_transcoded(pipeline, key):
    """Also the longest that S3 takes; whatever it says, it is one object of our bucket."""
    assert pipeline.ingest(events.object_created(key)) == []
    (job,) = pipeline.mediaconvert.jobs
    (job_input,) = job["Settings"]["Inputs"]
    assert job_input["FileInput"] == f"s3://{events.UPLOADS_BUCKET}/{key}"
    assert pipeline.asset()["s3Key"] == key


def test_the_longest_keys_are_among_them():
    assert [len(key.encode()) for key in LEGAL[-2:]] == [KEY_LIMIT_BYTES] * 2
