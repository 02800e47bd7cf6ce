# Every kind of resource that the pipeline's environments use, with their awkward arguments:
# applied, planned again (no change) and destroyed by test_terraform.py.

terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  default_tags {
    tags = { Project = "smoke", Environment = var.name_prefix }
  }
}

variable "name_prefix" {
  description = "Starts every name."
  type        = string
  default     = "smoke"
}

variable "lambda_zip" {
  description = "Path of the package with handler.py."
  type        = string
}

locals {
  account_id = "000000000000"
  arn_prefix = "arn:aws:sqs:us-east-1:${local.account_id}:${var.name_prefix}"
}

resource "aws_kms_key" "data" {
  description             = "Data of the smoke test"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Root"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "Services"
        Effect    = "Allow"
        Principal = { Service = ["events.amazonaws.com", "logs.us-east-1.amazonaws.com"] }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_kms_alias" "data" {
  name          = "alias/${var.name_prefix}-data"
  target_key_id = aws_kms_key.data.key_id
}

resource "aws_ssm_parameter" "profile" {
  name  = "/${var.name_prefix}/profiles/default"
  type  = "String"
  value = jsonencode({ segment_seconds = 6 })
}

resource "aws_media_convert_queue" "transcode" {
  name        = "${var.name_prefix}-transcode"
  description = "Transcoding jobs"
}

resource "aws_dynamodb_table" "assets" {
  name                        = "${var.name_prefix}-media-assets"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "assetId"
  deletion_protection_enabled = false
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"

  dynamic "attribute" {
    for_each = toset(["assetId", "status", "updatedAt", "uploaderId", "createdAt"])
    content {
      name = attribute.value
      type = "S"
    }
  }

  global_secondary_index {
    name            = "StatusIndex"
    hash_key        = "status"
    range_key       = "updatedAt"
    projection_type = "ALL"
  }

  global_secondary_index {
    name               = "UploaderIndex"
    hash_key           = "uploaderId"
    range_key          = "createdAt"
    projection_type    = "INCLUDE"
    non_key_attributes = ["status", "filename"]
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.data.arn
  }
}
