"""Statements whose use the local account cannot see: tests/plan/test_unseen_grants.py and
test_deploy_policy.py prove them."""

from e2e.permissions.grants import Grant

# Of functions, by role ("*" is every function) and statement.
UNSEEN = {
    ("*", "WriteOwnLog"): "the service writes a function's log itself",
    ("*", "WriteTraces"): "there is no X-Ray",
    ("asset-event-publisher", "SetAsideWhatFails"): "a stream mapping never gives a batch up",
    ("asset-event-publisher", "UseMessagesKey"): "it is for that queue",
    ("webhook-sender", "UseDataKey"): "it is for the environment, and for secrets under that key",
}
# Of the deploy role, by policy and statement: the type of resource that causes it, and why.
UNSEEN_OF_DEPLOYER = {
    ("api", "ChangeDomains"): (
        "aws_apigatewayv2_domain_name",
        "the layer has a domain for its later version alone, and changes it no more",
    ),
    ("api", "EndDelivery"): ("aws_apigatewayv2_stage", "deliveries of logs end by themselves"),
    ("api", "RolesOfApiGateway"): ("aws_apigatewayv2_api", "there are no service-linked roles"),
    ("cdn", "UntagDistributions"): (
        "aws_cloudfront_distribution",
        "the layer takes the CDN away together with its later version's tags",
    ),
    ("kms", "NewKeys"): ("aws_kms_key", "a key's tags hold at once; on AWS minutes later"),
}
# Of what AWS asks for to deliver logs, the local account asks for five.
LOG_DELIVERY_ASKED = {
    *("logs:CreateLogDelivery", "logs:GetLogDelivery"),
    *("logs:DescribeResourcePolicies", "logs:ListLogDeliveries", "logs:PutResourcePolicy"),
}
LOG_DELIVERY = {*LOG_DELIVERY_ASKED, "logs:DeleteLogDelivery", "logs:UpdateLogDelivery"}
# A service's own role is named by the service.
ROLE_OF = "iam:CreateServiceLinkedRole "
# Types of resources for which AWS asks their maker for more than the local account does: to deliver
# logs, or to make a service's own role. Whoever plans one grants it, and lists the statement above.
ASKED_BY_AWS_ALONE = {
    "aws_apigatewayv2_api": {f"{ROLE_OF}ops.apigateway.amazonaws.com"},
    "aws_apigatewayv2_stage": LOG_DELIVERY - LOG_DELIVERY_ASKED,
    "aws_appautoscaling_target": {f"{ROLE_OF}dynamodb.application-autoscaling.amazonaws.com"},
    "aws_cloudwatch_event_connection": {f"{ROLE_OF}apidestinations.events.amazonaws.com"},
    "aws_wafv2_web_acl_logging_configuration": {f"{ROLE_OF}wafv2.amazonaws.com", *LOG_DELIVERY},
}


def is_unseen(grant: Grant) -> bool:
    """Whether only the plan can prove a grant."""
    return any(
        grant.sid == sid and role in ("*", grant.role.removeprefix("media-dev-"))
        for role, sid in UNSEEN
    )


def is_unseen_of_deployer(grant: Grant) -> bool:
    """Whether only the plan can prove a grant of the deploy role."""
    return any(grant.sid == sid for _, sid in UNSEEN_OF_DEPLOYER)
