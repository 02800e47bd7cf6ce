"""What clients are told of requests that an asset does not allow."""

from datetime import datetime
from http import HTTPStatus

from pipeline.api.problem import Problem
from pipeline.assets.asset import Asset
from pipeline.upload_sessions.quota import Day

CHANGED_MEANWHILE = Problem(
    status=HTTPStatus.PRECONDITION_FAILED,
    code="PRECONDITION_FAILED",
    detail="The asset is another one than If-Match names: get it again.",
)
# To those alone whose it was.
ERASED = Problem(
    status=HTTPStatus.GONE,
    code="ERASED",
    detail="The asset was erased, or is being erased.",
)
NO_CAPTURES = Problem(
    status=HTTPStatus.CONFLICT,
    code="NO_CAPTURES",
    detail="No captured frames of the asset are served: there is none to choose from.",
)


def no_such_capture(count: int) -> Problem:
    why = f"is none of the captures: they have the numbers 0 to {count - 1}"
    return Problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code="INVALID_REQUEST",
        detail=f"poster {why}.",
        fields={"poster": why},
    )


def not_ended(asset: Asset) -> Problem:
    return Problem(
        status=HTTPStatus.CONFLICT,
        code="NOT_ENDED",
        detail=(
            f"The asset is {asset.status} in attempt {asset.attempt}. Only one that has ended,"
            " SUCCEEDED or FAILED, is processed again."
        ),
    )


def over_reprocesses(most: int, day: Day, now: datetime) -> Problem:
    return Problem(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        code="QUOTA_EXCEEDED",
        detail=(
            f"An asset is processed again at most {most} times in a day of UTC."
            f" {day.name} is used up."
        ),
        retry_after_seconds=day.left_seconds(now),
    )
