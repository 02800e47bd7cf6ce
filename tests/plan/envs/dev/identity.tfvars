# With a user pool: every setting reaches the module.
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
identity = {
  browser_client = {
    callback_urls = ["https://studio.example.com/signed-in"]
    logout_urls   = ["https://studio.example.com/"]
    scopes        = ["assets:read", "uploads:write"]
  }
  mfa               = "ON"
  password_policy   = { minimum_length = 16, requires = ["lowercase", "symbols"], temporary_validity_days = 1 }
  self_sign_up      = true
  server_client     = { scopes = ["assets:read"] }
  threat_protection = "AUDIT"
  token_validity    = { access_minutes = 15, refresh_days = 7 }
}
