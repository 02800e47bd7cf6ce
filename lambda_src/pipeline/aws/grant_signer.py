"""Signatures of grants, by a key that never leaves KMS."""

from typing import Any

from pipeline.aws.errors import translated


class GrantSigner:
    """``key_arn`` names an RSA key of 2048 bits for signing."""

    def __init__(self, client: Any, key_arn: str) -> None:
        self._client = client
        self._key_arn = key_arn

    def sign(self, text: str) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256. KMS takes 4,096 bytes at most. Raises TransientError and
        PermanentError."""
        with translated("Sign"):
            signed = self._client.sign(
                KeyId=self._key_arn,
                Message=text.encode(),
                MessageType="RAW",
                SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
            )
        signature: bytes = signed["Signature"]
        return signature
