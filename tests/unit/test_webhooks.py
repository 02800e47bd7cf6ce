"""What a receiver is sent, verified by the library that receivers use, and where it may go."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from ipaddress import ip_network
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from fakes.assets import apply, claimed
from fakes.clock import START
from fakes.upload_sessions import CAPTIONS, SESSION
from pipeline.assets import announcement
from pipeline.assets.asset import Asset, ErasedBy, Status
from pipeline.assets.changes import Refused
from pipeline.assets.erasing import Tombstone
from pipeline.failures import Failure
from pipeline.upload_sessions import expired
from pipeline.upload_sessions.session import NOTHING_SAID
from pipeline.webhooks.addresses import refusal
from pipeline.webhooks.endpoint import Endpoint, read_endpoints
from pipeline.webhooks.signature import SecretError, headers, read_secrets
from pipeline.webhooks.tries import DELAYS_SECONDS, MOST_TRIES, delay_seconds
from pipeline.webhooks.webhook import TYPES, NotAnAnnouncementError, read_announcement

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
SECRET, OLD_SECRET, OTHER_SECRET = (
    f"whsec_{b64encode(bytes([number]) * 32).decode()}" for number in (1, 2, 3)
)
FAILED = apply(
    claimed({"main": ("mp4",)}), Refused(attempt=1, failure=Failure("UNREADABLE", "Žluť 字")), START
)


def event(detail_type="Asset Failed", **changes):
    """As EventBridge puts it into a queue."""
    detail = announcement.announcement(FAILED, "media-test")
    fields = {"version": "0", "source": "media-pipeline", "detail-type": detail_type}
    return {**fields, "detail": detail, **changes}


WEBHOOK = read_announcement(json.dumps(event()))


EXPIRED = expired.announcement(SESSION, "media-test")


def announcements():
    """Real ones: the detail type, the detail, what of it names the type, and the asset."""
    tombstone = Tombstone(id=FAILED.id, revision=9, erased_at=START, by=ErasedBy.OWNER)
    records: list[tuple[Asset | Tombstone, str]] = [(tombstone, "erasedBy")]
    for status in announcement.DETAIL_TYPES:
        percent = 0 if status is Status.PENDING else 50
        jobs = {name: replace(job, percent=percent) for name, job in FAILED.jobs.items()}
        records.append((replace(FAILED, status=status, jobs=jobs), "status"))
    for record, word in records:
        detail = announcement.announcement(record, "media-test")
        yield announcement.detail_type(record), detail, word, record.id
    for session in (SESSION, replace(SESSION, words=NOTHING_SAID), CAPTIONS):
        detail = expired.announcement(session, "media-test")
        yield expired.DETAIL_TYPE, detail, "schemaVersion", None


def test_every_announcement_has_a_webhook_of_its_own_schema():
    found = {name: json.loads((SCHEMAS / f"{name}.json").read_text()) for name in TYPES.values()}
    registry = Registry().with_resources(
        (name, Resource.from_contents(json.loads((SCHEMAS / name).read_text())))
        for name in ("announcement.json", "progress.json", "deleted.json", "expired.json")
    )
    assert TYPES.keys() == {detail_type for detail_type, *_ in announcements()}
    for detail_type, detail, word, asset_id in announcements():
        webhook = read_announcement(json.dumps(event(detail_type, detail=detail)))
        body = json.loads(webhook.body)
        validator = Draft202012Validator(
            found[webhook.type], registry=registry, format_checker=FormatChecker()
        )
        validator.validate(body)
        assert body == {
            "type": webhook.type,
            "timestamp": detail["occurredAt"],
            "data": detail,
        }
        assert (webhook.id, webhook.asset_id) == (detail["eventId"], asset_id)
        for other in found.keys() - {webhook.type}:
            assert not validator.is_valid({**body, "type": other})
        assert not validator.is_valid({**body, "data": {**detail, word: "GONE"}})
        for missing in detail:
            less = {name: value for name, value in detail.items() if name != missing}
            assert not validator.is_valid({**body, "data": less}), missing


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"detail": {}, "detail": {}}',
        json.dumps(event("Asset Mislaid")),
        json.dumps(event(["Asset Failed"])),
        json.dumps(event(detail=[])),
        *(
            json.dumps(event(detail={**event()["detail"], name: value}))
            for name in ("eventId", "occurredAt", "assetId")
            for value in (None, "", 7)
        ),
    ],
)
def test_what_is_no_announcement_says_so(text):
    with pytest.raises(NotAnAnnouncementError, match=r"^NOT_AN_ANNOUNCEMENT: \w"):
        read_announcement(text)


def sent(secrets=SECRET, ago=timedelta(), webhook=WEBHOOK):
    return headers(webhook, read_secrets(secrets), datetime.now(UTC) - ago)


@pytest.mark.parametrize("secrets", [SECRET, f"{OTHER_SECRET} {SECRET}\n", f"{SECRET} {SECRET}"])
def test_the_published_library_verifies_ours(secrets):
    assert Receiver(SECRET).verify(WEBHOOK.body, sent(secrets)) == json.loads(WEBHOOK.body)


@pytest.mark.parametrize(
    ("body", "secrets", "ago", "changed", "says"),
    [
        (WEBHOOK.body, OTHER_SECRET, 0, {}, "signature"),
        (WEBHOOK.body, f"{OTHER_SECRET} {OLD_SECRET}", 0, {}, "signature"),
        (WEBHOOK.body, SECRET, 6, {}, "too old"),
        (WEBHOOK.body, SECRET, -6, {}, "too new"),
        (WEBHOOK.body.replace(b"failed", b"ended."), SECRET, 0, {}, "signature"),
        (WEBHOOK.body + b" ", SECRET, 0, {}, "signature"),
        (WEBHOOK.body, SECRET, 0, {"webhook-id": "another"}, "signature"),
        (WEBHOOK.body, SECRET, 6, {"webhook-timestamp": str(int(time.time()))}, "signature|old"),
    ],
)
def test_the_published_library_refuses_what_is_not_ours_whole_and_recent(
    body, secrets, ago, changed, says
):
    given = {**sent(secrets, timedelta(minutes=ago)), **changed}
    with pytest.raises(WebhookVerificationError, match=says):
        Receiver(SECRET).verify(body, given)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 secrets"),
        (f"{SECRET} {SECRET} {SECRET}", "3 secrets"),
        (SECRET.removeprefix("whsec_"), "begin with whsec_"),
        ("whsec_change me", "base64"),
        ("whsec_%%%%", "base64"),
        ("whsec_Zm9v", "3 bytes"),
        (f"whsec_{b64encode(bytes(23)).decode()}", "23 bytes"),
        (f"whsec_{b64encode(bytes(65)).decode()}", "65 bytes"),
    ],
)
def test_a_secret_that_is_none_is_refused_and_not_repeated(text, says):
    with pytest.raises(SecretError, match=says) as error:
        read_secrets(text)
    assert not text or text.rpartition("_")[2] not in str(error.value)


def test_tries_spread_over_hours_and_end():
    assert DELAYS_SECONDS == (5, 300, 1800, 7200, 18000, 36000)
    assert [delay_seconds(tries, 0) for tries in range(1, MOST_TRIES)] == list(DELAYS_SECONDS)
    assert [delay_seconds(tries, 0) for tries in (MOST_TRIES, 99)] == [None, None]
    later = [delay_seconds(tries, 0.999) for tries in range(1, MOST_TRIES)]
    # SQS hides no message for longer than 12 hours.
    assert later == [5, 330, 1980, 7919, 19798, 39596]


NEVER = {
    *("127.0.0.1", "127.255.255.254", "0.1.2.3", "::1", "::", "::ffff:127.0.0.1"),
    *("169.254.169.254", "169.254.170.2", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254"),
    *("224.0.0.1", "255.255.255.255", "ff02::1", "fd00:ec2::254", "::127.0.0.1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "64:ff9b:1::808:808"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::", "2001:0:808:808::80ff:fffe"),
    *("::ffff:0:127.0.0.1", "64:ff9b::0.0.0.0", "::ffff:224.0.0.1"),
}
PRIVATE = {
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "192.0.2.1", "198.18.0.1"),
    *(
        "203.0.113.7",
        "240.0.0.1",
        "fc00::1",
        "fdff:ffff::1",
        "fec0::1",
        "2001:db8::1",
        "100::1",
        "4000::1",
    ),
    *("::ffff:10.0.0.1", "64:ff9b::10.0.0.1"),
}
PUBLIC = {"8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"}
EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def test_an_address_of_this_machine_or_its_link_is_never_sent_to():
    assert {one for one in NEVER if not refusal(one, EVERYTHING)} == set()


def test_a_private_address_is_sent_to_only_where_a_network_names_it():
    assert {one for one in PRIVATE if not refusal(one, ())} == set()
    assert {one for one in PRIVATE if refusal(one, EVERYTHING)} == set()
    ours = (ip_network("10.1.0.0/16"), ip_network("fd01::/16"))
    assert {one for one in PRIVATE if not refusal(one, ours)} == set()
    assert not refusal("10.1.2.3", ours)
    assert not refusal("fd01::1", ours)
    assert {one for one in PUBLIC if refusal(one, ())} == set()
    assert refusal("receiver.example", EVERYTHING) == "receiver.example is no address"


ENDPOINT = {"url": "https://r.example/hook", "secret_arn": "arn", "allowed_networks": []}


@pytest.mark.parametrize(
    ("url", "host", "port", "target"),
    [
        ("https://r.example", "r.example", 443, "/"),
        ("https://r.example:8443/a?b=c", "r.example", 8443, "/a?b=c"),
        ("https://R.example?b", "r.example", 443, "/?b"),
        ("https://[2001:db8::1]:444/", "2001:db8::1", 444, "/"),
    ],
)
def test_an_endpoint_says_where_it_is(url, host, port, target):
    (endpoint,) = read_endpoints(json.dumps({"one": {**ENDPOINT, "url": url}})).values()
    assert (endpoint.host, endpoint.port, endpoint.target) == (host, port, target)


@pytest.mark.parametrize(
    "url",
    [
        *("", "r.example", "//r.example/", "http://r.example/", "https:///path", "file:///x"),
        *("https://user@r.example/", "https://user:word@r.example/", "https://@r.example/"),
        *("https://r.example\\@127.0.0.1/", "https://r.example/#part", "https://r.example:0/"),
        *("https://r.example:99999/", "https://r.example:x/", "https://r.example/\r\nx: y"),
        *(
            "https://r.example/ a",
            "https://r.exämple/",
            "https://r.example/\u202e",
            "https://[::1/",
        ),
    ],
)
def test_an_endpoint_that_is_not_plain_https_is_refused(url):
    with pytest.raises(ValueError, match=r"\w"):
        Endpoint(url, "arn")


@pytest.mark.parametrize(
    "endpoints",
    [
        [],
        {"one": []},
        {"one": {**ENDPOINT, "more": 1}},
        {"one": {"url": ENDPOINT["url"]}},
        {"one": {**ENDPOINT, "secret_arn": ""}},
        {"one": {**ENDPOINT, "allowed_networks": "10.0.0.0/8"}},
        {"one": {**ENDPOINT, "allowed_networks": ["10.0.0.1/8"]}},
        {"one": {**ENDPOINT, "allowed_networks": [7]}},
    ],
)
def test_endpoints_that_say_less_or_more_are_refused(endpoints):
    with pytest.raises(ValueError, match=r"\w"):
        read_endpoints(json.dumps(endpoints))


def test_the_receiver_in_the_documents_takes_what_is_ours_and_new(tmp_path):
    page = (SCHEMAS.parent / "webhooks.md").read_text()
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    of_upload = read_announcement(json.dumps(event("Upload Expired", detail=EXPIRED)))
    (tmp_path / "receiver.py").write_text(code)
    receiver = subprocess.Popen(
        [sys.executable, tmp_path / "receiver.py"],
        env={**os.environ, "WEBHOOK_SECRET": SECRET, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def post(webhook, given):
        deadline = time.monotonic() + 20
        while True:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("POST", "/", webhook, given)
                return connection.getresponse().status
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            finally:
                connection.close()

    try:
        assert post(WEBHOOK.body, sent(OTHER_SECRET)) == 401
        assert [post(WEBHOOK.body, sent()) for _ in range(2)] == [204, 204]
        assert post(of_upload.body, sent(webhook=of_upload)) == 204
    finally:
        receiver.terminate()
        told, _ = receiver.communicate(timeout=10)
    assert told.splitlines() == [f"asset.failed {FAILED.id}", f"upload.expired {SESSION.id}"]


def test_the_documents_tell_of_every_type():
    page = (SCHEMAS.parent / "webhooks.md").read_text()
    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", page, re.M)) == set(TYPES.values())
