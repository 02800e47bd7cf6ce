"""CloudFront's invalidations in memory, by the methods of botocore's client.

As the service has them: what is asked for again by the same CallerReference is the same one, and
answers as it did at first; 15 paths with a wildcard may be in progress at a time; nothing is out of
the caches before it is Completed.
"""

from datetime import datetime, timedelta
from typing import Any

from fakes.clock import FakeClock
from fakes.mediaconvert import client_error

DISTRIBUTION_ID = "E2QWRUHEXAMPLE"
TAKES = timedelta(seconds=45)
MOST_WILDCARDS = 15


class FakeCloudFront:
    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.made: list[tuple[dict[str, Any], datetime]] = []

    def create_invalidation(self, **request: Any) -> Any:
        batch = request["InvalidationBatch"]
        self._check("CreateInvalidation", request)
        assert batch["Paths"]["Quantity"] == len(batch["Paths"]["Items"]) == 1
        for number, (known, _) in enumerate(self.made):
            if known["CallerReference"] == batch["CallerReference"]:
                if known != batch:
                    raise client_error("CreateInvalidation", "InvalidationBatchAlreadyExists", 409)
                return self._answer(number, "InProgress")
        if sum(not self._done(number) for number in range(len(self.made))) >= MOST_WILDCARDS:
            raise client_error("CreateInvalidation", "TooManyInvalidationsInProgress", 400)
        self.made.append((batch, self._clock.now()))
        return self._answer(len(self.made) - 1, "InProgress")

    def get_invalidation(self, **request: Any) -> Any:
        self._check("GetInvalidation", request)
        number = int(request["Id"].removeprefix("I"))
        return self._answer(number, "Completed" if self._done(number) else "InProgress")

    def covers(self, key: str, since: datetime) -> bool:
        """Whether what a cache got of ``key`` at ``since`` is out of it."""
        return any(
            since <= at and self._done(number) and f"/{key}".startswith(path.removesuffix("*"))
            for number, (batch, at) in enumerate(self.made)
            for path in batch["Paths"]["Items"]
        )

    def _done(self, number: int) -> bool:
        return self._clock.now() - self.made[number][1] >= TAKES

    def _answer(self, number: int, status: str) -> Any:
        return {"Invalidation": {"Id": f"I{number}", "Status": status}}

    def _check(self, operation: str, request: dict[str, Any]) -> None:
        if request["DistributionId"] != DISTRIBUTION_ID:
            raise client_error(operation, "NoSuchDistribution", 404)
