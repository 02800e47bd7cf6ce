"""Calls that tests have refused on purpose; any other denial fails the layer."""

from e2e.permissions.calls import Call

SHUT = "test_dead_letters: a target that lets no rule in"
PLAIN_HTTP = "test_transport: calls over plain HTTP"
ARCHIVED = "test_smoke: an upload that the bucket may refuse"
UNGRANTED = "test_smoke: a tester who may not ask everything"
UNBOUNDED = "test_boundary: a deployer who would be rid of it"
ARCHIVED = "test_archived_uploads: uploads to GLACIER and DEEP_ARCHIVE"
# The end of an output's key that a bucket's policy keeps.
KEPT = "kept by somebody"
GONE = "test_cdn: S3 tells those who may list that a file is not there"
# Part of the principal, action, end of the resource, and who provokes it.
ON_PURPOSE = {
    ("events.amazonaws.com", "sqs:SendMessage", ":media-dev-upload-events"): SHUT,
    ("events.amazonaws.com", "sqs:SendMessage", ":media-dev-job-events"): SHUT,
    ("events.amazonaws.com", "sns:Publish", ":media-dev-asset-completed"): SHUT,
    **{
        ("events.amazonaws.com", "sqs:SendMessage", f":media-dev-webhook-{name}"): (
            "test_webhooks: an endpoint's queue that lets no rule in"
        )
        for name in ("studio", "slow", "gone")
    },
    ("asset-reconciler-schedule", "lambda:InvokeFunction", ":function:media-dev-gone"): (
        "test_schedule: a schedule of a function that is not there"
    ),
    ("asset-reconciler", "dynamodb:Query", "/index/StatusIndex"): (
        "test_schedule: a run of the asset-reconciler that fails"
    ),
    ("user/smoke-", "s3:PutObject", ".mp4"): ARCHIVED,
    ("user/smoke-partly", "logs:FilterLogEvents", ""): UNGRANTED,
    ("user/smoke-partly", "cloudwatch:DescribeAlarms", ""): UNGRANTED,
    ("cloudfront.amazonaws.com", "s3:ListBucket", "-outputs-000000000000"): GONE,
    ("cloudfront.amazonaws.com", "s3:ListBucket", "-site-000000000000"): GONE,
    ("ingest-orchestrator", "s3:ListBucket", "-uploads-000000000000"): (
        "test_overwrites: Probe and HeadObject of an upload that was deleted"
    ),
    ("asset-reconciler", "s3:ListBucket", "-outputs-000000000000"): (
        "test_grants: a manifest that is gone"
    ),
    ("assets-api", "s3:ListBucket", "-outputs-000000000000"): (
        "test_cdn_grants: a playlist that is not there"
    ),
    ("-deploy/", "iam:CreateRole", "-ingest-orchestrator"): UNBOUNDED,
    ("-deploy/", "iam:DeleteRolePermissionsBoundary", "-ingest-orchestrator"): UNBOUNDED,
    ("asset-eraser", "s3:DeleteObjectVersion", KEPT): "test_erasure: a policy that keeps an output",
    (
        "user/somebody-with-every-permission",
        "s3:ListBucket",
        "media-dev-outputs-000000000000",
    ): PLAIN_HTTP,
    ("user/somebody-with-every-permission", "sqs:GetQueueAttributes", "job-events"): PLAIN_HTTP,
    ("user/somebody-with-every-permission", "sns:Publish", "asset-failed"): PLAIN_HTTP,
    ("user/archivist-glacier", "s3:PutObject", "-GLACIER.mp4"): ARCHIVED,
    ("user/archivist-deep_archive", "s3:PutObject", "-DEEP_ARCHIVE.mp4"): ARCHIVED,
}


def is_on_purpose(call: Call) -> bool:
    """Whether a test has asked for this denial."""
    return not call.allowed and any(
        principal in call.principal and action == call.action and call.resource.endswith(resource)
        for principal, action, resource in ON_PURPOSE
    )
