account_id  = "111122223333"
name_prefix = "media-test"
purpose     = "data"
key_alias   = "alias/media-test/own-name"

log_group_arns = ["arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/media-test-publisher"]
policy_statements = [
  {
    sid        = "CloudFrontReadsOutputs"
    principals = { Service = ["cloudfront.amazonaws.com"] }
    actions    = ["kms:Decrypt"]
    conditions = { StringEquals = { "aws:SourceArn" = ["arn:aws:cloudfront::111122223333:distribution/E2EXAMPLE"] } }
  },
  {
    sid        = "ArchiveReadsOutputs"
    principals = { AWS = ["arn:aws:iam::111122223333:role/archive"] }
    actions    = ["kms:Decrypt", "kms:DescribeKey"]
  },
]
