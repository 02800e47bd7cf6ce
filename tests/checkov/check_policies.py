"""``check_policies.py FILE``: the policies of ``python -m plan FILE`` and those of the deploy role,
held to AWS's reference and cloudsplaining. Runs where checkov is installed: both come with it."""

import json
import sys
import unittest
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import grants

from e2e.permissions.unseen import ASKED_BY_AWS_ALONE

DEPLOY_POLICIES = Path(__file__).parents[2] / "docs" / "deploy-policy"


class ShippedPolicies(unittest.TestCase):
    policies: ClassVar[list[dict[str, Any]]] = []

    def nowhere(self, faults: Callable[[dict[str, Any]], list[str]]) -> None:
        found = {policy["resource"]: faults(policy) for policy in self.policies}
        wrong = {where: what for where, what in found.items() if what}
        assert not wrong, wrong

    def test_every_kind_of_policy_is_here(self) -> None:
        kinds = {policy["kind"] for policy in self.policies}
        assert kinds == {"identity", "key", "resource", "trust"}

    def test_every_action_exists(self) -> None:
        self.nowhere(grants.unknown_actions)

    def test_every_action_that_aws_alone_asks_for_exists(self) -> None:
        # A service's own role is asked for with the service's name behind.
        asked = {one.split()[0] for one in set().union(*ASKED_BY_AWS_ALONE.values())}
        assert [action for action in asked if not grants.resource_types(action)] == []

    def test_every_grant_names_its_resources_where_aws_takes_them(self) -> None:
        self.nowhere(grants.unscoped)

    def test_every_granted_resource_is_of_a_type_the_action_takes(self) -> None:
        self.nowhere(grants.misplaced)

    def test_every_condition_key_exists(self) -> None:
        self.nowhere(grants.unknown_condition_keys)

    def test_cloudsplaining_finds_nothing(self) -> None:
        self.nowhere(grants.cloudsplaining_findings)


class MutatedPolicies(unittest.TestCase):
    """Each check sees the fault it is there for, put into a planned policy."""

    def mutated(self, **changes: Any) -> dict[str, Any]:
        policy = next(
            deepcopy(policy)
            for policy in ShippedPolicies.policies
            if policy["resource"]
            == "module.compute.module.ingest_orchestrator.aws_iam_role_policy.this"
        )
        policy["document"]["Statement"].append({"Effect": "Allow", **changes})
        return policy

    def test_an_action_that_does_not_exist(self) -> None:
        policy = self.mutated(Action="s3:HeadObject", Resource="arn:aws:s3:::bucket/*")
        assert grants.unknown_actions(policy) == ["s3:HeadObject"]

    def test_a_grant_on_everything(self) -> None:
        policy = self.mutated(Action=["sqs:SendMessage"], Resource="*")
        assert grants.unscoped(policy) == ["sqs:SendMessage"]

    def test_a_resource_of_another_service(self) -> None:
        table = "arn:aws:dynamodb:us-east-1:111122223333:table/t"
        policy = self.mutated(Action="sqs:SendMessage", Resource=table)
        assert grants.misplaced(policy) == [f"sqs:SendMessage on {table}"]

    def test_a_resource_for_an_action_that_takes_none(self) -> None:
        bus = "arn:aws:events:us-east-1:111122223333:event-bus/b"
        policy = self.mutated(Action="events:PutPermission", Resource=bus)
        assert grants.misplaced(policy) == [f"events:PutPermission on {bus}"]

    def test_a_condition_key_that_does_not_exist(self) -> None:
        condition = {"StringEquals": {"s3:tls": "1.2", "aws:Sourcearn": "x"}}
        policy = self.mutated(Action="s3:GetObject", Resource="*", Condition=condition)
        assert grants.unknown_condition_keys(policy) == ["s3:tls", "aws:Sourcearn"]

    def test_what_cloudsplaining_is_for(self) -> None:
        for action in ("s3:GetObject", "dynamodb:DeleteTable", "iam:PassRole"):
            policy = self.mutated(Action=action, Resource="*")
            assert action.lower() in str(grants.cloudsplaining_findings(policy)).lower()


if __name__ == "__main__":
    ShippedPolicies.policies = [
        *json.loads(Path(sys.argv[1]).read_text()),
        *(
            {"resource": path.name, "kind": "identity", "document": json.loads(path.read_text())}
            for path in sorted(DEPLOY_POLICIES.glob("*.json"))
        ),
    ]
    unittest.main(argv=sys.argv[:1])
