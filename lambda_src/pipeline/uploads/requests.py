"""Messages that ask for something to be done for one asset.

Of the upload-events queue, each for an attempt:

- S3's "Object Created", as EventBridge delivers it: a new upload.
- ``{"resubmit": {"assetId", "attempt"}}``: the jobs of an attempt that is PENDING.
- ``{"reprocess": {"assetId", "attempt", "profile"}}``: an operator's, a new attempt after one that
  ended; ``profile`` is optional. The API sends the same for those who own the asset.

Of the removals queue:

- ``{"remove": {"assetId", "attempt"}}``: the outputs of a superseded attempt are to go.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pipeline.text.strict_json import read_json
from pipeline.uploads.upload import NotAnUploadError, Upload, upload_of_event

# As Terraform takes them: terraform/modules/mediaconvert/variables.tf.
_PROFILE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class NotARequestError(Exception):
    """The message asks for nothing that we know. The text begins with a stable code."""


@dataclass(frozen=True)
class Resubmit:
    """``attempt`` is the one to submit: sent twice, it is submitted once."""

    asset_id: str
    attempt: int

    @property
    def body(self) -> str:
        return json.dumps({"resubmit": {"assetId": self.asset_id, "attempt": self.attempt}})


@dataclass(frozen=True)
class Reprocess:
    """``attempt`` is the one that ended: sent twice, it opens one new attempt. ``profile`` is a
    name; None for the record's."""

    asset_id: str
    attempt: int
    profile: str | None = None

    @property
    def body(self) -> str:
        request = {"assetId": self.asset_id, "attempt": self.attempt}
        named = {} if self.profile is None else {"profile": self.profile}
        return json.dumps({"reprocess": {**request, **named}})


@dataclass(frozen=True)
class Remove:
    """``attempt`` is the one whose outputs go: sent twice, they go once."""

    asset_id: str
    attempt: int

    @property
    def body(self) -> str:
        return json.dumps({"remove": {"assetId": self.asset_id, "attempt": self.attempt}})


Request = Upload | Resubmit | Reprocess


def parse_request(body: str, *, bucket: str, prefix: str) -> Request:
    """Raises NotARequestError, also for the event of an upload to another bucket or prefix."""
    message = read_message(body)
    if "resubmit" in message:
        return Resubmit(*_asset_and_attempt(message, "resubmit"))
    if "reprocess" in message:
        return Reprocess(*_asset_and_attempt(message, "reprocess"), _profile(message["reprocess"]))
    try:
        return upload_of_event(message, bucket=bucket, prefix=prefix)
    except NotAnUploadError as error:
        raise NotARequestError(f"NOT_AN_UPLOAD: {error}") from error


def parse_removal(body: str) -> Remove:
    """Raises NotARequestError."""
    message = read_message(body)
    if "remove" not in message:
        raise NotARequestError("NOT_A_REQUEST: the message asks for no removal")
    return Remove(*_asset_and_attempt(message, "remove"))


def read_message(body: str) -> Mapping[str, Any]:
    """Raises NotARequestError where it is no JSON object."""
    try:
        message = read_json(body)
    except ValueError as error:
        raise NotARequestError(f"NOT_A_REQUEST: the message is not JSON: {error}") from error
    if not isinstance(message, dict):
        raise NotARequestError("NOT_A_REQUEST: the message is not a JSON object")
    return message


def _asset_and_attempt(message: Mapping[str, Any], kind: str) -> tuple[str, int]:
    """Strict: who can send to the queue can say anything."""
    wrong = f"NOT_A_REQUEST: the {kind} message"
    if len(message) > 1:
        raise NotARequestError(f"{wrong} holds more than {kind}")
    request = message[kind]
    if not isinstance(request, dict):
        raise NotARequestError(f"{wrong} names no assetId and attempt")
    asset_id = asset_id_of(request, kind)
    attempt = request.get("attempt")
    if type(attempt) is not int or attempt < 1:
        raise NotARequestError(f"{wrong}'s attempt is not a whole number above 0")
    return asset_id, attempt


def asset_id_of(request: Mapping[str, Any], kind: str) -> str:
    """Raises NotARequestError."""
    try:
        return str(UUID(request.get("assetId")))
    except (ValueError, TypeError, AttributeError):
        raise NotARequestError(
            f"NOT_A_REQUEST: the {kind} message's assetId is not a UUID"
        ) from None


def _profile(request: Mapping[str, Any]) -> str | None:
    if unknown := request.keys() - {"assetId", "attempt", "profile"}:
        raise NotARequestError(
            f"NOT_A_REQUEST: the reprocess message holds {len(unknown)} fields that nobody knows"
        )
    name = request.get("profile")
    if name is None or (isinstance(name, str) and _PROFILE.fullmatch(name)):
        return name
    raise NotARequestError("NOT_A_REQUEST: the reprocess message's profile is not a profile's name")
