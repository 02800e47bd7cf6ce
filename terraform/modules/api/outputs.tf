output "api_id" {
  description = "Id of the HTTP API."
  value       = aws_apigatewayv2_api.this.id
}

output "domain_target" {
  description = "What a DNS record of the custom domain points to: a host name and the id of its zone. null: there is no such domain."
  value = one([
    for domain in aws_apigatewayv2_domain_name.this[*].domain_name_configuration[0] :
    { host_name = domain.target_domain_name, zone_id = domain.hosted_zone_id }
  ])
}

output "endpoint" {
  description = "URL below which the routes are."
  value       = local.endpoint
  depends_on  = [aws_apigatewayv2_api_mapping.this, aws_apigatewayv2_stage.this, aws_lambda_permission.this]
}

output "function_arns" {
  description = "ARNs of the functions, by name (assets-api, uploads-api)."
  value       = { for name, function in local.functions : name => function.function_arn }
}

output "function_names" {
  description = "Full names of the functions, with the prefix, by name."
  value       = { for name, function in local.functions : name => function.function_name }
}

# Not through `local.functions`: whole functions need the data key, whose policy names these log
# groups.
output "log_group_arns" {
  description = "ARNs of the log groups: of the functions, and of the API's access log. They wait for nothing, so that the data key's policy can name them."
  value       = [local.log_arn, module.assets_api.log_group_arn, module.uploads_api.log_group_arn]
}

output "log_group_names" {
  description = "Names of the log groups: those of the functions by name, and `api-access`."
  value = merge(
    { api-access = aws_cloudwatch_log_group.access.name },
    { for name, function in local.functions : name => function.log_group_name },
  )
}

output "origin_domain_names" {
  description = "The host name that a CDN in front asks, in a list. It waits for no function, so that these can name the CDN."
  value       = ["${aws_apigatewayv2_api.this.id}.execute-api.${local.region}.${data.aws_partition.current.dns_suffix}"]
}

output "routes" {
  description = "The function and the scope of each route, by `METHOD /path`."
  value       = local.routes
}

output "upload_sessions_table" {
  description = "The table of upload sessions: its ARN and name."
  value       = { arn = local.table_arn, name = local.table_name }
  depends_on  = [aws_dynamodb_table.upload_sessions]
}
