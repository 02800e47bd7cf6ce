data "aws_iam_policy_document" "this" {
  for_each = toset([local.queue_arn, local.dlq_arn])

  # Without a rule, roles send: their own policies let them.
  dynamic "statement" {
    for_each = var.event_pattern == null ? [] : [local.rule_arn]

    content {
      sid       = "EventsOfTheRule"
      actions   = ["sqs:SendMessage"]
      resources = [each.value]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }
      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [statement.value]
      }
    }
  }

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]

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
}
