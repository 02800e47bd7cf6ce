"""CloudFront's rules as tables: how long an answer is kept, what is compressed, what is covered."""

import email.utils
import time
from typing import Any

import pytest

from local_aws.cdn import cache, freshness, invalidations, ranges, signatures
from local_aws.cdn.freshness import Limits

DAY, NOW = 86_400, 1_800_000_000.0
LIMITS, FLOOR = Limits(0, DAY, 31_536_000), Limits(60, DAY, 31_536_000)
LATER = {"expires": email.utils.formatdate(NOW + 90, usegmt=True)}

KEPT: list[tuple[int, dict[str, str], Limits, float | None]] = [
    (200, {}, LIMITS, DAY),
    (200, {"cache-control": "max-age=5"}, LIMITS, 5),
    (200, {"cache-control": "max-age=5"}, FLOOR, 60),
    (200, {"cache-control": "public, max-age=5, s-maxage=7"}, LIMITS, 7),
    (200, {"cache-control": "max-age=31536000, immutable"}, Limits(0, 60, 600), 600),
    (200, {"cache-control": "max-age=0"}, LIMITS, 0),
    (200, {"cache-control": "no-cache"}, LIMITS, 0),
    (200, {"cache-control": "no-cache"}, FLOOR, 60),
    (200, {"cache-control": "no-store"}, LIMITS, None),
    (200, {"cache-control": "private, max-age=60"}, LIMITS, None),
    (200, {"cache-control": "no-store"}, FLOOR, 60),
    (200, LATER, LIMITS, 90),
    (200, {**LATER, "cache-control": "max-age=5"}, LIMITS, 5),
    (200, {"expires": "0"}, LIMITS, 0),
    (206, {}, LIMITS, None),
    (403, {}, LIMITS, None),
    (403, {"cache-control": "max-age=60"}, LIMITS, 60),
    (404, {}, LIMITS, 10),
    (404, {"cache-control": "max-age=60"}, LIMITS, 60),
    (404, {"cache-control": "max-age=1"}, LIMITS, 10),
    (503, {}, LIMITS, 10),
    (418, {"cache-control": "max-age=60"}, LIMITS, None),
]


@pytest.mark.parametrize(("status", "headers", "limits", "kept"), KEPT)
def test_how_long_an_answer_is_kept(
    status: int, headers: dict[str, str], limits: Limits, kept: float | None
) -> None:
    assert freshness.seconds(status, headers, limits, freshness.ERROR_SECONDS, NOW) == kept


def test_errors_are_kept_as_long_as_the_distribution_says() -> None:
    assert freshness.seconds(404, {}, LIMITS, 300, NOW) == 300
    assert freshness.seconds(404, {}, LIMITS, 0, NOW) is None


COVERED = [
    ("/a/1", "/a/1", True),
    ("/a/1", "/a/12", False),
    ("/a/1", "/a/1?v=2", False),
    ("/a/*", "/a/1?v=2", True),
    ("/a*", "/ab", True),
    ("/*", "/", True),
    ("/b/*", "/a/1", False),
    ("/%61/1", "/a/1", True),
]


@pytest.mark.parametrize(("path", "url", "covered"), COVERED)
def test_what_an_invalidation_covers(path: str, url: str, covered: bool) -> None:
    batch = {"Paths": {"Items": [path]}}
    record = {"InvalidationBatch": batch, invalidations.ENDS: time.time() - 1}
    assert invalidations.covers([record], url, stored=time.time() - 2) == covered
    assert not invalidations.covers([record], url, stored=time.time())


RESOURCES = [
    ("https://h/a/*", "https://h/a/b/c?d=1", True),
    ("https://h/a/?", "https://h/a/b", True),
    ("https://h/a/?", "https://h/a/bc", False),
    ("https://h/a.b", "https://h/a-b", False),
    ("http*://h/*", "https://h/a", True),
    ("*", "https://other/", True),
    ("https://h/a", "https://h/a/b", False),
]


@pytest.mark.parametrize(("resource", "url", "named"), RESOURCES)
def test_what_a_resource_names(resource: str, url: str, named: bool) -> None:
    assert signatures.matches(resource, url) == named


def test_the_store_forgets_what_was_not_asked_for_longest() -> None:
    store = cache.Store(most_bytes=10)
    for name in ("a", "b"):
        store.put((name,), cache.Kept(200, "", {}, b"12345", name, 60))
    store.get(("a",))
    store.put(("c",), cache.Kept(200, "", {}, b"1", "c", 60))
    assert [bool(store.get((name,))) for name in "abc"] == [True, False, True]


CONDITIONS: list[tuple[dict[str, str], int]] = [
    ({"if-none-match": '"a"'}, 304),
    ({"if-none-match": 'W/"a", "b"'}, 304),
    ({"if-none-match": '"b"'}, 200),
    ({"if-modified-since": email.utils.formatdate(NOW, usegmt=True)}, 304),
    ({"if-modified-since": email.utils.formatdate(NOW - 5, usegmt=True)}, 200),
    ({"if-unmodified-since": email.utils.formatdate(NOW - 5, usegmt=True)}, 412),
    ({"if-match": "*"}, 200),
    ({"range": "bytes=0-0"}, 206),
    ({"range": "bytes=0-0", "if-range": '"a"'}, 206),
    ({"range": "bytes=0-0", "if-range": 'W/"a"'}, 200),
    ({"range": "bytes=2-1"}, 200),
    ({"range": "bytes=3-"}, 416),
    ({"range": "bytes=-0"}, 416),
    ({"range": "bytes=-"}, 200),
    ({"range": "bytes=0-0,2-2"}, 200),
    ({"range": "lines=0-0"}, 200),
]


@pytest.mark.parametrize(("request_headers", "status"), CONDITIONS)
def test_conditions_and_ranges(request_headers: dict[str, str], status: int) -> None:
    headers: dict[str, Any] = {
        "etag": '"a"',
        "last-modified": email.utils.formatdate(NOW, usegmt=True),
    }
    assert ranges.answer(request_headers, (200, "OK", headers, b"abc"))[0] == status
    assert ranges.answer(request_headers, (403, "", {}, b"no"))[0] == 403
