# says: domain is for an API without a CDN
endpoint = {
  allow_credentials = true
  domain            = { certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/api", name = "api.example.com" }
}
