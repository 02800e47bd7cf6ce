data "aws_iam_policy_document" "transport" {
  for_each = merge(local.bucket_arns, { access_logs = local.access_logs_bucket_arn })

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value, "${each.value}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "RefuseOldTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value, "${each.value}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }
}

data "aws_iam_policy_document" "this" {
  for_each = local.bucket_arns

  source_policy_documents = [data.aws_iam_policy_document.transport[each.key].json]

  # Without encryption headers a request gets the bucket's default, our key. These two
  # statements refuse headers that ask for anything else. Each needs its Null
  # condition: a negated condition (IfExists too) also holds if the header is missing.
  statement {
    sid       = "RefuseOtherEncryption"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${each.value}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["false"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["aws:kms"]
    }
  }

  # A request for KMS without a key would use the account's aws/s3 key: refused too.
  statement {
    sid       = "RefuseOtherKeys"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${each.value}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["false"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [var.data_key_arn]
    }
  }

  # Nothing can read an archived upload before somebody restores it. PutObject is also
  # what IAM calls a copy and the start of a multipart upload.
  dynamic "statement" {
    for_each = each.key == "uploads" ? [each.value] : []

    content {
      sid       = "RefuseArchivedUploads"
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${statement.value}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "StringEquals"
        variable = "s3:x-amz-storage-class"
        values   = ["DEEP_ARCHIVE", "GLACIER"]
      }
    }
  }

  # Without a sid none of them can take the place of a statement above.
  dynamic "statement" {
    for_each = each.key == "outputs" ? var.outputs_policy_statements : []

    content {
      effect    = statement.value.effect
      actions   = statement.value.actions
      resources = concat([each.value], [for key in statement.value.keys : "${each.value}/${key}"])

      dynamic "principals" {
        for_each = statement.value.principals

        content {
          type        = principals.key
          identifiers = principals.value
        }
      }
      dynamic "condition" {
        for_each = statement.value.conditions

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  policy = data.aws_iam_policy_document.this[each.key].json

  # S3 answers 409 to a policy and an access block written at the same moment.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
