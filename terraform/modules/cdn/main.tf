data "aws_partition" "current" {}

locals {
  partition = data.aws_partition.current.partition

  # AWS's own policies, which have the same ids in every account (CloudFront Developer Guide, "Use
  # managed cache policies" and the like for origin requests and response headers).
  all_viewer_except_host_header = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  caching_disabled              = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  cors_and_security_headers     = "e61eb60c-9c35-4d20-a928-2b84e02af89c"
  security_headers              = "67f7725c-6f97-4210-82d7-5512b31e9d03"

  host_names = var.domain == null ? [] : var.domain.names

  domain_name = var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.names[0]

  origins = { api = "api", outputs = "outputs", site = "site" }

  # The most particular one first. What the grant's own route answers is for players anywhere: it
  # knows no cookie.
  api_behaviors = var.api_domain_name == null ? [] : [
    { path = "/api/v1/playback/*", headers = local.cors_and_security_headers },
    { path = "/api/*", headers = local.security_headers },
  ]
  # Frames, and the posters among them.
  public_paths = var.public_posters ? ["*/thumbnails/*"] : []
}

resource "aws_cloudfront_distribution" "this" {
  #checkov:skip=CKV_AWS_68:web_acl_arn takes the web ACL of the caller, which costs by the month and is none of every environment
  #checkov:skip=CKV2_AWS_47:web_acl_arn takes the web ACL of the caller; behind it is no Java
  #checkov:skip=CKV_AWS_86:log_bucket_domain_name takes a bucket of the caller: access logs name viewers by their addresses
  #checkov:skip=CKV_AWS_174:CloudFront fixes TLS 1.0 as the least for its own name; with domain it is TLS 1.2
  #checkov:skip=CKV2_AWS_42:domain takes a certificate; without one CloudFront's own name and certificate serve
  #checkov:skip=CKV_AWS_305:Nothing is at the root, and an answer of 403 tells nothing
  #checkov:skip=CKV_AWS_310:One region by design, so there is no second origin to fail over to
  #checkov:skip=CKV_AWS_374:geo_restriction takes the countries of the caller; none is right for every environment
  enabled         = true
  comment         = var.name_prefix
  aliases         = local.host_names
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class
  web_acl_id      = var.web_acl_arn

  origin {
    origin_id                = local.origins.outputs
    domain_name              = var.outputs_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.s3.id
  }

  dynamic "origin" {
    for_each = var.api_domain_name == null ? [] : [var.api_domain_name]

    content {
      origin_id   = local.origins.api
      domain_name = origin.value

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
      }
    }
  }

  dynamic "origin" {
    for_each = local.sites

    content {
      origin_id                = local.origins.site
      domain_name              = aws_s3_bucket.site[0].bucket_regional_domain_name
      origin_access_control_id = aws_cloudfront_origin_access_control.s3.id
    }
  }

  default_cache_behavior {
    target_origin_id           = local.origins.outputs
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = aws_cloudfront_cache_policy.outputs.id
    compress                   = true
    response_headers_policy_id = aws_cloudfront_response_headers_policy.outputs.id
    trusted_key_groups         = aws_cloudfront_key_group.this[*].id
    viewer_protocol_policy     = "https-only"

    dynamic "function_association" {
      for_each = aws_cloudfront_function.refuse[*].arn

      content {
        event_type   = "viewer-request"
        function_arn = function_association.value
      }
    }
    function_association {
      event_type   = "viewer-response"
      function_arn = aws_cloudfront_function.immutable.arn
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.api_behaviors

    content {
      path_pattern               = ordered_cache_behavior.value.path
      target_origin_id           = local.origins.api
      allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
      cached_methods             = ["GET", "HEAD"]
      cache_policy_id            = local.caching_disabled
      origin_request_policy_id   = local.all_viewer_except_host_header
      response_headers_policy_id = ordered_cache_behavior.value.headers
      viewer_protocol_policy     = "https-only"
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.sites

    content {
      path_pattern               = "/site/*"
      target_origin_id           = local.origins.site
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      cache_policy_id            = aws_cloudfront_cache_policy.site[0].id
      compress                   = true
      response_headers_policy_id = aws_cloudfront_response_headers_policy.site[0].id
      viewer_protocol_policy     = "redirect-to-https"

      function_association {
        event_type   = "viewer-request"
        function_arn = aws_cloudfront_function.site[0].arn
      }
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.public_paths

    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = local.origins.outputs
      allowed_methods            = ["GET", "HEAD", "OPTIONS"]
      cached_methods             = ["GET", "HEAD"]
      cache_policy_id            = aws_cloudfront_cache_policy.outputs.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.outputs.id
      viewer_protocol_policy     = "https-only"

      function_association {
        event_type   = "viewer-response"
        function_arn = aws_cloudfront_function.immutable.arn
      }
    }
  }

  dynamic "logging_config" {
    for_each = var.log_bucket_domain_name == null ? [] : [var.log_bucket_domain_name]

    content {
      bucket = logging_config.value
      prefix = "${var.name_prefix}/"
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = var.geo_restriction.type
      locations        = var.geo_restriction.countries
    }
  }

  viewer_certificate {
    acm_certificate_arn            = one([for domain in [var.domain] : domain.certificate_arn if domain != null])
    cloudfront_default_certificate = var.domain == null
    minimum_protocol_version       = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
    ssl_support_method             = var.domain == null ? null : "sni-only"
  }
}

resource "aws_cloudfront_origin_access_control" "s3" {
  name                              = var.name_prefix
  description                       = "Reads the buckets of ${var.name_prefix}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}
