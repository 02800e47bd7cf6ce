"""Which addresses a webhook may be sent to, whatever a receiver's name leads to.

The names are the receivers': one may lead into our network, or to what only this machine may ask.
"""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Reached as the IPv4 address in the last 32 bits: RFC 4291 (mapped), RFC 6052 (NAT64).
IPV4_INSIDE = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))
# All that is public: IANA, "IPv6 Global Unicast Address Assignments".
GLOBAL_UNICAST = ip_network("2000::/3")
# Never opened, and what they are. Of IPv4 tunnels one cannot tell where they end.
SHUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("this machine", ("0.0.0.0/8", "127.0.0.0/8", "::/128", "::1/128")),
    ("link-local", ("169.254.0.0/16", "fe80::/10")),
    ("multicast or broadcast", ("224.0.0.0/4", "255.255.255.255/32", "ff00::/8")),
    # Metadata, DNS, time and credentials. Those of IPv4 are link-local.
    ("a service of AWS for this machine", ("fd00:ec2::/32",)),
    (
        "an IPv4 tunnel",
        ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"),
    ),
)
SHUT_NETWORKS = tuple((kind, ip_network(text)) for kind, texts in SHUT for text in texts)


def refusal(text: str, allowed_networks: Iterable[Network]) -> str | None:
    """Why an address may not be connected to; None where it may.

    ``allowed_networks`` open what is not public, but nothing of this machine or its link.
    """
    try:
        address = _unwrapped(ip_address(text))
    except ValueError:
        return f"{text[:60]} is no address"
    for kind, network in SHUT_NETWORKS:
        if address in network:
            return f"{address} is {kind}"
    if _is_public(address) or any(address in network for network in allowed_networks):
        return None
    return f"{address} is not public, and no allowed network holds it"


def _unwrapped(address: Address) -> Address:
    if any(address in network for network in IPV4_INSIDE):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    return address.is_global and (isinstance(address, IPv4Address) or address in GLOBAL_UNICAST)
