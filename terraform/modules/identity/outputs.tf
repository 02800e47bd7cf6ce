output "audiences" {
  description = "Ids of all clients: whom an API takes tokens of."
  value = concat(
    [aws_cognito_user_pool_client.browser.id], aws_cognito_user_pool_client.server[*].id
  )
}

output "browser_client_id" {
  description = "Id of the browsers' client, which is no secret."
  value       = aws_cognito_user_pool_client.browser.id
}

output "issuer" {
  description = "Issuer of all tokens (claim `iss`); its discovery document is below `/.well-known/openid-configuration`."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "scope_prefix" {
  description = "What stands before a scope's name in tokens, such as in `media/uploads:write`."
  value       = "${aws_cognito_resource_server.this.identifier}/"
}

output "server_client_id" {
  description = "Id of the servers' client, or null; `aws cognito-idp describe-user-pool-client` tells its secret."
  value       = one(aws_cognito_user_pool_client.server[*].id)
}

output "sign_in_url" {
  description = "Where the sign-in pages and the token endpoint are: add `/oauth2/authorize` and `/oauth2/token`."
  value       = "https://${aws_cognito_user_pool_domain.this.domain}.auth.${local.region}.amazoncognito.com"
}

output "user_pool_arn" {
  description = "ARN of the user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "user_pool_id" {
  description = "Id of the user pool."
  value       = aws_cognito_user_pool.this.id
}
