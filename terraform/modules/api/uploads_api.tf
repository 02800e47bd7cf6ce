locals {
  uploads_api = "uploads-api"
}

module "uploads_api" {
  source = "../function"

  account_id   = var.account_id
  data_key_arn = var.data_key_arn
  description  = "Begins, signs, completes and aborts uploads over HTTP"
  handler      = "handlers.uploads_api.handler"
  limits       = local.function_limits
  logs         = var.logs
  name         = local.uploads_api
  name_prefix  = var.name_prefix
  package      = var.package
  statements   = [data.aws_iam_policy_document.uploads_api.json]

  environment = {
    ESTIMATE_USD_PER_DAY       = var.limits.estimate_usd_per_day
    MAX_SOURCE_SIZE_BYTES      = var.processing.max_source_size_bytes
    SUBJECT_CLAIM              = var.tokens.subject_claim
    UPLOADS_BUCKET_NAME        = var.storage.uploads_bucket_name
    UPLOADS_PER_DAY            = var.limits.uploads_per_day
    UPLOADS_PREFIX             = var.storage.uploads_prefix
    UPLOAD_BYTES_PER_DAY       = var.limits.upload_bytes_per_day
    UPLOAD_SESSIONS_TABLE_NAME = local.table_name
  }

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "uploads_api" {
  statement {
    sid       = "KeepSessionsAndQuotas"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [local.table_arn]
  }
  # Who sends a signed request does it with these rights.
  statement {
    sid       = "SendUploads"
    actions   = ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"]
    resources = ["${var.storage.uploads_bucket_arn}/${var.storage.uploads_prefix}*"]
  }
  # Tells what was sent without a right to read it.
  statement {
    sid       = "FindUploads"
    actions   = ["s3:ListBucketVersions"]
    resources = [var.storage.uploads_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["${var.storage.uploads_prefix}*"]
    }
  }
  # Every function may decrypt with it.
  statement {
    sid       = "EncryptUploadsThroughS3"
    actions   = ["kms:GenerateDataKey"]
    resources = [var.data_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${local.region}.${data.aws_partition.current.dns_suffix}"]
    }
  }
}
