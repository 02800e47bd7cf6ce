"""What a distribution asks for and this account does not do is refused when it is made or changed.

ministack 1.5.33 takes all of it and does nothing. Where a setting has no meaning on one machine
(price class, geo restriction, IPv6, HTTP/3, origin shield, logs, web ACL) it is taken.
"""

from typing import Any

from local_aws.cdn import viewings

# In use where there is such an element, where it has a text, or where that text is "true".
ELEMENTS = (
    ("OriginGroup", "fail over between origins"),
    ("LambdaFunctionAssociation", "run Lambda@Edge"),
    ("ForwardedValues", "know caching without a cache policy"),
)
TEXTS = (
    ("FieldLevelEncryptionId", "encrypt fields"),
    ("ContinuousDeploymentPolicyId", "deploy continuously"),
    ("RealtimeLogConfigArn", "write real-time logs"),
    ("OriginAccessIdentity", "know origin access identities"),
    ("VpcOriginId", "reach VPC origins"),
    ("AwsAccountNumber", "trust other signers than key groups"),
)
FLAGS = (
    ("Staging", "deploy continuously"),
    ("SmoothStreaming", "stream smoothly"),
)


def apply() -> None:
    """Wrap creation and change."""
    from ministack.services import cloudfront

    create, update = cloudfront._create_distribution, cloudfront._update_distribution

    def create_distribution(headers: Any, body: bytes) -> Any:
        return _refusal(cloudfront, body) or create(headers, body)

    def update_distribution(dist_id: str, headers: Any, body: bytes) -> Any:
        return _refusal(cloudfront, body) or update(dist_id, headers, body)

    cloudfront._create_distribution = create_distribution
    cloudfront._update_distribution = update_distribution


def _refusal(cloudfront: Any, body: bytes) -> Any:
    config = cloudfront._parse_body(body)
    for reason in _unsupported(config):
        text = f"The local account does not {reason}."
        return cloudfront._error("InvalidArgument", text, 400)
    for group in viewings.texts(config, "KeyGroup"):
        if group not in cloudfront._key_groups:
            text = "The specified key group does not exist."
            return cloudfront._error("TrustedKeyGroupDoesNotExist", text, 400)
    for name in viewings.texts(config, "CachePolicyId"):
        known = cloudfront._cache_policies, cloudfront._MANAGED_CACHE_POLICIES
        if not any(name in one for one in known):
            return cloudfront._error("NoSuchCachePolicy", "The cache policy does not exist.", 404)
    return None


def _unsupported(config: Any) -> list[str]:
    return [
        *(does for tag, does in ELEMENTS if viewings.elements(config, tag)),
        *(does for tag, does in TEXTS if viewings.texts(config, tag)),
        *(does for tag, does in FLAGS if "true" in viewings.texts(config, tag)),
    ]
