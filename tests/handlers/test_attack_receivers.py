"""Receivers that lead elsewhere, or keep us waiting: never connected to, or left in time."""

import socket
import time

import pytest

from fakes.webhook_receiver import NAME, PUBLIC, Network, status
from pipeline.aws.receivers import LIMIT_SECONDS, Receivers
from pipeline.failures import TransientError
from pipeline.webhooks.endpoint import Endpoint

ANYWHERE = ("0.0.0.0/0", "::/0")


def post(url, limit_seconds=LIMIT_SECONDS):
    return Receivers(limit_seconds).post(Endpoint(url, "arn"), {}, b"{}")


@pytest.fixture
def url(to):
    return f"https://{NAME}:{to.port}/"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1"),
        *("0017700000001", "0177.0.0.1"),
        *("0", "0.0", "localhost", "169.254.169.254", "0xa9fea9fe", "2852039166", "10.0.0.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:a9fe:a9fe]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00:ec2::254]", "[::127.0.0.1]"),
        *("[0:0:0:0:0:FFFF:7F00:1]", "[::ffff:10.0.0.1]", "[::ffff:0:127.0.0.1]", "[fc00::1]"),
        *("[64:ff9b::169.254.169.254]", "[64:ff9b:1::7f00:1]", "[2002:a9fe:a9fe::1]"),
        *("[2001:0:7f00:1::]", "[::2]", "[ff02::1]", "0x7f.0.0.1", "0x0a.1", "LOCALHOST"),
    ],
)
def test_no_form_of_an_address_of_ours_is_connected_to(to, network, host):
    with pytest.raises(TransientError, match="not sent to"):
        post(f"https://{host}:{to.port}/")
    assert network.connected == to.received == []


@pytest.mark.parametrize(
    "addresses",
    [
        *(["127.0.0.1"], ["10.0.0.1"], ["::1"], [PUBLIC, "127.0.0.1"], ["169.254.169.254", PUBLIC]),
        *(["::ffff:7f00:1"], ["64:ff9b::a9fe:a9fe"], ["fe80::1%1"], [PUBLIC, "fc00::1"]),
    ],
)
def test_a_name_that_leads_to_an_address_of_ours_is_not_connected_to(
    to, url, monkeypatch, addresses
):
    network = Network(monkeypatch, {NAME: [addresses]})
    with pytest.raises(TransientError, match=f"not sent to {NAME}"):
        post(url)
    assert network.connected == to.received == []


def test_a_name_that_changes_its_mind_is_asked_once(url, monkeypatch):
    network = Network(monkeypatch, {NAME: [[PUBLIC], ["127.0.0.1"]]})
    assert post(url) == 200
    assert (network.asked, network.connected) == ([NAME], [PUBLIC])
    # The next try asks again, and judges again.
    with pytest.raises(TransientError, match=f"not sent to {NAME}"):
        post(url)
    assert (network.asked, network.connected) == ([NAME, NAME], [PUBLIC])


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["https://127.0.0.1:{}/", "http://169.254.169.254/", "/other"])
def test_a_redirect_leads_nowhere(to, url, network, code, place):
    to.answer = status(code, location=place.format(to.port))
    assert post(url) == code
    assert (network.asked, network.connected) == ([NAME], [PUBLIC])
    assert len(to.received) == 1


def test_the_certificate_must_be_the_names(to, monkeypatch):
    network = Network(monkeypatch, {"other.example": [[PUBLIC]]})
    with pytest.raises(TransientError, match="CERTIFICATE_VERIFY_FAILED"):
        post(f"https://other.example:{to.port}/")
    assert (network.connected, to.received) == ([PUBLIC], [])


def test_the_certificate_must_be_signed_by_whom_we_trust(to, url, network, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(TransientError, match="CERTIFICATE_VERIFY_FAILED"):
        post(url)
    assert (network.connected, to.received) == ([PUBLIC], [])


def test_of_several_addresses_the_first_that_answers_is_taken(url, monkeypatch):
    # Nobody listens on IPv6 here, as for a function without it.
    network = Network(monkeypatch, {NAME: [["2606:4700::1111", PUBLIC]]})
    assert post(url) == 200
    assert network.connected == ["2606:4700::1111", PUBLIC]


def hang(_):
    time.sleep(3)


def drip(request):
    """A line that never ends, a byte at a time."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
    for _ in range(100):
        request.wfile.write(b"x")
        time.sleep(0.03)


def flood(request):
    """Before the answer, more than anybody reads."""
    while True:
        request.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def endless_headers(request):
    request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1000)


def chat(request):
    request.wfile.write(b"hello\r\n\r\n")


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (hang, "in time|timed out"),
        (drip, "in time|timed out"),
        (flood, "in time|timed out"),
        (endless_headers, "more than 100 headers"),
        (chat, "BadStatusLine"),
    ],
)
def test_an_answer_has_so_long_in_all(to, url, answer, says):
    to.answer = answer
    began = time.monotonic()
    with pytest.raises(TransientError, match=says):
        post(url, 0.5)
    assert time.monotonic() - began < 2


def test_a_name_that_is_not_resolved_in_time_is_given_up(url, monkeypatch):
    Network(monkeypatch, {NAME: [lambda: time.sleep(3) or [PUBLIC]]})
    began = time.monotonic()
    with pytest.raises(TransientError, match="not resolved in time"):
        post(url, 0.2)
    assert time.monotonic() - began < 2


@pytest.mark.usefixtures("network")
def test_a_handshake_that_hangs_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(TransientError, match="timed out"):
            post(f"https://{NAME}:{silent.getsockname()[1]}/", 0.3)
        assert time.monotonic() - began < 2


@pytest.mark.usefixtures("network")
def test_the_body_of_an_answer_is_not_read(to, url):
    def large(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\nx")
        time.sleep(3)

    to.answer = large
    began = time.monotonic()
    assert post(url) == 200
    assert time.monotonic() - began < 2
