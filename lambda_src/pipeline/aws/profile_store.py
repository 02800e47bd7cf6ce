"""Transcoding profiles in Parameter Store."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from pipeline.aws.clock import Clock
from pipeline.aws.errors import code_of, translated
from pipeline.failures import PermanentError
from pipeline.transcoding.profile import Profile, parse_profile
from pipeline.transcoding.profile_fields import ProfileError

if TYPE_CHECKING:
    from mypy_boto3_ssm.client import SSMClient

KEPT = timedelta(seconds=60)


class ProfileStore:
    """Keeps each profile for 60 s: a change works within a minute, without a deployment."""

    def __init__(self, client: "SSMClient", path: str, clock: Clock) -> None:
        self._client = client
        self._path = path.rstrip("/")
        self._clock = clock
        self._kept: dict[str, tuple[datetime, Profile]] = {}

    def load(self, name: str) -> Profile:
        """Raises TransientError, and PermanentError where it is missing or not valid."""
        now = self._clock.now()
        if name in self._kept and now < self._kept[name][0]:
            return self._kept[name][1]
        try:
            profile = parse_profile(name, self._read(f"{self._path}/{name}"))
        except ProfileError as error:
            raise PermanentError("BAD_PROFILE", f"profile {name}: {error}") from error
        self._kept[name] = (now + KEPT, profile)
        return profile

    def _read(self, parameter: str) -> str:
        with translated("GetParameter"):
            try:
                found = self._client.get_parameter(Name=parameter, WithDecryption=True)
                return found["Parameter"]["Value"]
            except ClientError as error:
                if code_of(error) != "ParameterNotFound":
                    raise
                raise PermanentError("BAD_PROFILE", f"{parameter} does not exist") from error
