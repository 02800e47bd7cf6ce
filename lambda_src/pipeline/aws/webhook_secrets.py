"""Secrets of webhooks in Secrets Manager."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.aws.clock import Clock
from pipeline.aws.errors import translated
from pipeline.failures import PermanentError
from pipeline.webhooks.signature import SecretError, read_secrets

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient

KEPT = timedelta(seconds=60)


class WebhookSecrets:
    """Keeps each secret for 60 s: a rotation works within a minute, without a deployment."""

    def __init__(self, client: "SecretsManagerClient", clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._kept: dict[str, tuple[datetime, tuple[bytes, ...]]] = {}

    def load(self, secret_arn: str) -> tuple[bytes, ...]:
        """The keys to sign with. Raises TransientError, and PermanentError where there are none."""
        now = self._clock.now()
        if secret_arn in self._kept and now < self._kept[secret_arn][0]:
            return self._kept[secret_arn][1]
        with translated("GetSecretValue"):
            found = self._client.get_secret_value(SecretId=secret_arn)
        try:
            keys = read_secrets(found.get("SecretString", ""))
        except SecretError as error:
            raise PermanentError("BAD_WEBHOOK_SECRET", f"{secret_arn}: {error}") from error
        self._kept[secret_arn] = (now + KEPT, keys)
        return keys
