locals {
  cdns = var.cdn == null ? [] : [var.cdn]

  cdn_environment      = merge([for cdn in local.cdns : { CDN_DISTRIBUTION_ID = cdn.distribution_id }]...)
  playback_environment = merge([for cdn in local.cdns : { CDN_DOMAIN_NAME = cdn.domain_name }]...)
}

# Permission to take out of the CDN's caches what is deleted.
data "aws_iam_policy_document" "invalidation" {
  dynamic "statement" {
    for_each = local.cdns

    content {
      sid       = "EmptyCaches"
      actions   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
      resources = [statement.value.distribution_arn]
    }
  }
}
