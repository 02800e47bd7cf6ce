resource "aws_media_convert_queue" "this" {
  description = "Jobs of ${var.name_prefix}, later"
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "Later"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["mediaconvert.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.queue_arn]
    }
  }
}

resource "aws_iam_role" "this" {
  description = "MediaConvert reads uploads and writes outputs, later"
}
