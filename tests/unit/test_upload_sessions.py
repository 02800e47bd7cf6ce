"""Upload sessions: names, keys, parts, quotas, what the table holds."""

import posixpath
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.captions.sidecars import is_sidecar
from pipeline.text.visible import UNSEEN
from pipeline.upload_sessions.file_name import STEM_LIMIT_BYTES, safe_name, suffix_of
from pipeline.upload_sessions.keys import UploadKey, is_upload_id
from pipeline.upload_sessions.quota import day_of
from pipeline.upload_sessions.sending import (
    FORM_LIMIT_BYTES,
    LEAST_PART_BYTES,
    MIB,
    MOST_PARTS,
    SIZE_LIMIT_BYTES,
    SentPart,
    fault_of,
    parts_of,
)
from pipeline.upload_sessions.session import (
    ClientWords,
    Method,
    SessionState,
    UploadSession,
    item_of,
    session_of,
)
from pipeline.uploads.keys import KEY_LIMIT_BYTES, unsafe_part

OWNER = "0123456789abcdef" * 4
ID = "11111111-1111-4111-8111-111111111111"
NAMES = {
    "film.mp4": "film.mp4",
    "Film.MP4": "Film.mp4",
    "beach day (2).mov": "beach day (2).mov",
    "Gru\u0308ße 世界.mkv": "Grüße 世界.mkv",
    "हिन्दी.mp4": "हिन्दी.mp4",
    "film.en.mp4": "film.en.mp4",
    # Paths, of either kind.
    "../../etc/film.mp4": "film.mp4",
    "..\\..\\film.mp4": "film.mp4",
    "C:\\clips\\film.mp4": "film.mp4",
    "a/b/": "upload",
    "%2e%2e%2ffilm.mp4": "2e-2e-2ffilm.mp4",
    "..": "upload",
    "....": "upload",
    ". . .mp4": "mp4",
    " film .mp4 ": "film.mp4",
    "film.mp4.": "film.mp4",
    "-rf.mp4": "rf.mp4",
    # What cannot be seen.
    "fi\x00l\nm\x7f.mp4": "film.mp4",
    "film\u202e4pm.mov": "film4pm.mov",
    "\u200ffilm\u2066.mp4": "film.mp4",
    "film\u200d.m\u200bp4": "film.mp4",
    # What others read as something else.
    "a'b\"c`d$e&f;g|h<i>j*k?l.mp4": "a-b-c-d-e-f-g-h-i-j-k-l.mp4",
    "${filename}.mp4": "filename.mp4",
    "a+b=c,d@e#f%g.mp4": "a-b-c-d-e-f-g.mp4",
    "👍.mp4": "upload.mp4",
    "a" * 300 + ".mp4": "a" * STEM_LIMIT_BYTES + ".mp4",
    "ü" * 300 + ".mp4": "ü" * (STEM_LIMIT_BYTES // 2) + ".mp4",
    "a" + "世" * 300 + ".mp4": "a" + "世" * 39 + ".mp4",
    "a" * 119 + ". b.mp4": "a" * 119 + ".mp4",
}


@pytest.mark.parametrize(("name", "safe"), NAMES.items(), ids=lambda one: ascii(one)[:40])
def test_a_name_is_safe_and_keeps_its_suffix(name, safe):
    found = safe_name(name)
    assert found == safe
    assert safe_name(found) == found
    assert not UNSEEN.search(found)
    assert "/" not in found
    key = UploadKey(OWNER, ID, found).text("uploads/")
    assert unsafe_part(key) is None
    assert len(key.encode()) < KEY_LIMIT_BYTES / 2
    assert UploadKey.read(key, "uploads/") == UploadKey(OWNER, ID, found)


def test_no_character_makes_a_key_unsafe():
    for one in map(chr, range(0x10000)):
        for name in (f"{one}.mp4", f"..{one}..", f"a{one}b.mp4"):
            found = safe_name(name)
            assert unsafe_part(f"uploads/{found}") is None, ascii(name)
            assert found.encode(), ascii(name)


def test_captions_of_a_stem_are_its_sidecars():
    for name in NAMES:
        video = safe_name(name)
        if suffix_of(video):
            stem = posixpath.splitext(video)[0]
            assert is_sidecar(UploadKey(OWNER, ID, f"{stem}.pt-BR.vtt").text("uploads/"))


@pytest.mark.parametrize(
    "key",
    [
        f"uploads/{OWNER}/{ID}",
        f"uploads/{OWNER[:-1]}/{ID}/a.mp4",
        f"uploads/{OWNER.upper()}/{ID}/a.mp4",
        f"uploads/{OWNER}/{ID.replace('4', '1')}/a.mp4",
        f"other/{OWNER}/{ID}/a.mp4",
        f"{OWNER}/{ID}/a.mp4",
        f"uploads/{OWNER}/{ID}/a.mp4\n",
        f"uploads/{OWNER}/{ID}/.",
    ],
)
def test_other_keys_are_none_of_ours(key):
    assert UploadKey.read(key, "uploads/") is None


def test_ids_of_uploads():
    assert is_upload_id(ID)
    assert not any(map(is_upload_id, ("", ID[:-1], f"{ID}\n", "quota#a#b")))


GIB = 1024 * MIB


@pytest.mark.parametrize(
    ("size", "parts"),
    [
        (1, None),
        (FORM_LIMIT_BYTES, None),
        (FORM_LIMIT_BYTES + 1, (16 * MIB, 5)),
        (10 * GIB, (16 * MIB, 640)),
        (16_000 * MIB, (16 * MIB, 1000)),
        (16_000 * MIB + 1, (17 * MIB, 942)),
        (100 * GIB, (103 * MIB, 995)),
        (SIZE_LIMIT_BYTES, (5243 * MIB, 1000)),
    ],
)
def test_parts_fit_into_one_page_of_a_listing(size, parts):
    found = parts_of(size)
    assert (found and (found.size_bytes, found.count)) == parts
    if found:
        assert found.size_bytes * (found.count - 1) < size <= found.size_bytes * found.count
        assert found.count <= MOST_PARTS


def sent(*parts: tuple[int, int]) -> list[SentPart]:
    return [SentPart(number, size, f"e{number}") for number, size in parts]


FULL = LEAST_PART_BYTES


@pytest.mark.parametrize(
    ("parts", "told", "fault"),
    [
        (sent((1, 1)), None, None),
        (sent((1, FULL), (2, 1)), None, None),
        (sent((1, FULL), (2, 1)), {1: "e1", 2: "e2"}, None),
        ([], None, "has 0 parts"),
        (sent((2, 1)), None, "not all from the first"),
        (sent((1, FULL), (3, 1)), None, "not all from the first"),
        (sent((1, FULL - 1), (2, 1)), None, "less than"),
        (sent((1, FULL), (2, 1)), {1: "e1"}, "other parts"),
        (sent((1, FULL)), {1: "e1", 2: "e2"}, "other parts"),
        (sent((1, FULL)), {1: "e2"}, "other parts"),
    ],
)
def test_parts_that_make_a_file(parts, told, fault):
    found = fault_of(parts, told)
    assert found is None if fault is None else fault in found


def test_a_day_is_of_utc():
    late = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    day = day_of(late)
    assert day.name == "2026-02-28"
    assert day.left_seconds(late) == 1800
    assert day.left_seconds(datetime(2026, 3, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("told", [True, False])
def test_a_session_comes_back_from_its_item(method, told):
    more = {
        "state": SessionState.UPLOADED,
        "multipart_id": "m",
        "size_bytes": 7,
        "content_type": "video/mp4",
        "words": ClientWords(passthrough="p\n", project_id="a", media_id="b"),
        "captions_for": ID,
        "language": "pt-BR",
        "asset_id": ID,
    }
    session = UploadSession(
        id=ID,
        owner=OWNER,
        key="k",
        filename="f",
        method=method,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        **(more if told else {}),
    )
    item = item_of(session)
    assert None not in item.values()
    assert item["expiresAt"] == 1767225600 + 15 * 86400
    assert session_of(item) == session
