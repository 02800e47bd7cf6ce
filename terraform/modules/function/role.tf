data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# The caller's statements, and what every function needs besides.
data "aws_iam_policy_document" "this" {
  source_policy_documents = concat(var.statements, data.aws_iam_policy_document.network[*].json)

  # For the environment, and for whatever else is encrypted with the key that the
  # caller's statements let the function read.
  statement {
    sid       = "UseDataKey"
    actions   = ["kms:Decrypt"]
    resources = [var.data_key_arn]
  }
  dynamic "statement" {
    for_each = var.messages_key_arn == null ? [] : [var.messages_key_arn]

    content {
      sid       = "UseMessagesKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arn}:*"]
  }
  # X-Ray has no resource types.
  dynamic "statement" {
    for_each = var.tracing ? ["*"] : []

    content {
      sid       = "WriteTraces"
      actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.function_name
  description        = var.description
  assume_role_policy = data.aws_iam_policy_document.trust.json

  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "this" {
  name   = var.name
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}
