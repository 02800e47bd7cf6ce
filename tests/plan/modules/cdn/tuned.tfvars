account_id          = "111122223333"
name_prefix         = "media-test"
outputs_domain_name = "media-test-outputs-111122223333.s3.us-east-1.amazonaws.com"

allowed_origins        = ["https://studio.example.com"]
api_domain_name        = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
cookies                = { domain = "example.com", same_site = "None" }
geo_restriction        = { countries = ["DE", "FR"], type = "whitelist" }
log_bucket_domain_name = "acme-logs.s3.amazonaws.com"
price_class            = "PriceClass_All"
public_posters         = true
site                   = { bucket_name = "media-test-page", connect_sources = ["https://s3.example.com"] }
web_acl_arn            = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/media/0a1b2c3d"
domain = {
  certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d"
  names           = ["media.example.com", "watch.example.com"]
}
signing = {
  public_keys = {
    "2026-11" = <<-EOT
      -----BEGIN PUBLIC KEY-----
      MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt1++SrDAFaTY/FmlVPTC
      EaIUS9yoOkesDH8i8sSNI2TrCA0IWUFjwmbB5VM1wHW0qIcCWcRDF8fGz2L0C1mm
      bHZG6Sq1cPJlwpQPuKXcLniXt0Pd4Yx0ONN7W7EieAay73SOxIA/IAEwU9T3/cm6
      r9tAgGKQW60Au/FQuJywucslBFwPKMQWjisAD32PmAh7h1u4e/MsIt97x64P0CKY
      Yg09EUmu6Q2RV7idJEAjW0qSay6llb+Ka/9ab3FwScxAYZZoZ14SZr72vWGMSxXB
      x6xMXxxqTK7dOWzYeYG0Q2d1DJX3EQaY1unKFyM64pJcPiiwG8keZ1N+i40JxEG0
      7wIDAQAB
      -----END PUBLIC KEY-----
    EOT
    "2027-05" = null
  }
}
