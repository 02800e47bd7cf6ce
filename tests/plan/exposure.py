"""What a plan leaves exposed: denials, trust, boundaries and prefixes that do not hold."""

from fnmatch import fnmatchcase

from plan.keys import SSE_S3_LABELS
from plan.planned import UNKNOWN, Planned
from plan.policies import Statement, statements, statements_of
from plan.roots import ACCOUNT_ID

PLAIN_HTTP = {"Bool": {"aws:SecureTransport": ("false",)}}
# What a denial has to hold, by type.
DENIED_ACTIONS = {
    "aws_cloudwatch_event_bus_policy": ("events:PutEvents",),
    "aws_s3_bucket_policy": ("s3:*",),
    "aws_sns_topic": ("sns:Publish",),
    "aws_sqs_queue": ("sqs:*",),
}


def plain_http(planned: Planned) -> list[str]:
    """Policies whose refusal of plain HTTP leaves out an action, or anybody."""
    return [
        str(resource)
        for resource in planned.of(*DENIED_ACTIONS)
        if resource.get("policy") is not UNKNOWN
        if not any(
            statement.effect == "Deny"
            and statement.conditions == PLAIN_HTTP
            and statement.actions == DENIED_ACTIONS[resource.type]
            and ("*",) in statement.principals.values()
            and (resource.type != "aws_s3_bucket_policy" or len(statement.resources) == 2)
            for statement in statements_of(resource)
        )
    ]


def other_encryption(planned: Planned) -> list[str]:
    """Buckets with our key whose policy would let an object in under another."""
    key = planned.variables.get("data_key_arn")
    named = ("false",)
    wanted = [
        {
            "Null": {"s3:x-amz-server-side-encryption": named},
            "StringNotEquals": {"s3:x-amz-server-side-encryption": ("aws:kms",)},
        },
        {
            "Null": {"s3:x-amz-server-side-encryption": named},
            "StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": (key,)},
        },
    ]
    return [
        f"{policy}: {conditions}"
        for policy in planned.of("aws_s3_bucket_policy")
        if policy.label not in SSE_S3_LABELS and policy.get("policy") is not UNKNOWN
        for conditions in wanted
        if not any(
            statement.effect == "Deny"
            and statement.conditions == conditions
            and statement.actions == ("s3:PutObject",)
            and ("*",) in statement.principals.values()
            and all(resource.endswith("/*") for resource in statement.resources)
            for statement in statements_of(policy)
        )
    ]


def archived_uploads(planned: Planned) -> list[str]:
    """Buckets for uploads whose policy would let in what nothing can read."""
    archived = {"StringEquals": {"s3:x-amz-storage-class": ("DEEP_ARCHIVE", "GLACIER")}}
    return [
        str(policy)
        for policy in planned.of("aws_s3_bucket_policy")
        if policy.index == "uploads" and policy.get("policy") is not UNKNOWN
        if not any(
            statement.effect == "Deny"
            and statement.conditions == archived
            and statement.actions == ("s3:PutObject",)
            and ("*",) in statement.principals.values()
            and all(resource.endswith("/*") for resource in statement.resources)
            for statement in statements_of(policy)
        )
    ]


def acls(planned: Planned) -> list[str]:
    controls = planned.of("aws_s3_bucket_ownership_controls")
    found = [
        str(control)
        for control in controls
        if control.get("rule.0.object_ownership") != "BucketOwnerEnforced"
    ]
    return found + [str(acl) for acl in planned.of("aws_s3_bucket_acl", "aws_s3_object")]


def open_trusts(planned: Planned) -> list[str]:
    """Roles that more may take than one service, for one source of this account. Lambda sends no
    source where it takes a function's role."""
    return [
        str(role)
        for role in planned.of("aws_iam_role")
        for trust in statements_of(role)
        if trust.actions != ("sts:AssumeRole",)
        or set(trust.principals) != {"Service"}
        or len(trust.services) != 1
        or (trust.services != ("lambda.amazonaws.com",) and not _one_source(trust))
    ]


def unbounded(planned: Planned) -> list[str]:
    boundary = planned.variables.get("permissions_boundary_arn")
    return [
        str(role)
        for role in planned.of("aws_iam_role")
        if role.get("permissions_boundary") != boundary
    ]


def other_publishers(planned: Planned) -> list[str]:
    """Buses of ours on which somebody besides the publisher may put events. Uploads of an API that
    expire are announced by the reconciler."""
    names = {"asset-event-publisher"}
    if planned.of("aws_apigatewayv2_api"):
        names.add("asset-reconciler")
    prefix = f":iam::{ACCOUNT_ID}:role/{planned.variables['name_prefix']}"
    roles = tuple(f"{prefix}-{name}" for name in names)
    refusing = {
        policy.get("event_bus_name")
        for policy in planned.of("aws_cloudwatch_event_bus_policy")
        for statement in statements_of(policy)
        if statement.effect == "Deny"
        and statement.actions == ("events:PutEvents",)
        and list(statement.conditions) == ["ArnNotEquals"]
        and all(arn.endswith(roles) for arn in statement.condition("aws:PrincipalArn"))
        and ("*",) in statement.principals.values()
    }
    return [
        str(bus)
        for bus in planned.of("aws_cloudwatch_event_bus")
        if bus.get("name") not in refusing
    ]


def overlapping_prefixes(planned: Planned) -> list[str]:
    """Conditions that hold for a pipeline whose prefix goes on where this one's ends."""
    prefix = planned.variables.get("name_prefix", "media-test")
    return [
        f"{statement}: {value}"
        for statement in statements(planned)
        for value in statement.condition_values
        if "*" in value and (prefix in value or value.startswith("arn:"))
        if fnmatchcase(value.replace(prefix, f"{prefix}-2").replace("*", "x"), value)
    ]


def unprotected(planned: Planned) -> list[str]:
    """Data that could be destroyed where it is protected, or could not where it is not."""
    protect = planned.variables["protect_data"]
    tables, buckets = planned.of("aws_dynamodb_table"), planned.of("aws_s3_bucket")
    found = [str(t) for t in tables if t.get("deletion_protection_enabled") != protect]
    found += [str(b) for b in buckets if b.get("force_destroy") == protect]
    pools = planned.of("aws_cognito_user_pool")
    found += [str(p) for p in pools if (p.get("deletion_protection") == "ACTIVE") != protect]
    return found + [
        f"{table}: no point-in-time recovery"
        for table in planned.of("aws_dynamodb_table")
        if not table.get("point_in_time_recovery.0.enabled")
    ]


def _one_source(trust: Statement) -> bool:
    sources = trust.condition("aws:SourceArn")
    return (
        trust.condition("aws:SourceAccount") == (ACCOUNT_ID,)
        and len(sources) == 1
        and "*" not in sources[0]
    )
