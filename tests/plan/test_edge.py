"""What watches and shields a CDN is in us-east-1, and there only with a CDN."""

import pytest

from plan import deliveries, hcl
from plan.alarms import unreachable
from plan.arns import arn, region_of
from plan.metrics_catalogue import OF_A_SUBSCRIPTION
from plan.mutations import condition, with_policy, with_values, without
from plan.planned import UNKNOWN, Planned
from plan.plans import Plans
from plan.policies import statements_of
from plan.roots import ENV_ROOTS, ENVS, TERRAFORM, Root

EDGE = {"edge", "edge_messages_key"}
(ELSEWHERE,) = (root for root in ENV_ROOTS if str(root) == "env-dev-cdn_elsewhere")
elsewhere = pytest.mark.parametrize("root", [ELSEWHERE], ids=str)
TOPIC = "module.edge[0].module.alarm_topic.aws_sns_topic.this[0]"


@elsewhere
def test_all_of_it_is_in_us_east_1_and_nothing_else(planned: Planned) -> None:
    regions = {region_of(planned, one) for one in planned.resources if one.module[0] in EDGE}
    others = {region_of(planned, one) for one in planned.resources if one.module[0] not in EDGE}
    assert (regions, others) == ({"us-east-1"}, {"eu-central-1"})


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_without_a_cdn_there_is_nothing_of_the_second_provider(planned: Planned) -> None:
    found = [one for one in planned.resources if one.provider != "aws"]
    assert bool(found) == (planned.variables.get("cdn") is not None)


@pytest.mark.parametrize("env", ENVS)
def test_without_a_cdn_the_second_provider_asks_nothing(env: str) -> None:
    """A provider is made ready for every run, whether anything uses it or not."""
    (second,) = (
        one for one in hcl.blocks(TERRAFORM / "envs" / env, "provider") if one.attribute("alias")
    )
    for setting in ("skip_credentials_validation", "skip_requesting_account_id"):
        assert second.attribute(setting) == "var.cdn == null"
    assert second.attribute("allowed_account_ids") == "var.cdn == null ? null : [var.account_id]"
    # Not by the variable: what is there would be looked for elsewhere once that is null.
    assert second.attribute("region") == '"us-east-1"'


def refused(planned: Planned) -> list[str]:
    return [one for one in deliveries.refused(planned) if "alarm:media-dev/cdn-" in one]


@elsewhere
def test_its_alarms_reach_its_topic(planned: Planned) -> None:
    topics = {one.target for one in deliveries.deliveries(planned) if one.policy.address == TOPIC}
    assert topics == {"arn:aws:sns:us-east-1:111122223333:media-dev-alarms"}
    assert refused(planned) == []


@pytest.mark.parametrize(
    "change",
    [
        without("AlarmsOfThePipeline"),
        condition("AlarmsOfThePipeline", "aws:SourceAccount", "999999999999"),
        condition(
            "AlarmsOfThePipeline",
            "aws:SourceArn",
            "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:media-dev/*",
        ),
    ],
    ids=["none", "another account", "another region"],
)
def test_an_alarm_that_does_not_is_seen(plans: Plans, change) -> None:
    assert refused(with_policy(plans.plan(ELSEWHERE), TOPIC, change)) != []


@elsewhere
def test_the_key_is_for_that_topic_alone(planned: Planned) -> None:
    (topic,) = (one for one in planned.of("aws_sns_topic") if one.address == TOPIC)
    (key,) = (one for one in planned.called("edge_messages_key") if one.type == "aws_kms_key")
    statements = {one.services: one for one in statements_of(key) if one.services}
    assert list(statements) == [("cloudwatch.amazonaws.com",)]
    context = statements["cloudwatch.amazonaws.com",].condition(
        "kms:EncryptionContext:aws:sns:topicArn"
    )
    assert context == (arn(planned, "sns", topic.get("name"), topic),)
    assert topic.get("kms_master_key_id") is UNKNOWN


@pytest.mark.parametrize(
    "root", [root for root in ENV_ROOTS if str(root) == "env-dev-cdn"], ids=str
)
def test_in_us_east_1_they_notify_the_topic_of_all_others(planned: Planned) -> None:
    assert planned.called("edge_messages_key") == []
    assert [one for one in planned.called("edge") if one.type == "aws_sns_topic"] == []
    assert planned.outputs["cdn_alarm_topic_arn"] == planned.outputs["alarm_topic_arn"]


def test_metrics_that_cloudfront_makes_when_asked_are_asked_for(plans: Plans) -> None:
    module = plans.plan(Root("module", "edge"))
    asked = {one.get("metric_name") for one in module.of("aws_cloudwatch_metric_alarm")}
    assert asked & OF_A_SUBSCRIPTION
    for call in module.calls:
        assert "aws_cloudfront_monitoring_subscription" in {one.type for one in module.called(call)}


def test_an_alarm_on_a_rate_that_cannot_fire_is_seen(plans: Plans) -> None:
    def raised(values: dict) -> None:
        values["threshold"] = 100

    address = 'module.edge[0].aws_cloudwatch_metric_alarm.rate["cdn-refused-requests"]'
    (found,) = unreachable(with_values(plans.plan(ELSEWHERE), address, raised))
    assert found.startswith(address)


def test_the_dashboard_has_the_cdns_row_where_its_metrics_are(plans: Plans) -> None:
    module = plans.plan(Root("module", "observability"))
    (board,) = (one for one in module.called("with_cdn") if one.type == "aws_cloudwatch_dashboard")
    shown = [one["properties"] for one in board.document("dashboard_body")["widgets"]]
    regions = {one["title"]: one["region"] for one in shown if one["region"] != "us-east-1"}
    assert regions == dict.fromkeys(
        ("CDN: requests", "CDN: hits and errors (percent)", "CDN: bytes"), "eu-north-1"
    )
    asked = {entry[1] for one in shown if one["title"] in regions for entry in one["metrics"]}
    assert asked >= {"Requests", "BlockedRequests", "CacheHitRate", "4xxErrorRate", "5xxErrorRate"}
