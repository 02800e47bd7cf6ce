account_id       = "111122223333"
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
description      = "Resizes images"
handler          = "handlers.images.resizer.handler"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
name             = "image-resizer"
name_prefix      = "media-test"
tracing          = false

package = {
  s3_bucket         = "releases"
  s3_key            = "lambda.zip"
  s3_object_version = "L4kqtJlcpXroDTDmpUMLUo"
}
environment = { MAX_WIDTH_PX = "4096" }
layers      = ["arn:aws:lambda:us-east-1:111122223333:layer:imaging:3"]
limits      = { memory_mb = 2048, reserved_concurrency = 5, timeout_seconds = 60 }
logs        = { level = "DEBUG", retention_days = 14 }

permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"

statements = [<<-EOT
  {"Version": "2012-10-17", "Statement": [{
    "Sid": "ReadImages", "Effect": "Allow", "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::media-test-uploads-111122223333/images/*"
  }]}
EOT
]
vpc_config = { security_group_ids = ["sg-0abc"], subnet_ids = ["subnet-0def", "subnet-0abc"] }
