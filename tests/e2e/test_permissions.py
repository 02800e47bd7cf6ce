"""Every granted action was used, nothing was refused, and no grant can be missing.

Judged from the access log of the whole layer, so it runs last but for the destruction, and only
where nothing was left out. Calls of the second pipeline count for the first: the modules are the
same, and so are the roles but for their names.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from e2e.conftest import Applied
from e2e.permissions import calls as access_log
from e2e.permissions.calls import Call
from e2e.permissions.denials import is_on_purpose
from e2e.permissions.grants import Grant, denied, grants_of, indispensable, unused
from e2e.permissions.unseen import is_unseen
from local_aws.account import Account

pytestmark = [pytest.mark.last, pytest.mark.whole_layer]

FUNCTIONS = (
    "ingest-orchestrator",
    "job-status-processor",
    "asset-event-publisher",
    "asset-reconciler",
    "outputs-remover",
    "asset-eraser",
    "assets-api",
    "uploads-api",
    "webhook-sender",
)
ROLES = [*FUNCTIONS, "mediaconvert", "asset-reconciler-schedule"]


@pytest.fixture(scope="module")
def calls(account: Account, applied: dict[str, Applied]) -> list[Call]:
    """All calls of roles and services, as if the first pipeline had made them."""
    first, second = (applied[name].pipeline.names for name in ("dev", "second"))
    ids = ("cdn_distribution_id", "data_key_arn", "messages_key_arn")
    names = {second[key]: first[key] for key in ids}
    names["media-second"] = "media-dev"

    def renamed(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    return access_log.distinct(
        replace(call, principal=renamed(call.principal), resource=renamed(call.resource))
        for call in access_log.read(account.folder.access_log_path)
    )


@pytest.fixture(scope="module")
def grants(applied: dict[str, Applied]) -> list[Grant]:
    """The grants of every role of the first pipeline."""
    return list(_grants(applied["dev"].pipeline.client("iam")))


def _grants(iam: Any) -> Iterator[Grant]:
    for role in (f"media-dev-{name}" for name in ROLES):
        assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            found = iam.get_role_policy(RoleName=role, PolicyName=name)
            yield from grants_of(role, found["PolicyDocument"])


def of_role(calls: list[Call], role: str) -> list[Call]:
    return [call for call in calls if call.role == role]


def test_nothing_was_refused_but_on_purpose(calls: list[Call]) -> None:
    assert [call for call in calls if not call.allowed and not is_on_purpose(call)] == []


def test_services_took_the_roles_that_trust_them(calls: list[Call]) -> None:
    taken = {(call.principal, call.resource) for call in calls if call.action == "sts:AssumeRole"}
    role = "arn:aws:iam::000000000000:role/media-dev-{}".format
    assert {
        ("mediaconvert.amazonaws.com", role("mediaconvert")),
        ("scheduler.amazonaws.com", role("asset-reconciler-schedule")),
    } <= taken


def test_every_queue_and_topic_let_in_whom_it_names(
    applied: dict[str, Applied], calls: list[Call]
) -> None:
    pipeline, left = applied["dev"].pipeline, []
    sqs, sns = pipeline.client("sqs"), pipeline.client("sns")
    policies = [
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
        for url in pipeline.names["queue_urls"].values()
    ] + [
        sns.get_topic_attributes(TopicArn=arn)["Attributes"]["Policy"]
        for arn in [*pipeline.names["topic_arns"].values(), pipeline.names["alarm_topic_arn"]]
    ]
    let_in = {(one.principal, one.action, one.resource) for one in calls if one.allowed}
    for statement in (one for text in policies for one in json.loads(text)["Statement"]):
        if statement["Effect"] == "Allow":
            who = statement["Principal"]["Service"]
            left += [{(who, statement["Action"], statement["Resource"])} - let_in]
    assert [one for one in left if one] == []


def test_our_evaluator_agrees_with_the_accounts(grants: list[Grant], calls: list[Call]) -> None:
    for role in {grant.role for grant in grants}:
        made = [call for call in of_role(calls, role) if not is_on_purpose(call)]
        refused = denied([grant for grant in grants if grant.role == role], made)
        assert refused == [call for call in made if not call.allowed]


def test_every_grant_was_used(grants: list[Grant], calls: list[Call]) -> None:
    for role in {grant.role for grant in grants}:
        held = [grant for grant in grants if grant.role == role]
        left = unused(held, of_role(calls, role))
        assert [str(grant) for grant in left if not is_unseen(grant)] == []


def test_what_was_used_is_not_on_the_list_of_the_unseen(
    grants: list[Grant], calls: list[Call]
) -> None:
    seen = [grant for grant in grants if not unused([grant], of_role(calls, grant.role))]
    assert [str(grant) for grant in seen if is_unseen(grant)] == []


def test_taking_any_grant_away_refuses_a_call(
    grants: list[Grant],
    calls: list[Call],
    capsys: pytest.CaptureFixture[str],
) -> None:
    missed: set[Grant] = set()
    for role in {grant.role for grant in grants}:
        held = [grant for grant in grants if grant.role == role]
        missed |= indispensable(held, [call for call in of_role(calls, role) if call.allowed])
    seen = [grant for grant in grants if not is_unseen(grant)]
    with capsys.disabled():
        print(f"\n{len(missed)} of {len(seen)} grants of roles: missed when taken away")
    assert [str(grant) for grant in seen if grant not in missed] == []


def test_adding_an_action_to_any_statement_is_noticed(
    grants: list[Grant], calls: list[Call]
) -> None:
    for grant in grants:
        service = grant.action.partition(":")[0]
        more = replace(grant, sid="Added", action=f"{service}:TagResource")
        assert unused([more], of_role(calls, grant.role)) == [more]
