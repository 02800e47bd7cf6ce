"""Grants whose use the local account cannot see: here each is held to exactly what it must be.

The list is tests/e2e/permissions/unseen.py; every other grant is proven by its use.
"""

import pytest

from e2e.permissions.unseen import UNSEEN
from plan.planned import Planned
from plan.policies import Statement, statements_of
from plan.roots import ACCOUNT_ID, API_ROOTS, WHOLE_ROOTS

FUNCTIONS = {role for role, _ in UNSEEN} - {"*", "webhook-sender"} | {
    *("ingest-orchestrator", "job-status-processor", "asset-reconciler", "outputs-remover"),
    "asset-eraser",
}
EACH = [
    *((root, role) for root in WHOLE_ROOTS for role in sorted(FUNCTIONS)),
    *(
        (root, role)
        for root in API_ROOTS
        if root in WHOLE_ROOTS
        for role in ("assets-api", "uploads-api")
    ),
    *((root, "webhook-sender") for root in WHOLE_ROOTS if str(root) == "env-dev-webhooks"),
]


def statement(planned: Planned, role: str, sid: str) -> Statement:
    (found,) = [
        one
        for policy in planned.of("aws_iam_role_policy")
        if policy.get("name") == role
        for one in statements_of(policy)
        if one.sid == sid
    ]
    assert (found.effect, found.conditions) == ("Allow", {})
    return found


def unseen(role: str) -> set[str]:
    return {sid for who, sid in UNSEEN if who in ("*", role)}


@pytest.mark.parametrize(("root", "role"), EACH, ids=str)
def test_unseen_statements_allow_exactly_this(planned: Planned, role: str) -> None:
    prefix, region = planned.variables["name_prefix"], planned.variables["region"]
    scope = f"{region}:{ACCOUNT_ID}"
    (queue,) = [
        one
        for one in planned.of("aws_sqs_queue")
        if one.get("name") == f"{prefix}-announcements-dlq"
    ]
    partition = {"us-gov": "aws-us-gov", "cn-nor": "aws-cn"}.get(region[:6], "aws")
    expected = {
        "WriteOwnLog": (
            {"logs:CreateLogStream", "logs:PutLogEvents"},
            (f"arn:{partition}:logs:{scope}:log-group:/aws/lambda/{prefix}-{role}:*",),
        ),
        "WriteTraces": ({"xray:PutTelemetryRecords", "xray:PutTraceSegments"}, ("*",)),
        "SetAsideWhatFails": (
            {"sqs:SendMessage"},
            (f"arn:{partition}:sqs:{scope}:{queue.get('name')}",),
        ),
        "UseDataKey": ({"kms:Decrypt"}, (planned.variables["data_key_arn"],)),
        "UseMessagesKey": (
            {"kms:Decrypt", "kms:GenerateDataKey"},
            (planned.variables["messages_key_arn"],),
        ),
    }
    for sid in unseen(role):
        found = statement(planned, role, sid)
        assert (set(found.actions), found.resources) == expected[sid]
