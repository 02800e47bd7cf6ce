"""The policies of the deploy role: one for each module, and no key but the pipeline's own."""

import json

import pytest

from e2e.permissions.grants import Grant, grants_of
from e2e.permissions.unseen import ASKED_BY_AWS_ALONE, ROLE_OF, UNSEEN_OF_DEPLOYER
from plan.planned import Planned
from plan.plans import Plans
from plan.roots import ENV_ROOTS, MODULES, PROJECT

POLICIES = {path.stem: path for path in sorted((PROJECT / "docs" / "deploy-policy").glob("*.json"))}
OURS = ("StringEquals", "aws:ResourceTag/Pipeline", ("NAME_PREFIX",))
ASKED_FOR = ("StringEquals", "aws:RequestTag/Pipeline", ("NAME_PREFIX",))
NEW = ("Null", "kms:ResourceAliases", ("true",))
# What watches a CDN is in us-east-1, wherever the pipeline is.
ANY_KEY = "arn:aws:kms:*:ACCOUNT_ID:key/*"
FIRST_USE = {
    *("kms:CreateAlias", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus"),
    "kms:ListResourceTags",
}


def grants(policy: str) -> list[Grant]:
    return list(grants_of(policy, json.loads(POLICIES[policy].read_text())))


ALL = [grant for policy in POLICIES for grant in grants(policy)]


def ungranted(types: set[str], held: list[Grant]) -> dict[str, set[str]]:
    """What AWS alone asks for, and no statement on the list of the unseen grants."""
    unseen = {
        " ".join((grant.action, *_service(grant)))
        for grant in held
        if (grant.role, grant.sid) in UNSEEN_OF_DEPLOYER
    }
    asked = {type_: actions for type_, actions in ASKED_BY_AWS_ALONE.items() if type_ in types}
    return {type_: actions - unseen for type_, actions in asked.items() if actions - unseen}


def _service(grant: Grant) -> list[str]:
    """Whose own role a grant lets make."""
    named = [values for _, key, values in grant.conditions if key == "iam:AWSServiceName"]
    return [value for values in named for value in values]


def test_every_module_has_its_policy() -> None:
    assert list(POLICIES) == MODULES


def test_no_right_is_granted_twice() -> None:
    seen = {(grant.action, grant.resource, grant.conditions) for grant in ALL}
    assert len(seen) == len(ALL)


def test_rights_over_keys_end_at_the_pipelines_own() -> None:
    of_keys = [grant for grant in ALL if grant.resource == ANY_KEY]
    # A key without an alias is one that the role may claim by its tag anyway.
    assert {
        grant.action: grant.conditions for grant in of_keys if OURS not in grant.conditions
    } == {
        "kms:DescribeKey": (),
        "kms:TagResource": (ASKED_FOR, NEW),
        **dict.fromkeys(FIRST_USE, (NEW,)),
    }
    claimed = {grant.action for grant in of_keys if grant.conditions == (OURS,)}
    assert claimed >= FIRST_USE


def test_unseen_statements_stand_as_long_as_something_causes_them(plans: Plans) -> None:
    """In some environment: not all of them have every capability."""
    types = {one.type for root in ENV_ROOTS for one in plans.plan(root).resources}
    for (policy, sid), (cause, _) in UNSEEN_OF_DEPLOYER.items():
        assert cause in types, f"nothing planned needs {policy} {sid}"
        assert [grant for grant in grants(policy) if grant.sid == sid]


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_what_aws_alone_asks_for_is_granted(planned: Planned) -> None:
    assert ungranted({resource.type for resource in planned.resources}, ALL) == {}


def test_a_type_that_aws_alone_asks_for_is_noticed() -> None:
    role = f"{ROLE_OF}apidestinations.events.amazonaws.com"
    asked = {"aws_cloudwatch_event_connection": {role}}
    assert ungranted({"aws_sqs_queue", *asked}, ALL) == asked
