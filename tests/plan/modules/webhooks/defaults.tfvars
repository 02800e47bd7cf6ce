account_id       = "111122223333"
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
event_bus_name   = "media-test-pipeline"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix      = "media-test"
package          = { path = "../../../build/lambda.zip" }
endpoints        = { studio = { secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:webhook-studio-AbCdEf", types = ["asset.failed", "asset.completed"], url = "https://studio.example.com/webhooks?pipeline=media-test" } }
