"""What becomes of a write that counts against a quota."""

from dataclasses import dataclass

from pipeline.upload_sessions.session import UploadSession


@dataclass(frozen=True)
class Counted:
    """It was written."""


@dataclass(frozen=True)
class OverQuota:
    """It was not: the day is used up."""


@dataclass(frozen=True)
class Known:
    """It was not: the session is another one than was thought, or there is none."""

    session: UploadSession | None
