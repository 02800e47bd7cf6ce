data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# What every function may do, besides the statements of its own file.
data "aws_iam_policy_document" "every_function" {
  for_each = local.functions

  source_policy_documents = [each.value.policy]

  # The table's key is made with the table: who reads and writes items only decrypts it.
  statement {
    sid       = "UseDataKey"
    actions   = ["kms:Decrypt"]
    resources = [var.data_key_arn]
  }
  statement {
    sid       = "UseMessagesKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.messages_key_arn]
  }
  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arns[each.key]}:*"]
  }
  # X-Ray has no resource types.
  statement {
    sid       = "WriteTraces"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "this" {
  for_each = local.functions

  name               = local.function_names[each.key]
  description        = each.value.description
  assume_role_policy = data.aws_iam_policy_document.trust.json

  permissions_boundary = var.settings.permissions_boundary_arn
}

resource "aws_iam_role_policy" "this" {
  for_each = local.functions

  name   = each.key
  role   = aws_iam_role.this[each.key].name
  policy = data.aws_iam_policy_document.every_function[each.key].json
}
