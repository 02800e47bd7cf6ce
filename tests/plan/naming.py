"""Where each type bears its name."""

from plan.planned import Planned, Resource

NAMES_BY_TYPE = {
    "aws_apigatewayv2_api": "name",
    "aws_cloudfront_cache_policy": "name",
    "aws_cloudfront_function": "name",
    "aws_cloudfront_key_group": "name",
    "aws_cloudfront_origin_access_control": "name",
    "aws_cloudfront_public_key": "name",
    "aws_cloudfront_response_headers_policy": "name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_event_bus": "name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_log_metric_filter": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_cloudwatch_query_definition": "name",
    "aws_cognito_resource_server": "name",
    "aws_cognito_user_pool": "name",
    "aws_cognito_user_pool_client": "name",
    "aws_cognito_user_pool_domain": "domain",
    "aws_dynamodb_table": "name",
    "aws_iam_role": "name",
    "aws_kms_alias": "name",
    "aws_lambda_function": "function_name",
    "aws_media_convert_queue": "name",
    "aws_s3_bucket": "bucket",
    "aws_scheduler_schedule": "name",
    "aws_scheduler_schedule_group": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
    "aws_ssm_parameter": "name",
    "aws_wafv2_web_acl": "name",
}
# Types whose instances are parts of others, or have an id only.
NAMELESS = {
    "aws_apigatewayv2_api_mapping",
    "aws_apigatewayv2_authorizer",
    "aws_apigatewayv2_domain_name",
    "aws_apigatewayv2_integration",
    "aws_apigatewayv2_route",
    "aws_apigatewayv2_stage",
    "aws_cloudfront_distribution",
    "aws_cloudfront_monitoring_subscription",
    "aws_cloudwatch_event_bus_policy",
    "aws_cloudwatch_event_target",
    "aws_iam_role_policy",
    "aws_kms_key",
    "aws_lambda_event_source_mapping",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_permission",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_sns_topic_subscription",
}


def name_of(resource: Resource) -> str:
    return str(resource.get(NAMES_BY_TYPE[resource.type]))


def names(planned: Planned) -> dict[str, set[str]]:
    """Names by type."""
    found: dict[str, set[str]] = {}
    for resource in planned.of(*NAMES_BY_TYPE):
        found.setdefault(resource.type, set()).add(name_of(resource))
    return found
