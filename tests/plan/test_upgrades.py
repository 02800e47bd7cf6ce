"""What an earlier version deployed is kept: today's modules replace and destroy nothing of it.

What a plan adds and changes in place is what CHANGELOG.md says of the version being built.
"""

from copy import deepcopy

import pytest

from plan.planned import Planned
from plan.plans import Plans
from plan.roots import ENVS, UPGRADES, Root
from plan.upgrades import addresses, changed, kept, type_of

# The subscription is of the address that prod must name now; the parameters are shipped profiles.
ADDED = {"aws_cloudwatch_metric_alarm", "aws_sns_topic_subscription", "aws_ssm_parameter"}
# Since then.
NEW_PARTS = (
    *("module.removals.", "module.compute.module.outputs_remover."),
    *("module.erasures.", "module.compute.module.asset_eraser."),
)
NEW_RESOURCES = {
    "module.compute.aws_lambda_event_source_mapping.removals",
    "module.compute.aws_lambda_event_source_mapping.erasures",
}
# What holds data, messages or the names that others know, and what of it may change in place.
HOLDERS = {
    "aws_cloudwatch_event_bus": {"dead_letter_config"},
    "aws_cloudwatch_log_group": set(),
    "aws_dynamodb_table": {"attribute", "global_secondary_index", "ttl"},
    "aws_kms_key": {"policy"},
    "aws_media_convert_queue": set(),
    "aws_s3_bucket": set(),
    "aws_sns_topic": set(),
    "aws_sqs_queue": {"policy"},
}
# Of what an environment may leave out.
CAPABILITIES = {
    "aws_apigatewayv2_api",
    "aws_cloudfront_distribution",
    "aws_cloudfront_function",
    "aws_cloudfront_key_group",
    "aws_cloudfront_origin_access_control",
    "aws_cloudfront_public_key",
    "aws_cognito_user_pool",
    "aws_cognito_user_pool_client",
    "aws_wafv2_web_acl",
}
# The changelog tells nobody what is new since a release candidate.
RELEASED = [root for root in UPGRADES if "-rc." not in str(root)]

every_upgrade = pytest.mark.parametrize("root", UPGRADES, ids=str)


@every_upgrade
def test_nothing_is_replaced_or_destroyed(planned: Planned, root: Root) -> None:
    assert root.state_file
    assert addresses(root.state_file) - kept(planned) == set()


@every_upgrade
@pytest.mark.parametrize("actions", [["delete"], ["delete", "create"], ["create", "delete"]])
def test_what_is_not_kept_is_seen(plans: Plans, root: Root, actions: list[str]) -> None:
    raw = deepcopy(plans.plan(root).raw)
    queue = "module.upload_events.aws_sqs_queue.this"
    (change,) = (one for one in raw["resource_changes"] if one["address"] == queue)
    change["change"]["actions"] = actions
    assert root.state_file
    assert addresses(root.state_file) - kept(Planned(root, raw)) == {queue}


@every_upgrade
def test_the_state_is_a_whole_environment(root: Root) -> None:
    assert root.state_file
    assert len(addresses(root.state_file)) > 90
    expected = set(HOLDERS) | (CAPABILITIES if root.variables_file else set())
    assert expected <= {type_of(address) for address in addresses(root.state_file)}


def test_there_is_a_state_of_every_environment_and_one_with_all_capabilities() -> None:
    assert {root.name for root in UPGRADES} == set(ENVS)
    assert any(root.variables_file for root in UPGRADES)


@pytest.mark.parametrize("root", RELEASED, ids=str)
def test_what_is_new_and_what_changes_in_place_is_told(planned: Planned) -> None:
    assert {
        address
        for address in changed(planned, "create")
        if type_of(address) not in ADDED and not address.startswith(NEW_PARTS)
    } <= NEW_RESOURCES
    changes = changed(planned, "update")
    assert changes
    assert {
        address: attributes - HOLDERS[type_of(address)]
        for address, attributes in changes.items()
        if not attributes <= HOLDERS.get(type_of(address), attributes)
    } == {}
