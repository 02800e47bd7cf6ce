locals {
  rate_rule = "api-rate"
}

# WAF sees a path before CloudFront does: encoded, and with steps up. So a request to the API is
# counted however its path is written.
resource "aws_wafv2_web_acl" "this" {
  #checkov:skip=CKV_AWS_192:Behind it are a bucket and Python: no Java that could look anything up
  #checkov:skip=CKV2_AWS_31:Its log would hold tokens, cookies and addresses of viewers; its metrics and the API's access log tell whom it refused
  count = var.rate_limit == null ? 0 : 1

  name        = var.name_prefix
  description = "Requests to the API, by address"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = local.rate_rule
    priority = 0

    action {
      block {
        custom_response {
          response_code = 429

          response_header {
            name  = "retry-after"
            value = var.rate_limit.window_seconds
          }
        }
      }
    }

    statement {
      rate_based_statement {
        aggregate_key_type    = "IP"
        evaluation_window_sec = var.rate_limit.window_seconds
        limit                 = var.rate_limit.requests

        scope_down_statement {
          byte_match_statement {
            positional_constraint = "STARTS_WITH"
            search_string         = "/api/"

            field_to_match {
              uri_path {}
            }

            text_transformation {
              priority = 0
              type     = "URL_DECODE"
            }
            text_transformation {
              priority = 1
              type     = "NORMALIZE_PATH"
            }
          }
        }
      }
    }

    # A sample would hold tokens and cookies.
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = local.rate_rule
      sampled_requests_enabled   = false
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name_prefix
    sampled_requests_enabled   = false
  }

  # A web ACL goes only after the distribution has let go of it.
  lifecycle {
    create_before_destroy = true
  }
}
