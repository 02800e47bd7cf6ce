"""What a distribution keeps, for how long, and in what form."""

import gzip
import time

import pytest
from botocore.exceptions import ClientError

from local_aws.tests import distributions as cdn
from local_aws.tests.calls import decisions
from local_aws.tests.edges import BODY, Edge

MANIFEST = "#EXTM3U\n" + "#EXTINF:4.0,\nsegment.m4s\n" * 100


def test_the_second_request_is_a_hit_and_asks_nobody(edge: Edge) -> None:
    path = edge.put("hit/a.bin", CacheControl="max-age=60")
    assert edge.distribution.outcome(path) == (200, "Miss")
    before = len(decisions(edge.account, "s3:GetObject"))
    again = edge.distribution.get(path)
    assert again.headers["x-cache"] == "Hit from cloudfront"
    assert int(again.headers["age"]) >= 0
    assert again.body == BODY
    head = edge.distribution.get(path, "HEAD")
    assert (head.status, head.body, head.headers["x-cache"]) == (200, b"", "Hit from cloudfront")
    assert head.headers["content-length"] == str(len(BODY))
    assert edge.distribution.outcome(f"{path}?v=2") == (200, "Hit")
    assert len(decisions(edge.account, "s3:GetObject")) == before


@pytest.mark.parametrize("kept", [False, True])
def test_ranges_and_conditions(edge: Edge, kept: bool) -> None:
    paths = [edge.put(f"range/{kept}/{number}") for number in range(7)]
    tag = edge.aws("s3").head_object(Bucket="media", Key=paths[0][1:])["ETag"]
    asked: list[tuple[dict[str, str], int, bytes]] = [
        ({"range": "bytes=10-19"}, 206, BODY[10:20]),
        ({"range": "bytes=-5"}, 206, BODY[-5:]),
        ({"range": "bytes=1990-5000"}, 206, BODY[1990:]),
        ({"range": "bytes=9000-"}, 416, b""),
        ({"if_none_match": tag}, 304, b""),
        ({"range": "bytes=0-3", "if_range": '"other"'}, 200, BODY),
        ({"if_match": '"other"'}, 412, b""),
    ]
    for path, (headers, status, body) in zip(paths, asked, strict=True):
        if kept:
            edge.distribution.get(path)
        answer = edge.distribution.get(path, **headers)
        assert (answer.status, answer.body) == (status, body), headers
        assert answer.headers["x-cache"].startswith("Hit" if kept else "Miss")
    part = edge.distribution.get(paths[0], range="bytes=0-9")
    assert part.headers["content-range"] == f"bytes 0-9/{len(BODY)}"


def test_what_is_stale_is_revalidated(edge: Edge) -> None:
    path = edge.put("stale/a.bin", CacheControl="no-cache")
    cached = edge.make(default={"CachePolicyId": edge.cache_policy(MinTTL=0)})
    edge.allow(cached)
    found = [cached.outcome(path), cached.outcome(path)]
    edge.put("stale/a.bin", b"new", CacheControl="no-cache")
    assert [*found, cached.outcome(path)] == [(200, "Miss"), (200, "RefreshHit"), (200, "Miss")]
    assert cached.get(path).body == b"new"
    edge.put("stale/b.bin", CacheControl="no-store")
    assert [cached.outcome("/stale/b.bin") for _ in range(2)] == [(200, "Miss")] * 2


def test_the_cache_key_has_what_its_policy_says(edge: Edge) -> None:
    path = edge.put("key/a.bin")
    listed = {
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": cdn.listed("X-Kind")},
        "QueryStringsConfig": {
            "QueryStringBehavior": "whitelist",
            "QueryStrings": cdn.listed("v"),
        },
    }
    one = edge.make(default={"CachePolicyId": edge.cache_policy(listed, MinTTL=1)})
    edge.allow(one)
    asked: list[tuple[str, dict[str, str]]] = [
        ("", {}),
        ("?w=1", {}),
        ("?v=1", {}),
        ("?v=1&w=2", {}),
        ("", {"x_kind": "a"}),
        ("", {"x_kind": "a", "x_other": "b"}),
    ]
    found = [one.outcome(path + query, **headers)[1] for query, headers in asked]
    assert found == ["Miss", "Hit"] * 3


