# The account's IAM may let anybody put events on any bus. On this one only
# functions of the pipeline can, so every announcement comes from it.
data "aws_iam_policy_document" "bus" {
  statement {
    sid       = "RefuseOtherPublishers"
    effect    = "Deny"
    actions   = ["events:PutEvents"]
    resources = [local.bus_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "ArnNotEquals"
      variable = "aws:PrincipalArn"
      values   = var.publisher_role_arns
    }
  }

  statement {
    sid       = "RefusePlainHttp"
    effect    = "Deny"
    actions   = ["events:PutEvents"]
    resources = [local.bus_arn]

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

resource "aws_cloudwatch_event_bus_policy" "this" {
  event_bus_name = aws_cloudwatch_event_bus.this.name
  policy         = data.aws_iam_policy_document.bus.json
}
