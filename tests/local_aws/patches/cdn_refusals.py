"""What a distribution asks for and this account does not do is refused when it is made or changed.

So is what it names and is not there. ministack 1.5.33 takes all of it and does nothing. Where a
setting has no meaning on one machine (price class, geo restriction, IPv6, HTTP/3, origin shield,
logs) it is taken.
"""

from typing import Any

from local_aws.cdn import viewings
from local_aws.patches import cdn_web_acls

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
    if config is None:
        return None
    for reason in _unsupported(config):
        text = f"The local account does not {reason}."
        return cloudfront._error("InvalidArgument", text, 400)
    for reason, text in _missing(cloudfront, config):
        return cloudfront._error(reason, text, 404 if reason.startswith("NoSuch") else 400)
    return None


def _missing(cloudfront: Any, config: Any) -> list[tuple[str, str]]:
    """What a distribution names and is not there, as (code, message)."""
    from ministack.services import waf

    origins = [cloudfront._text(one, "Id") for one in viewings.elements(config, "Origin")]
    kind = "OriginAccessControlOriginType"
    signers = [one for one, made in cloudfront._oacs.items() if made[kind] == "s3"]
    known = {
        ("TargetOriginId", "NoSuchOrigin"): (origins,),
        ("OriginAccessControlId", "NoSuchOriginAccessControl"): (signers,),
        ("KeyGroup", "TrustedKeyGroupDoesNotExist"): (cloudfront._key_groups,),
        ("CachePolicyId", "NoSuchCachePolicy"): (
            *(cloudfront._cache_policies, cloudfront._MANAGED_CACHE_POLICIES),
        ),
        ("OriginRequestPolicyId", "NoSuchOriginRequestPolicy"): (
            *(cloudfront._origin_request_policies, cloudfront._MANAGED_ORIGIN_REQUEST_POLICIES),
        ),
        ("ResponseHeadersPolicyId", "NoSuchResponseHeadersPolicy"): (
            *(cloudfront._response_headers_policies, cloudfront._MANAGED_RESPONSE_HEADERS_POLICIES),
        ),
    }
    found = [
        (code, f"The local account has no {tag} {name} that a distribution can use.")
        for (tag, code), stores in known.items()
        for name in viewings.texts(config, tag)
        if not any(name in one for one in stores)
    ]
    for arn in viewings.texts(config, "WebACLId"):
        if not cdn_web_acls.web_acl(waf, arn):
            found.append(("InvalidWebACLId", f"{arn} is no web ACL for CloudFront."))
    for arn in viewings.texts(config, "FunctionARN"):
        if cloudfront.live_function_code(arn) is None:
            found.append(("InvalidFunctionAssociation", f"{arn} is not published."))
    behaviors = [
        *viewings.elements(config, "DefaultCacheBehavior"),
        *viewings.elements(config, "CacheBehavior"),
    ]
    if not all(viewings.texts(one, "CachePolicyId") for one in behaviors):
        found.append(("InvalidArgument", "A cache behavior has no cache policy."))
    return found


def _unsupported(config: Any) -> list[str]:
    return [
        *(does for tag, does in ELEMENTS if viewings.elements(config, tag)),
        *(does for tag, does in TEXTS if viewings.texts(config, tag)),
        *(does for tag, does in FLAGS if "true" in viewings.texts(config, tag)),
    ]
