"""Pages of at most twenty, with a token."""

import base64
import binascii
from typing import Any, TypeVar

from local_aws.mediaconvert.errors import bad_request

LARGEST = 20
Row = TypeVar("Row")


def page(rows: list[Row], parameters: dict[str, Any]) -> tuple[list[Row], str | None]:
    """Return one page by MaxResults and NextToken, and the next page's token.

    :raises ServiceError: BadRequestException for a token that is none of ours.
    """
    start = 0
    if parameters.get("NextToken"):
        try:
            start = int(base64.urlsafe_b64decode(parameters["NextToken"]))
        except (ValueError, binascii.Error):
            raise bad_request("nextToken is not valid") from None
    end = start + parameters.get("MaxResults", LARGEST)
    token = base64.urlsafe_b64encode(str(end).encode()).decode() if end < len(rows) else None
    return rows[start:end], token
