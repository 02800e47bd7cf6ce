# Outputs: what an attempt has made never changes, since its address has the attempt in it.

locals {
  a_year_seconds = 31536000

  # What S3 tells of a bucket's owner: the account is in the key's ARN. A policy removes at most 10.
  headers_of_s3 = [
    "x-amz-expiration",
    "x-amz-id-2",
    "x-amz-replication-status",
    "x-amz-request-id",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled",
    "x-amz-storage-class",
    "x-amz-version-id",
  ]
}

resource "aws_cloudfront_cache_policy" "outputs" {
  name        = "${var.name_prefix}-outputs"
  comment     = "By path alone; grants are checked before"
  min_ttl     = 1
  default_ttl = local.a_year_seconds
  max_ttl     = local.a_year_seconds

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "none"
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "outputs" {
  #checkov:skip=CKV_AWS_259:preload would commit the whole domain of the caller, with all its hosts; the rest of the header stands
  name    = "${var.name_prefix}-outputs"
  comment = "Nothing runs, and nothing tells of the account"

  dynamic "cors_config" {
    for_each = length(var.allowed_origins) > 0 ? [var.allowed_origins] : []

    content {
      # Players send the cookies of a grant.
      access_control_allow_credentials = true
      access_control_max_age_sec       = 3600
      origin_override                  = true

      access_control_allow_headers {
        items = ["if-none-match", "range"]
      }
      access_control_allow_methods {
        items = ["GET", "HEAD"]
      }
      access_control_allow_origins {
        items = cors_config.value
      }
      access_control_expose_headers {
        items = ["content-length", "content-range", "etag"]
      }
    }
  }

  remove_headers_config {
    dynamic "items" {
      for_each = local.headers_of_s3

      content {
        header = items.value
      }
    }
  }

  security_headers_config {
    content_security_policy {
      content_security_policy = "default-src 'none'; sandbox"
      override                = true
    }
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "no-referrer"
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = local.a_year_seconds
      include_subdomains         = true
      override                   = true
    }
  }
}

# A policy would say so of refusals, too. Functions see no answer of 400 and above.
resource "aws_cloudfront_function" "immutable" {
  name    = "${var.name_prefix}-immutable"
  comment = "Lets browsers keep what never changes"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<-EOT
    function handler(event) {
      var response = event.response;
      if (response.statusCode < 400) {
        response.headers['cache-control'] = { value: 'private, max-age=${local.a_year_seconds}, immutable' };
      }
      return response;
    }
  EOT
}
