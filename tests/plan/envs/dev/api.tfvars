# With an API, and an identity provider of one's own: every setting reaches the module.
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
api = {
  allowed_origins = ["https://studio.example.com"]
  domain = {
    certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
    name            = "api.example.com"
  }
  limits = {
    burst                = 20
    estimate_usd_per_day = 2.5
    requests_per_second  = 10
    reprocesses_per_day  = 1
    routes               = { "POST /v1/uploads" = { burst = 2, requests_per_second = 1 } }
    upload_bytes_per_day = 1000000000
    uploads_per_day      = 3
  }
  tokens = {
    audiences     = ["studio"]
    issuer        = "https://login.example.com/"
    scope_prefix  = "https://media.example.com/"
    subject_claim = "email"
  }
}
uploads_cors_allowed_origins = ["https://other.example.com"]
