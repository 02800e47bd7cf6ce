"""A distribution as Terraform makes it: nothing to change right after, nothing left at the end."""

from pathlib import Path

from local_aws.account import Account
from local_aws.tests import distributions, roots
from local_aws.tests.conftest import clients_of
from local_aws.tests.distributions import Distribution

ROOT = """
variable "pem" { type = string }
variable "seconds" {
  type    = number
  default = 600
}
resource "aws_s3_bucket" "this" {
  bucket        = "media-test-outputs"
  force_destroy = true
}
resource "aws_kms_key" "this" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::000000000000:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:SourceAccount" = "000000000000" }
          ArnLike = {
            "aws:SourceArn" = "arn:aws:cloudfront::000000000000:distribution/*"
          }
        }
      },
    ]
  })
}
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      kms_master_key_id = aws_kms_key.this.arn
      sse_algorithm     = "aws:kms"
    }
  }
}
resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.this.arn}/*"
      Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.this.arn } }
    }]
  })
}
resource "aws_cloudfront_origin_access_control" "this" {
  name                              = "media-test"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}
resource "aws_cloudfront_public_key" "this" {
  name        = "media-test"
  encoded_key = var.pem
}
resource "aws_cloudfront_key_group" "this" {
  name  = "media-test"
  items = [aws_cloudfront_public_key.this.id]
}
resource "aws_cloudfront_cache_policy" "this" {
  name        = "media-test"
  default_ttl = var.seconds
  max_ttl     = 31536000
  min_ttl     = 0
  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true
    cookies_config { cookie_behavior = "none" }
    headers_config { header_behavior = "none" }
    query_strings_config { query_string_behavior = "none" }
  }
}
resource "aws_cloudfront_response_headers_policy" "this" {
  name = "media-test"
  cors_config {
    access_control_allow_credentials = true
    access_control_max_age_sec       = 600
    origin_override                  = true
    access_control_allow_headers { items = ["range"] }
    access_control_allow_methods { items = ["GET", "HEAD", "OPTIONS"] }
    access_control_allow_origins { items = ["https://app.example.com"] }
    access_control_expose_headers { items = ["content-length", "content-range"] }
  }
  security_headers_config {
    content_type_options { override = true }
    content_security_policy {
      content_security_policy = "default-src 'none'; sandbox"
      override                = true
    }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      override                   = true
    }
  }
}
resource "aws_cloudfront_response_headers_policy" "hides" {
  name = "media-test-hides"
  remove_headers_config {
    items { header = "x-amz-server-side-encryption-aws-kms-key-id" }
  }
}
resource "aws_cloudfront_function" "this" {
  name    = "media-test"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "function handler(event) { return event.request; }"
}
resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  wait_for_deployment = false
  origin {
    origin_id                = "outputs"
    domain_name              = aws_s3_bucket.this.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }
  origin {
    origin_id   = "api"
    domain_name = "abcdefghij.execute-api.us-east-1.amazonaws.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id           = "outputs"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = aws_cloudfront_cache_policy.this.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id
    trusted_key_groups         = [aws_cloudfront_key_group.this.id]
    compress                   = true
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.this.arn
    }
  }
  ordered_cache_behavior {
    path_pattern             = "/api/*"
    target_origin_id         = "api"
    viewer_protocol_policy   = "https-only"
    allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  }
  ordered_cache_behavior {
    path_pattern               = "*/poster/*"
    target_origin_id           = "outputs"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = aws_cloudfront_cache_policy.this.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.hides.id
  }
  restrictions {
    geo_restriction {
      restriction_type = "blacklist"
      locations        = ["AQ"]
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
output "id" { value = aws_cloudfront_distribution.this.id }
output "domain" { value = aws_cloudfront_distribution.this.domain_name }
output "key" { value = aws_cloudfront_public_key.this.id }
"""


def test_terraform_finds_a_distribution_as_it_made_it(account: Account, tmp_path: Path) -> None:
    aws, (private, pem) = clients_of(account), distributions.key_pair()
    roots.write(tmp_path, "cdn", ROOT)
    deployment = roots.deployment(tmp_path, "cdn", account.environment, pem=pem)
    deployment.apply()
    assert deployment.changes() == []
    made = deployment.outputs()
    one = Distribution(account, made["id"], made["domain"])
    for path in ("a/1/main.m3u8", "a/1/poster/a.jpg"):
        aws("s3").put_object(Bucket="media-test-outputs", Key=path, Body=b"x")
    assert one.get("/a/1/main.m3u8").status == 403
    poster = one.get("/a/1/poster/a.jpg")
    assert poster.status == 200
    assert "x-amz-server-side-encryption-aws-kms-key-id" not in poster.headers
    signer = distributions.Signer(made["key"], "", private)
    policy = distributions.policy(f"https://{one.host}/a/1/*")
    cookie = "; ".join(f"CloudFront-{name}={value}" for name, value in signer.grant(policy).items())
    asked = {"cookie": cookie, "origin": "https://app.example.com"}
    answer = one.get("/a/1/main.m3u8", **asked)
    assert answer.status == 200
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["access-control-allow-credentials"] == "true"
    later = roots.deployment(tmp_path, "cdn", account.environment, pem=pem, seconds=700)
    later.apply()
    assert later.changes() == []
    later.destroy()
