locals {
  # Those that can be read at once, in the order in which S3 lets objects move.
  readable_storage_classes = ["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR"]

  uploads_expiration_days = var.uploads_lifecycle.expiration_days

  # Jobs write outputs as INTELLIGENT_TIERING: they need no transition.
  lifecycles = {
    uploads = {
      expiration_days = local.uploads_expiration_days
      # An expiry makes an object noncurrent. The later day deletes it.
      noncurrent_days = local.uploads_expiration_days == null ? 30 : 1
      transitions = [
        for storage_class in local.readable_storage_classes :
        { days = var.uploads_lifecycle.transitions[storage_class], storage_class = storage_class }
        # Without an expiry there is nothing to compare with.
        if try(var.uploads_lifecycle.transitions[storage_class] < local.uploads_expiration_days, contains(keys(var.uploads_lifecycle.transitions), storage_class))
      ]
    }
    outputs = { expiration_days = null, noncurrent_days = 90, transitions = [] }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    id     = "age"
    status = "Enabled"

    filter {}

    dynamic "transition" {
      for_each = local.lifecycles[each.key].transitions

      content {
        days          = transition.value.days
        storage_class = transition.value.storage_class
      }
    }

    # The marker of a deleted object goes when its last version has gone: it bears the
    # object's key. With an expiry, S3 does so by itself.
    expiration {
      days                         = local.lifecycles[each.key].expiration_days
      expired_object_delete_marker = local.lifecycles[each.key].expiration_days == null ? true : null
    }
    noncurrent_version_expiration {
      noncurrent_days = local.lifecycles[each.key].noncurrent_days
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
