"""A receiver's endpoint, as the environment describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from pipeline.text.strict_json import read_json
from pipeline.text.visible import UNSEEN
from pipeline.webhooks.addresses import Network

FIELDS = ("allowed_networks", "secret_arn", "url")
HTTPS_PORT = 443


@dataclass(frozen=True)
class Endpoint:
    """``allowed_networks`` may be sent to although they are not public."""

    url: str
    secret_arn: str
    allowed_networks: tuple[Network, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a URL that is not plain https."""
        parts = urlsplit(self.url)
        if UNSEEN.search(self.url) or any(map(str.isspace, self.url)) or not self.url.isascii():
            raise ValueError("a url holds more than visible ASCII")
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("a url does not begin with https:// and a host")
        if "@" in parts.netloc or "\\" in self.url or parts.fragment or parts.port == 0:
            raise ValueError("a url holds a user, a backslash, a fragment or port 0")

    @property
    def host(self) -> str:
        """A name, or an address without brackets."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or HTTPS_PORT

    @property
    def target(self) -> str:
        """Path and query."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def read_endpoints(text: str) -> Mapping[str, Endpoint]:
    """By name. Raises ValueError."""
    found = read_json(text)
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    return {name: _endpoint(name, fields) for name, fields in found.items()}


def _endpoint(name: str, fields: Any) -> Endpoint:
    if not isinstance(fields, dict) or sorted(fields) != sorted(FIELDS):
        raise ValueError(f"{name} has not the fields {', '.join(FIELDS)}")
    networks = fields["allowed_networks"]
    if not isinstance(networks, list) or not all(isinstance(one, str) for one in networks):
        raise ValueError(f"{name}: allowed_networks is no list of texts")
    if not all(isinstance(fields[one], str) and fields[one] for one in ("secret_arn", "url")):
        raise ValueError(f"{name}: secret_arn or url is no text")
    try:
        allowed = tuple(ip_network(network) for network in networks)
        return Endpoint(fields["url"], fields["secret_arn"], allowed)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
