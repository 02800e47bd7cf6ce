account_id = "111122223333"
browser_client = {
  callback_urls = ["https://app.example.com/signed-in", "http://localhost:5173/signed-in"]
  logout_urls   = ["https://app.example.com"]
  scopes        = ["uploads:write"]
}
mfa               = "ON"
name_prefix       = "media-test"
password_policy   = { minimum_length = 16, requires = ["lowercase", "symbols"] }
protect_data      = false
self_sign_up      = true
server_client     = { scopes = ["assets:all"] }
threat_protection = "ENFORCED"
token_validity    = { access_minutes = 15, refresh_days = 1 }
