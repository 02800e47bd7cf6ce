locals {
  # GLACIER_IR at the coldest: a class that needs a restore would break playback
  # and reprocessing.
  lifecycles = {
    uploads = { noncurrent_days = 30, expiration_days = var.uploads_expiration_days }
    outputs = { noncurrent_days = 90, expiration_days = null }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.lifecycles

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "age"
    status = "Enabled"

    filter {}

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER_IR"
    }

    dynamic "expiration" {
      for_each = each.value.expiration_days == null ? [] : [each.value.expiration_days]

      content {
        days = expiration.value
      }
    }
    noncurrent_version_expiration {
      noncurrent_days = each.value.noncurrent_days
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
