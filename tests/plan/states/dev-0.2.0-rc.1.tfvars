# With all that an environment may leave out: as the end-to-end tests deploy it.
api = {
  allowed_origins = ["https://studio.example.com"]
  limits          = { routes = { "POST /uploads/presign" = { burst = 5, requests_per_second = 1 } } }
}
cdn = {
  allowed_origins = ["https://player.example.com"]
  rate_limit      = {}
  signing = {
    public_keys = {
      first = <<-EOT
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6a4roAjmdm/VJZZU21Sr
        UOpeMLvGHnRXIcxMldV/txhYJXrfYH1GVLW2h3c0uPQ/b7751tZyRs2AgAb7QmUy
        XYKcY8Y/ttCxB04tSBlwR6Jgj8lAqiSwEul4kwwpBjjbM7iCvdoVzK8+krdErmzZ
        C5KDDTRZyvJ3j77YJC8OlGlbnfp4h5kWrI0lMisWKv6Oeo7chantACiOgIhAHRHE
        zFwUh637SSv2ShbVmGDFhI5gOBEvMdNtfOMTt/F66hxQ1dOLHlzxgDAbl6kEAES9
        60SSRZ8Wx/Jx4mEaGOfOMpPLvW0OIpkmPLw5Guf4RST5Zb6RJz/DrY89RE+wbE5M
        FQIDAQAB
        -----END PUBLIC KEY-----
      EOT
      next  = null
    }
  }
  site = {}
}
identity = {
  browser_client = { callback_urls = ["https://studio.example.com/signed-in"] }
  server_client  = {}
}
webhooks = {
  studio = {
    allowed_networks = ["203.0.113.0/24"]
    secret_arn       = "arn:aws:secretsmanager:us-east-1:111122223333:secret:media-dev/webhook-studio-ad37dd"
    types            = ["asset.completed"]
    url              = "https://203.0.113.7/studio"
  }
}
