"""Signatures of grants, by a key that never leaves KMS."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from pipeline.aws.errors import code_of, translated

ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256"
CONNECTIONS = 10  # as many as botocore keeps open
MOST_REMEMBERED = 5_000  # some 4 MB


class GrantSigner:
    """``key_arn`` is that of an RSA key of 2048 bits for signing, in all methods. ``client``
    gives KMS's client: most requests need none."""

    def __init__(self, client: Callable[[], Any]) -> None:
        self._client = client
        self._remembered: dict[tuple[str, str], bytes] = {}

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

    def sign_all(self, key_arn: str, texts: Iterable[str]) -> list[bytes]:
        """The same, many at a time; what it signed before, it remembers. Raises as ``sign`` does
        where one failed: the others are remembered then."""
        wanted = [(key_arn, text) for text in texts]
        missing = [one for one in dict.fromkeys(wanted) if one not in self._remembered]
        if missing:
            self._client()  # clients may be used by many threads, but not made
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                signed = [pool.submit(self._remember, one) for one in missing]
            for one in signed:
                one.result()
        signatures = [self._remembered[one] for one in wanted]
        for oldest in list(self._remembered)[:-MOST_REMEMBERED]:
            del self._remembered[oldest]
        return signatures

    def _remember(self, wanted: tuple[str, str]) -> None:
        self._remembered[wanted] = self.sign(*wanted)

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
