data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition      = data.aws_partition.current.partition
  uploads_prefix = "uploads/"

  default_bucket_names = {
    uploads = "${var.name_prefix}-uploads-${var.account_id}"
    outputs = "${var.name_prefix}-outputs-${var.account_id}"
  }
  bucket_names = {
    for purpose, name in local.default_bucket_names : purpose => coalesce(var.bucket_names[purpose], name)
  }
  bucket_arns = {
    for purpose, name in local.bucket_names : purpose => "arn:${local.partition}:s3:::${name}"
  }
}

resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_144:One region by design; a second region is a second pipeline
  for_each = local.default_bucket_names

  bucket        = local.bucket_names[each.key]
  force_destroy = !var.protect_data
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.data_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each = aws_s3_bucket.this

  bucket        = each.value.id
  target_bucket = aws_s3_bucket.access_logs.id
  target_prefix = "${each.key}/"

  depends_on = [aws_s3_bucket_policy.access_logs]
}

# The pipeline needs those of the uploads bucket. Those of all three let rules of the
# account see deletions or call a scanner.
resource "aws_s3_bucket_notification" "this" {
  for_each = aws_s3_bucket.this

  bucket      = each.value.id
  eventbridge = true
}

moved {
  from = aws_s3_bucket_notification.uploads
  to   = aws_s3_bucket_notification.this["uploads"]
}

# What a browser needs for a PUT, a form, and a multipart upload that it begins, lists,
# completes and aborts itself. Whether it may is decided by what signs its requests.
resource "aws_s3_bucket_cors_configuration" "uploads" {
  count = length(var.uploads_cors_allowed_origins) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this["uploads"].id

  cors_rule {
    allowed_methods = ["DELETE", "GET", "POST", "PUT"]
    allowed_origins = var.uploads_cors_allowed_origins
    allowed_headers = ["*"]
    expose_headers  = ["ETag", "Location", "x-amz-version-id"]
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_cors_configuration" "outputs" {
  count = length(var.cors_allowed_origins) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this["outputs"].id

  cors_rule {
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = var.cors_allowed_origins
    allowed_headers = ["Range", "If-Range"]
    expose_headers  = ["Accept-Ranges", "Content-Length", "Content-Range", "ETag"]
    max_age_seconds = 3600
  }
}
