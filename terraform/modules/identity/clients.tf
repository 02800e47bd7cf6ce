# Tokens of sign-ins through Cognito's API never carry scopes of a resource server: neither client
# offers passwords or SRP, but for users the authorization code of the sign-in pages (with PKCE).
resource "aws_cognito_user_pool_client" "browser" {
  name                                 = "${var.name_prefix}-browser"
  user_pool_id                         = aws_cognito_user_pool.this.id
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_flows_user_pool_client = true
  callback_urls                        = var.browser_client.callback_urls
  enable_token_revocation              = true
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  logout_urls                          = var.browser_client.logout_urls
  prevent_user_existence_errors        = "ENABLED"
  supported_identity_providers         = ["COGNITO"]

  allowed_oauth_scopes = concat(["email", "openid"], [
    for scope in sort(var.browser_client.scopes) :
    "${aws_cognito_resource_server.this.identifier}/${scope}"
  ])

  access_token_validity  = var.token_validity.access_minutes
  id_token_validity      = var.token_validity.access_minutes
  refresh_token_validity = var.token_validity.refresh_days
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_pool_client" "server" {
  count = var.server_client == null ? 0 : 1

  name                                 = "${var.name_prefix}-server"
  user_pool_id                         = aws_cognito_user_pool.this.id
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_flows_user_pool_client = true
  enable_token_revocation              = true
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  generate_secret                      = true
  prevent_user_existence_errors        = "ENABLED"

  allowed_oauth_scopes = [
    for scope in sort(var.server_client.scopes) :
    "${aws_cognito_resource_server.this.identifier}/${scope}"
  ]

  access_token_validity  = var.token_validity.access_minutes
  id_token_validity      = var.token_validity.access_minutes
  refresh_token_validity = var.token_validity.refresh_days
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }
}
