"""What the codes of MediaConvert's job errors mean for an asset.

Codes: https://docs.aws.amazon.com/mediaconvert/latest/ug/mediaconvert_error_codes.html. Which of
them to try again is our own judgement. A job that ends in an error is not billed, so a code that is
not in the table is tried again, within the limit on attempts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.failures import MESSAGE_LIMIT, Failure
from pipeline.text.visible import plain
from pipeline.transcoding.concessions import Concession


class Remedy(StrEnum):
    RETRY = "retry"  # it may pass
    RETRY_CHANGED = "retry changed"  # the same job would fail again, a lesser one may not
    FINAL = "final"  # the user's file, or a job nobody can make of it
    OPERATOR = "operator"  # permissions or configuration: someone mends it, then reprocesses


@dataclass(frozen=True)
class Verdict:
    """``meaning`` is for people; ``concession`` comes with RETRY_CHANGED."""

    remedy: Remedy
    meaning: str
    concession: Concession | None = None


_HTTP = "The file could not be fetched"
_ROLE = "MediaConvert's role is missing, or lacks a permission or the trust it needs"

JOB_ERRORS: Mapping[int, Verdict] = {
    1010: Verdict(Remedy.FINAL, "The file could not be opened"),
    1020: Verdict(Remedy.FINAL, "The file holds no picture"),
    1021: Verdict(Remedy.RETRY_CHANGED, "The file holds no sound", Concession.AUDIO),
    1030: Verdict(Remedy.FINAL, "The file's codec or container is not supported"),
    1040: Verdict(Remedy.FINAL, "The profile's settings do not go together, or not with the file"),
    # No job of ours asks for acceleration.
    1041: Verdict(Remedy.FINAL, "The job cannot be accelerated"),
    1042: Verdict(Remedy.FINAL, "The job is too small to be accelerated"),
    1050: Verdict(Remedy.RETRY_CHANGED, "MediaConvert's disk was full", Concession.LADDER),
    1056: Verdict(Remedy.OPERATOR, "An input or output could not be opened"),
    1060: Verdict(Remedy.FINAL, "The clip's time codes are not in the file"),
    1075: Verdict(Remedy.FINAL, "The file is damaged, or not what its name says"),
    1076: Verdict(Remedy.FINAL, "The file ends too early or cannot be read"),
    1080: Verdict(Remedy.FINAL, "The settings of the MXF output are wrong"),
    1091: Verdict(Remedy.RETRY, "The server of encryption keys did not answer"),
    1092: Verdict(Remedy.FINAL, "The file's sound cannot be decoded"),
    1401: Verdict(
        # S3 denies what is not there to a role that may not list, as ours.
        Remedy.OPERATOR,
        "S3 refused MediaConvert access to a file or bucket, or the upload was deleted meanwhile",
    ),
    1404: Verdict(
        Remedy.OPERATOR, "A file or bucket is not there: the upload was deleted meanwhile, or moved"
    ),
    1432: Verdict(Remedy.OPERATOR, _ROLE),
    1433: Verdict(Remedy.OPERATOR, _ROLE),
    1434: Verdict(Remedy.OPERATOR, _ROLE),
    1507: Verdict(Remedy.RETRY_CHANGED, "MediaConvert's disk was full", Concession.LADDER),
    1515: Verdict(Remedy.OPERATOR, _ROLE),
    1550: Verdict(Remedy.RETRY, "Accelerated transcoding failed"),
    1999: Verdict(Remedy.RETRY, "Transcoding failed for an unknown reason"),
    3400: Verdict(Remedy.FINAL, "The HLS input does not meet MediaConvert's requirements"),
    3401: Verdict(Remedy.FINAL, f"{_HTTP}: its server wants a login"),
    3403: Verdict(Remedy.FINAL, f"{_HTTP}: its server refuses"),
    3404: Verdict(Remedy.FINAL, f"{_HTTP}: its server does not have it"),
    3408: Verdict(Remedy.RETRY, _HTTP),
    3450: Verdict(Remedy.RETRY, f"{_HTTP}: its server failed"),
    3451: Verdict(Remedy.RETRY, f"{_HTTP}: its server cannot be reached"),
    3457: Verdict(Remedy.OPERATOR, "The account's policy forbids this input"),
    3999: Verdict(Remedy.RETRY, f"{_HTTP} for an unknown reason"),
}
UNLISTED = Verdict(Remedy.RETRY, "Transcoding failed")

PREFIX = "JOB_ERROR_"
CANCELED = Failure("CANCELED", "The job was canceled in MediaConvert.")
NOT_FOUND = Failure("JOB_NOT_FOUND", "MediaConvert does not know the job any more.")


def failure_of(code: int | None, message: str | None) -> Failure:
    """What the record says of a job that ended in an error: our words, then the service's."""
    meaning = JOB_ERRORS.get(code or 0, UNLISTED).meaning
    text = f"{meaning}. MediaConvert says: {message}" if message else f"{meaning}."
    return Failure(f"{PREFIX}{code or 'UNKNOWN'}", plain(text, MESSAGE_LIMIT))


def verdict_on(failure_code: str) -> Verdict:
    """By the record's own code of a job's failure."""
    if failure_code == CANCELED.code:
        return Verdict(Remedy.FINAL, CANCELED.message)
    number = failure_code.removeprefix(PREFIX)
    return JOB_ERRORS.get(int(number), UNLISTED) if number.isdecimal() else UNLISTED
