data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "Later"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  description = "${var.description}, later"
}
