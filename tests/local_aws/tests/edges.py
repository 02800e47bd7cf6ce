"""An account with the bucket ``media`` and a distribution that may read it."""

from dataclasses import dataclass
from typing import Any

from local_aws.account import Account
from local_aws.tests import distributions as cdn
from local_aws.tests.distributions import Distribution
from local_aws.tests.functions import Clients

BODY = bytes(range(250)) * 8


@dataclass(frozen=True)
class Edge:
    """The bucket's key, and the distribution that tests ask unless they make one."""

    account: Account
    aws: Clients
    key: str
    distribution: Distribution

    def make(self, **more: Any) -> Distribution:
        """One more distribution of the bucket, which may not read it."""
        return cdn.make(self.account, self.aws, cdn.configuration(self.aws, "media", **more))

    def allow(self, *more: Distribution) -> None:
        """Let these read, besides the first, and nobody else."""
        cdn.let_read(self.aws, "media", self.distribution, *more)
        cdn.let_decrypt(self.aws, self.key, self.distribution, *more)

    def put(self, key: str, body: Any = BODY, **more: str) -> str:
        """Put an object, and return its path."""
        self.aws("s3").put_object(Bucket="media", Key=key, Body=body, **more)
        return f"/{key}"

    def cache_policy(self, parameters: Any = None, **seconds: int) -> str:
        """A cache policy of 60 seconds, with nothing but the path in its key."""
        nothing = {
            "EnableAcceptEncodingGzip": False,
            "HeadersConfig": {"HeaderBehavior": "none"},
            "CookiesConfig": {"CookieBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "none"},
        }
        made = self.aws("cloudfront").create_cache_policy(
            CachePolicyConfig={
                "Name": cdn.new(),
                "DefaultTTL": 60,
                "MaxTTL": 600,
                **seconds,
                "ParametersInCacheKeyAndForwardedToOrigin": {**nothing, **(parameters or {})},
            }
        )
        return made["CachePolicy"]["Id"]

    def invalidate(self, distribution: Distribution, *paths: str) -> Any:
        batch = {"Paths": cdn.listed(*paths), "CallerReference": cdn.new()}
        asked = {"DistributionId": distribution.id, "InvalidationBatch": batch}
        return self.aws("cloudfront").create_invalidation(**asked)["Invalidation"]


def make(account: Account, aws: Clients) -> Edge:
    key = cdn.make_bucket(aws, "media")
    config = cdn.configuration(aws, "media", default={"methods": cdn.READ})
    edge = Edge(account, aws, key, cdn.make(account, aws, config))
    edge.allow()
    return edge
