"""Signed URLs and signed cookies: whether a request brings a grant for what it asks for.

Source of the rules: CloudFront Developer Guide, "Serve private content with signed URLs and signed
cookies". The texts of refusals are the service's own.
"""

import base64
import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PARAMETERS = ("Policy", "Expires", "Signature", "Key-Pair-Id", "Hash-Algorithm")
COOKIES = tuple(f"CloudFront-{name}" for name in PARAMETERS)
HASHES = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}
RSA_BITS = 2048
UNSAFE = str.maketrans("-_~", "+=/")
MISSING = ("MissingKey", "Missing Key-Pair-Id query parameter or cookie value")
UNKNOWN = ("InvalidKey", "Unknown Key")
DENIED = ("AccessDenied", "Access denied")
UNREADABLE = ("MalformedPolicy", "Malformed Policy")
GARBLED = ("MalformedSignature", "Could not unencode Signature")

Refusal = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """What a viewer asks for: the URLs that name it, without the signature's own parameters."""

    urls: tuple[str, ...]
    address: str
    now: float


def granted_by(query: Mapping[str, str], cookies: Mapping[str, str]) -> dict[str, str]:
    """The signature's values by parameter name; those of a signed URL hide those of cookies."""
    found = {name: query[name] for name in PARAMETERS if name in query}
    if "Key-Pair-Id" in found or "Signature" in found:
        return found
    names = zip(PARAMETERS, COOKIES, strict=True)
    return {name: cookies[cookie] for name, cookie in names if cookie in cookies}


def usable(pem: str) -> bool:
    """Whether a public key can be trusted here: RSA of 2048 bits."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except ValueError:
        return False
    return isinstance(key, rsa.RSAPublicKey) and key.key_size == RSA_BITS


def refusal(grant: Mapping[str, str], keys: Mapping[str, str], asked: Asked) -> Refusal | None:
    """Why a grant is not good enough, as (code, message); None where it is.

    ``keys`` are the trusted public keys, PEM by id.
    """
    if not grant.get("Key-Pair-Id"):
        return MISSING
    if grant["Key-Pair-Id"] not in keys:
        return UNKNOWN
    if not grant.get("Signature") or not (grant.get("Policy") or grant.get("Expires")):
        return DENIED
    try:
        signature = _decoded(grant["Signature"])
    except ValueError:
        return GARBLED
    try:
        texts = _policies(grant, asked)
    except ValueError:
        return UNREADABLE
    algorithm = HASHES.get(grant.get("Hash-Algorithm", "SHA1"))
    pem = keys[grant["Key-Pair-Id"]]
    signed = [one for one in texts if algorithm and _verified(pem, signature, one, algorithm())]
    if not signed:
        return DENIED
    try:
        return None if _allows(json.loads(signed[0]), asked) else DENIED
    except (ValueError, KeyError, TypeError, AttributeError):
        return UNREADABLE


def canned(url: str, expires: str) -> bytes:
    """The policy that a canned signature stands for; ``expires`` in epoch seconds."""
    when = f'"Condition":{{"DateLessThan":{{"AWS:EpochTime":{expires}}}}}'
    return f'{{"Statement":[{{"Resource":"{url}",{when}}}]}}'.encode()


def _policies(grant: Mapping[str, str], asked: Asked) -> list[bytes]:
    if "Policy" in grant:
        return [_decoded(grant["Policy"])]
    if not grant["Expires"].isdigit():
        raise ValueError("no number of seconds")
    return [canned(url, grant["Expires"]) for url in asked.urls]


def _decoded(text: str) -> bytes:
    return base64.b64decode(text.translate(UNSAFE), validate=True)


def _verified(pem: str, signature: bytes, text: bytes, algorithm: hashes.HashAlgorithm) -> bool:
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)  # no other key can be made
    try:
        key.verify(signature, text, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True


def _allows(policy: Any, asked: Asked) -> bool:
    (statement,) = policy["Statement"]
    condition = statement["Condition"]
    if asked.now >= condition["DateLessThan"]["AWS:EpochTime"]:
        return False
    start = condition.get("DateGreaterThan")
    if start and asked.now <= start["AWS:EpochTime"]:
        return False
    source = condition.get("IpAddress")
    if source and ipaddress.ip_address(asked.address) not in ipaddress.ip_network(
        source["AWS:SourceIp"], strict=False
    ):
        return False
    resource = statement.get("Resource", "*")
    return any(matches(resource, url) for url in asked.urls)


def matches(resource: str, url: str) -> bool:
    """Whether a policy's resource names a URL: ``*`` is any text, ``?`` one character."""
    parts = {"*": ".*", "?": "."}
    pattern = "".join(parts.get(one, re.escape(one)) for one in resource)
    return re.fullmatch(pattern, url, re.DOTALL) is not None
