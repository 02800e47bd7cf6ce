# Permissions to finish a completed job: to read the playlists that it wrote, to list its captured
# frames, and to write a storyboard beside them.
data "aws_iam_policy_document" "finishing" {
  statement {
    sid       = "ReadPlaylists"
    actions   = ["s3:GetObject"]
    resources = [for suffix in ["m3u8", "mpd"] : "${var.storage.outputs_bucket_arn}/*/*.${suffix}"]
  }
  statement {
    sid       = "ListCapturedFrames"
    actions   = ["s3:ListBucket"]
    resources = [var.storage.outputs_bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["*/thumbnails/*"]
    }
  }
  statement {
    sid       = "WriteStoryboards"
    actions   = ["s3:PutObject"]
    resources = ["${var.storage.outputs_bucket_arn}/*/storyboard/*"]
  }
  # Every function may decrypt with it.
  statement {
    sid       = "EncryptStoryboardsThroughS3"
    actions   = ["kms:GenerateDataKey"]
    resources = [var.data_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}"]
    }
  }
}
