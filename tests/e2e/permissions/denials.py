"""Calls that tests have refused on purpose; any other denial fails the layer."""

from e2e.permissions.calls import Call

PLAIN_HTTP = "test_grants: calls over plain HTTP"
# Part of the principal, action, part of the resource, and who provokes it.
ON_PURPOSE = {
    ("asset-reconciler-schedule", "lambda:InvokeFunction", ":function:media-dev-gone"): (
        "test_grants: a schedule of a function that is not there"
    ),
    ("asset-reconciler", "dynamodb:Query", "/index/StatusIndex"): (
        "test_grants: a run of the asset-reconciler that fails"
    ),
    ("user/somebody-with-every-permission", "s3:ListBucket", "media-dev-outputs"): PLAIN_HTTP,
    ("user/somebody-with-every-permission", "sqs:GetQueueAttributes", "job-events"): PLAIN_HTTP,
    ("user/somebody-with-every-permission", "sns:Publish", "asset-failed"): PLAIN_HTTP,
}


def is_on_purpose(call: Call) -> bool:
    """Whether a test has asked for this denial."""
    return any(
        principal in call.principal and action == call.action and resource in call.resource
        for principal, action, resource in ON_PURPOSE
    )
