account_id  = "111122223333"
name_prefix = "media-test"
purpose     = "data"
key_alias   = "alias/media-test/own-name"

log_group_arns = ["arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/media-test-publisher"]
policy_statements = [
  {
    principals = { Service = ["cloudfront.amazonaws.com"] }
    actions    = ["kms:Decrypt"]
    conditions = [
      { test = "StringEquals", variable = "aws:SourceArn", values = ["arn:aws:cloudfront::111122223333:distribution/E2EXAMPLE"] },
      { test = "StringEquals", variable = "aws:SourceAccount", values = ["111122223333"] },
      { test = "Bool", variable = "aws:SecureTransport", values = ["true"] },
    ]
  },
  {
    principals = { AWS = ["arn:aws:iam::111122223333:role/archive"] }
    actions    = ["kms:Decrypt", "kms:DescribeKey"]
  },
]