def test_text_is_compressed_in_the_sizes_that_cloudfront_compresses(edge: Edge) -> None:
    kind = {"ContentType": "application/vnd.apple.mpegurl"}
    large, small = edge.put("z/a.m3u8", MANIFEST, **kind), edge.put("z/b.m3u8", "#EXTM3U", **kind)
    movie = edge.put("z/c.mp4", BODY, ContentType="video/mp4")
    answer = edge.distribution.get(large, accept_encoding="gzip")
    assert gzip.decompress(answer.body).decode() == MANIFEST
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["vary"] == "Accept-Encoding"
    asked = [(large, "gzip, br", "br"), (large, "gzip;q=0", None), (large, "identity", None)]
    for path, accepted, encoding in (*asked, (small, "gzip", None), (movie, "br", None)):
        found = edge.distribution.get(path, accept_encoding=accepted)
        assert found.headers.get("content-encoding") == encoding, (path, accepted)
    tag = answer.headers["etag"]
    again = edge.distribution.get(large, accept_encoding="gzip", if_none_match=tag)
    assert (again.status, again.headers["x-cache"]) == (304, "Hit from cloudfront")


def test_invalidations_end_what_was_cached(edge: Edge) -> None:
    paths = [edge.put(f"gone/{name}") for name in ("a/1", "a/2", "b/1")]
    for path in paths:
        edge.distribution.get(path)
    cloudfront = edge.aws("cloudfront")
    started = edge.invalidate(edge.distribution, "/gone/a/*")
    assert started["Status"] == "InProgress"
    assert edge.distribution.outcome(paths[0]) == (200, "Hit")
    waiter = cloudfront.get_waiter("invalidation_completed")
    delays = {"Delay": 0.1, "MaxAttempts": 50}
    asked = {"DistributionId": edge.distribution.id, "Id": started["Id"]}
    waiter.wait(**asked, WaiterConfig=delays)
    found = [edge.distribution.outcome(path)[1] for path in paths]
    assert found == ["Miss", "Miss", "Hit"]
    assert edge.distribution.outcome(paths[0]) == (200, "Hit")


def test_fifteen_wildcards_may_be_in_progress(edge: Edge) -> None:
    one = edge.make()
    with pytest.raises(ClientError, match="TooManyInvalidationsInProgress"):
        edge.invalidate(one, *(f"/{number}/*" for number in range(16)))
    edge.invalidate(one, *(f"/{number}/*" for number in range(15)))
    with pytest.raises(ClientError, match="TooManyInvalidationsInProgress"):
        edge.invalidate(one, "/15/*")
    edge.invalidate(one, "/whole")
    for path in ("none", "/a*b"):
        with pytest.raises(ClientError, match="InvalidArgument"):
            edge.invalidate(one, path)


def test_requests_are_counted(edge: Edge) -> None:
    path, one, cloudwatch = edge.put("counted/a.bin"), edge.make(), edge.aws("cloudwatch")
    edge.allow(one)
    more = {"RealtimeMetricsSubscriptionConfig": {"RealtimeMetricsSubscriptionStatus": "Enabled"}}
    edge.aws("cloudfront").create_monitoring_subscription(
        DistributionId=one.id, MonitoringSubscription=more
    )
    for asked in (path, path, path, "/counted/none"):
        one.get(asked)

    def measured(name: str) -> tuple[float, float]:
        """Sum, and average."""
        where = {"DistributionId": one.id, "Region": "Global"}
        points = cloudwatch.get_metric_statistics(
            Namespace="AWS/CloudFront",
            MetricName=name,
            Dimensions=[{"Name": each, "Value": value} for each, value in where.items()],
            StartTime=time.time() - 600,
            EndTime=time.time() + 60,
            Period=3600,
            Statistics=["Sum", "SampleCount"],
        )["Datapoints"]
        total = sum(point["Sum"] for point in points)
        return total, total / sum(point["SampleCount"] for point in points)

    assert measured("Requests")[0] == 4
    assert measured("BytesDownloaded")[0] >= 3 * len(BODY)
    averages = {"4xxErrorRate": 25, "5xxErrorRate": 0, "403ErrorRate": 25, "CacheHitRate": 50}
    assert {name: measured(name)[1] for name in averages} == averages
