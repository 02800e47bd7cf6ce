"""A grant as CloudFront takes it: a custom policy and its signature, by RSA with SHA-256.

The rules are those of the "Amazon CloudFront Developer Guide", "Create a signature for a signed
cookie that uses a custom policy", and of the same for signed URLs.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pipeline.playback.grant import Grant, read_grant

HASH_ALGORITHM = "SHA256"
# What Base64 has and URLs, cookies and CloudFront do not.
_REPLACED = str.maketrans("+=/", "-_~")
_BACK = str.maketrans("-_~", "+=/")
# CloudFront takes keys of 2048 bits, so a signature has 256 bytes.
_SIGNATURE = re.compile(r"[A-Za-z0-9~-]{342}__", re.A)
_KEY_PAIR_ID = re.compile(r"[A-Z0-9]{1,64}", re.A)


def policy_of(grant: Grant, domain_name: str) -> str:
    """What is signed: JSON without any blank. The resource has a wildcard: one policy is for every
    file of the attempt, and none beside it."""
    return policy_text(f"https://{domain_name}/{grant.folder}*", grant.ends_at)


def policy_text(resource: str, ends_at: int) -> str:
    statement = {
        "Resource": resource,
        "Condition": {"DateLessThan": {"AWS:EpochTime": ends_at}},
    }
    return json.dumps({"Statement": [statement]}, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class SignedGrant:
    """``signature`` is that of the policy; ``key_pair_id`` is CloudFront's name for the key."""

    grant: Grant
    domain_name: str
    key_pair_id: str
    signature: bytes

    @property
    def query(self) -> str:
        """For any URL of the attempt. It holds nothing that a template of DASH would replace."""
        return urlencode({**self._values, "Hash-Algorithm": HASH_ALGORITHM}, safe="~")

    @property
    def cookies(self) -> Mapping[str, str]:
        """Values by names. A browser sends them with every file of the attempt, if their path is
        ``path``."""
        values = {**self._values, "Hash-Algorithm": HASH_ALGORITHM}
        return {f"CloudFront-{name}": value for name, value in values.items()}

    @property
    def path(self) -> str:
        return f"/{self.grant.folder}"

    @property
    def token(self) -> str:
        """All of it in one segment of a path: the policy follows from the rest."""
        grant = self.grant
        parts = (grant.asset_id, grant.attempt, grant.ends_at, self.key_pair_id)
        return ".".join([*map(str, parts), encoded(self.signature)])

    @property
    def _values(self) -> Mapping[str, str]:
        policy = policy_of(self.grant, self.domain_name).encode()
        return {
            "Policy": encoded(policy),
            "Signature": encoded(self.signature),
            "Key-Pair-Id": self.key_pair_id,
        }


def read_token(text: str, domain_name: str) -> SignedGrant | None:
    """Whether the signature is right, nobody knows yet. None where it is no token."""
    parts = text.split(".")
    if len(parts) != 5:
        return None
    *told, key_pair_id, signature = parts
    grant = read_grant(*told)
    if grant is None or not _KEY_PAIR_ID.fullmatch(key_pair_id):
        return None
    if not _SIGNATURE.fullmatch(signature):
        return None
    return SignedGrant(
        grant=grant,
        domain_name=domain_name,
        key_pair_id=key_pair_id,
        signature=b64decode(signature.translate(_BACK)),
    )


def encoded(raw: bytes) -> str:
    """As it stands in URLs and cookies."""
    return b64encode(raw).decode().translate(_REPLACED)
