# What clients say of their uploads, for as long as these may be sent, and the counters of quotas. A
# table of its own: another life, another key, no stream, and rights of its own.
resource "aws_dynamodb_table" "upload_sessions" {
  name                        = local.table_name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "uploadId"
  deletion_protection_enabled = var.protect_data

  attribute {
    name = "uploadId"
    type = "S"
  }
  attribute {
    name = "state"
    type = "S"
  }
  attribute {
    name = "createdAt"
    type = "S"
  }

  # Finds uploads whose file never came. Counters have no state, and are not in it.
  global_secondary_index {
    name            = "StateIndex"
    hash_key        = "state"
    range_key       = "createdAt"
    projection_type = "KEYS_ONLY"
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  # A session holds words of a client that are nowhere else until its asset has a record.
  point_in_time_recovery {
    enabled = true
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = var.data_key_arn
  }
}
