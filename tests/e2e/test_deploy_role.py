"""The deploy role's policies: enough to apply, change, plan and destroy, and no more.

How it gets them is in tests/unit/test_deploy_role.py, what they hold in
tests/plan/test_deploy_policy.py.
"""

import json
from collections.abc import Iterator

import pytest

from deployment import PROJECT_FOLDER
from e2e.permissions import calls as access_log
from e2e.permissions.calls import Call
from e2e.permissions.grants import Grant, grants_of, indispensable, unused
from e2e.permissions.unseen import is_unseen_of_deployer
from local_aws import state
from local_aws.account import Account

# It judges the destruction too.
pytestmark = [pytest.mark.last("destroys", "and is judged"), pytest.mark.whole_layer]

ROLE = "media-dev-deploy"
POLICIES = sorted((PROJECT_FOLDER / "docs" / "deploy-policy").glob("*.json"))
VALUES = {
    "ACCOUNT_ID": state.ACCOUNT_ID,
    "BOUNDARY": "*",
    "NAME_PREFIX": "media-dev",
    "REGION": state.REGION,
}


@pytest.fixture(scope="module")
def calls(account: Account) -> list[Call]:
    found = access_log.read(account.folder.access_log_path)
    return access_log.distinct(call for call in found if call.role == ROLE)


@pytest.fixture(scope="module")
def grants() -> list[Grant]:
    """But for those whose use the local account cannot see."""
    found = (grant for path in POLICIES for grant in _grants(path.read_text()))
    return [grant for grant in found if not is_unseen_of_deployer(grant)]


def _grants(text: str) -> Iterator[Grant]:
    for placeholder, value in VALUES.items():
        text = text.replace(placeholder, value)
    return grants_of(ROLE, json.loads(text))


def test_the_deploy_role_was_refused_nothing(calls: list[Call]) -> None:
    assert calls
    assert [call for call in calls if not call.allowed] == []


def test_the_deploy_role_used_every_grant(grants: list[Grant], calls: list[Call]) -> None:
    assert [str(grant) for grant in unused(grants, calls)] == []


def test_taking_any_grant_of_the_deploy_role_away_refuses_a_call(
    grants: list[Grant],
    calls: list[Call],
    capsys: pytest.CaptureFixture[str],
) -> None:
    missed = indispensable(grants, calls)
    with capsys.disabled():
        print(f"\n{len(missed)} of {len(grants)} grants of the deploy role: missed when taken away")
    assert [str(grant) for grant in grants if grant not in missed] == []
