data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  table_name = "${var.name_prefix}-media-assets"
  table_arn  = "arn:${data.aws_partition.current.partition}:dynamodb:${data.aws_region.current.id}:${var.account_id}:table/${local.table_name}"
}

resource "aws_dynamodb_table" "this" {
  name                        = local.table_name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "assetId"
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"
  deletion_protection_enabled = var.protect_data

  attribute {
    name = "assetId"
    type = "S"
  }
  attribute {
    name = "status"
    type = "S"
  }
  attribute {
    name = "updatedAt"
    type = "S"
  }
  attribute {
    name = "uploaderId"
    type = "S"
  }
  attribute {
    name = "createdAt"
    type = "S"
  }
  attribute {
    name = "removalState"
    type = "S"
  }
  attribute {
    name = "removalDueAt"
    type = "S"
  }

  # Keys alone would cost fewer writes, but operators read these two indexes directly, and the API lists by them.
  global_secondary_index {
    name            = "StatusIndex"
    hash_key        = "status"
    range_key       = "updatedAt"
    projection_type = "INCLUDE"
    non_key_attributes = [
      "attempt", "filename", "progressPercent", "revision", "s3Key", "uploaderId"
    ]
  }
  global_secondary_index {
    name            = "UploaderIndex"
    hash_key        = "uploaderId"
    range_key       = "createdAt"
    projection_type = "INCLUDE"
    non_key_attributes = [
      "attempt", "filename", "mediaId", "passthrough", "posterUri", "progressPercent", "projectId", "revision", "s3Key",
      "status"
    ]
  }
  # Only records with outputs to remove have these attributes: the index is small.
  global_secondary_index {
    name            = "RemovalIndex"
    hash_key        = "removalState"
    range_key       = "removalDueAt"
    projection_type = "KEYS_ONLY"
  }

  # Of tombstones alone.
  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = var.data_key_arn
  }
}
