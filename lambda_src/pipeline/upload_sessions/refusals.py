"""What clients are told of uploads that cannot go on."""

from datetime import datetime
from http import HTTPStatus

from pipeline.api.problem import Problem
from pipeline.upload_sessions.quota import Allowance

ALREADY_UPLOADED = Problem(
    status=HTTPStatus.CONFLICT,
    code="ALREADY_UPLOADED",
    detail="The file has been uploaded and cannot be aborted any more.",
)
ABORTED = Problem(
    status=HTTPStatus.CONFLICT,
    code="UPLOAD_ABORTED",
    detail="The upload was aborted. Begin another one.",
)
NOT_SENT = Problem(
    status=HTTPStatus.CONFLICT,
    code="NOT_SENT",
    detail="S3 has no file of this upload. Send it first.",
)


def over_quota(allowance: Allowance, now: datetime) -> Problem:
    quota = allowance.quota
    return Problem(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code="QUOTA_EXCEEDED",
        detail=(
            f"At most {quota.uploads_per_day} uploads with {quota.bytes_per_day} bytes, that may"
            f" cost {quota.estimate_usd_per_day} US dollars to transcode, are accepted of you in a"
            f" day of UTC. {allowance.day.name} is used up."
        ),
        retry_after_seconds=allowance.day.left_seconds(now),
    )


def size_mismatch(sent_bytes: int, told_bytes: int) -> Problem:
    return Problem(
        status=HTTPStatus.CONFLICT,
        code="SIZE_MISMATCH",
        detail=f"The parts have {sent_bytes} bytes; {told_bytes} were announced.",
    )


def parts_mismatch(why: str) -> Problem:
    return Problem(
        status=HTTPStatus.CONFLICT,
        code="PARTS_MISMATCH",
        detail=f"The parts make no file: {why}.",
    )


def too_large(sent_bytes: int, most_bytes: int) -> Problem:
    return Problem(
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        code="FILE_TOO_LARGE",
        detail=f"The file has {sent_bytes} bytes; at most {most_bytes} are accepted.",
    )
