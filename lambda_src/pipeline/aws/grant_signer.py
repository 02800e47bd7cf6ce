"""Signatures of grants, by a key that never leaves KMS."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from pipeline.aws.errors import code_of, translated

ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256"


class GrantSigner:
    """``key_arn`` is that of an RSA key of 2048 bits for signing, in both methods. ``client``
    gives KMS's client: most requests need none."""

    def __init__(self, client: Callable[[], Any]) -> None:
        self._client = client

    def sign(self, key_arn: str, text: str) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256. KMS takes 4,096 bytes at most. Raises TransientError and
        PermanentError."""
        with translated("Sign"):
            signed = self._client().sign(
                KeyId=key_arn,
                Message=text.encode(),
                MessageType="RAW",
                SigningAlgorithm=ALGORITHM,
            )
        signature: bytes = signed["Signature"]
        return signature

    def is_signed(self, key_arn: str, text: str, signature: bytes) -> bool:
        """Whether ``sign`` made the signature. Raises TransientError and PermanentError."""
        with translated("Verify"):
            try:
                verified = self._client().verify(
                    KeyId=key_arn,
                    Message=text.encode(),
                    MessageType="RAW",
                    Signature=signature,
                    SigningAlgorithm=ALGORITHM,
                )
            except ClientError as error:
                if code_of(error) != "KMSInvalidSignatureException":
                    raise
                return False
        return verified["SignatureValid"] is True
