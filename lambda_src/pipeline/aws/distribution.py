"""The caches of a CloudFront distribution."""

from typing import Any

from botocore.exceptions import ClientError

from pipeline.aws.errors import code_of, translated

# 15 paths with a wildcard may be in progress at a time; and what was made a moment ago need not be
# known everywhere.
LATER = frozenset({"TooManyInvalidationsInProgress", "NoSuchInvalidation"})


class Distribution:
    def __init__(self, client: Any, distribution_id: str) -> None:
        self._client = client
        self._id = distribution_id

    def invalidate(self, folder: str, reference: str) -> bool:
        """Whether no cache holds anything below ``folder`` that it got before this was first asked
        with this ``reference``, which is of one folder for ever. False: ask again later, with the
        same. It is in progress then, or others have to be done first.

        Raises TransientError and PermanentError.
        """
        with translated("CreateInvalidation or GetInvalidation"):
            try:
                made = self._client.create_invalidation(
                    DistributionId=self._id,
                    InvalidationBatch={
                        "Paths": {"Quantity": 1, "Items": [f"/{folder}*"]},
                        "CallerReference": reference,
                    },
                )
                # What is asked again is answered as the first time, whatever became of it.
                found = self._client.get_invalidation(
                    DistributionId=self._id, Id=made["Invalidation"]["Id"]
                )
            except ClientError as error:
                if code_of(error) not in LATER:
                    raise
                return False
        return bool(found["Invalidation"]["Status"] == "Completed")
