account_id       = "111122223333"
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
event_bus_name   = "media-test-pipeline"
logs             = { level = "DEBUG", retention_days = 30 }
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix      = "media-test"
package          = { path = "../../../build/lambda.zip" }
endpoints = {
  archive = {
    allowed_networks = ["10.20.0.0/16", "fd12:3456::/32"]
    secret_arn       = "arn:aws:secretsmanager:us-east-1:111122223333:secret:webhooks-AbCdEf"
    types            = ["asset.completed"]
    url              = "https://[fd12:3456::7]:8443"
  }
  studio = {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:webhooks-AbCdEf"
    types      = ["asset.deleted", "asset.progress", "upload.expired"]
    url        = "https://studio.example.com/"
  }
}
vpc_config               = { security_group_ids = ["sg-0abc"], subnet_ids = ["subnet-0abc"] }
permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
