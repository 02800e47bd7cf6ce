# A page of plain HTML and modules, for anybody. It has a bucket of its own: all that is in the outputs
# bucket belongs to an asset.

locals {
  sites            = var.site == null ? [] : [var.site]
  site_bucket_name = one([for site in local.sites : coalesce(site.bucket_name, "${var.name_prefix}-site-${var.account_id}")])
  site_arns        = [for end in ["", "/*"] : "arn:${local.partition}:s3:::${coalesce(local.site_bucket_name, "none")}${end}"]

  # Libraries may come from one public CDN. Players make workers and sources as blobs, and
  # empty captions as data.
  site_content_security_policy = join("; ", [
    "default-src 'none'",
    "base-uri 'none'",
    join(" ", concat(["connect-src 'self'"], flatten(local.sites[*].connect_sources))),
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self' https: blob: data:",
    "manifest-src 'self'",
    "media-src 'self' https: blob: data:",
    "script-src 'self' https://cdn.jsdelivr.net",
    "style-src 'self' https://cdn.jsdelivr.net",
    "worker-src 'self' blob:",
  ])
}

resource "aws_s3_bucket" "site" {
  #checkov:skip=CKV_AWS_18:CloudFront alone reads it, and log_bucket_domain_name takes a log of that
  #checkov:skip=CKV_AWS_144:One region by design; a second region is a second pipeline
  #checkov:skip=CKV_AWS_145:What is in it is public: a key of ours would keep it from nobody
  count = length(local.sites)

  bucket = local.site_bucket_name
  # Copies of files that lie elsewhere.
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "site" {
  count = length(local.sites)

  bucket = aws_s3_bucket.site[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "site" {
  count = length(local.sites)

  bucket = aws_s3_bucket.site[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "site" {
  count = length(local.sites)

  bucket                  = aws_s3_bucket.site[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "site" {
  count = length(local.sites)

  bucket = aws_s3_bucket.site[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "site" {
  count = length(local.sites)

  bucket = aws_s3_bucket.site[0].id

  rule {
    id     = "age"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.site]
}

resource "aws_s3_bucket_notification" "site" {
  count = length(local.sites)

  bucket      = aws_s3_bucket.site[0].id
  eventbridge = true
}

# Not a data source: Terraform would read one anew, and plan this policy, with each change of the
# distribution.
resource "aws_s3_bucket_policy" "site" {
  count = length(local.sites)

  bucket = aws_s3_bucket.site[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RefusePlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = local.site_arns
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "RefuseOldTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = local.site_arns
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
      {
        # The behavior's path is the key's beginning.
        Sid       = "CloudFrontReads"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${local.site_arns[0]}/site/*"
        Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudfront_distribution.this.arn } }
      },
    ]
  })

  # S3 answers 409 to a policy and an access block written at the same moment.
  depends_on = [aws_s3_bucket_public_access_block.site]
}

# A redirect, since where people come back to after they signed in is an address with its file.
resource "aws_cloudfront_function" "site" {
  count = length(local.sites)

  name    = "${var.name_prefix}-site"
  comment = "Finds the page of /site/"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<-EOT
    function handler(event) {
      if (event.request.uri !== '/site/') {
        return event.request;
      }
      return {
        statusCode: 302,
        statusDescription: 'Found',
        headers: { location: { value: '/site/index.html' } },
      };
    }
  EOT
}

# Its files change: the edge keeps them as long as they say, or a minute.
resource "aws_cloudfront_cache_policy" "site" {
  count = length(local.sites)

  name        = "${var.name_prefix}-site"
  comment     = "By path alone, for a minute"
  min_ttl     = 0
  default_ttl = 60
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

resource "aws_cloudfront_response_headers_policy" "site" {
  #checkov:skip=CKV_AWS_259:preload would commit the whole domain of the caller, with all its hosts; the rest of the header stands
  count = length(local.sites)

  name    = "${var.name_prefix}-site"
  comment = "Scripts of the site alone, in no frame"

  # Where a file does not say how long it is good, browsers ask again each time.
  custom_headers_config {
    items {
      header   = "cache-control"
      value    = "no-cache"
      override = false
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
      content_security_policy = local.site_content_security_policy
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
