"""Signatures by which a receiver knows that a webhook is ours, whole and recent."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from pipeline.webhooks.webhook import Webhook

PREFIX = "whsec_"
# Standard Webhooks: between 192 and 512 bits.
KEY_BYTES = range(24, 65)
MOST_SECRETS = 2


class SecretError(ValueError):
    """Says what is wrong with a secret, and repeats nothing of it."""


def read_secrets(text: str) -> tuple[bytes, ...]:
    """The keys of one secret, or of two with white space between them: the new and the old one,
    while receivers change. Raises SecretError."""
    words = text.split()
    if not 1 <= len(words) <= MOST_SECRETS:
        raise SecretError(f"it holds {len(words)} secrets, not 1 or {MOST_SECRETS}")
    return tuple(map(_key, words))


def _key(word: str) -> bytes:
    if not word.startswith(PREFIX):
        raise SecretError(f"a secret does not begin with {PREFIX}")
    try:
        key = b64decode(word.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise SecretError(f"what follows {PREFIX} is no base64") from None
    if len(key) not in KEY_BYTES:
        raise SecretError(f"a key has {len(key)} bytes, not {KEY_BYTES[0]} to {KEY_BYTES[-1]}")
    return key


def headers(webhook: Webhook, keys: Iterable[bytes], sent_at: datetime) -> dict[str, str]:
    """``sent_at`` is of this try: receivers refuse what was signed minutes ago."""
    timestamp = str(int(sent_at.timestamp()))
    signed = f"{webhook.id}.{timestamp}.".encode() + webhook.body
    digests = (hmac.new(key, signed, sha256).digest() for key in keys)
    return {
        "content-type": "application/json",
        "webhook-id": webhook.id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{b64encode(digest).decode()}" for digest in digests),
    }
