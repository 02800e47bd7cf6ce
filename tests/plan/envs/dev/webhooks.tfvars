# With receivers of webhooks: one in a network of ours.
data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:us-east-1:111122223333:key/messages"
webhooks = {
  studio = {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:media-dev/webhook-studio-AbCdEf"
    types      = ["asset.completed", "asset.failed"]
    url        = "https://studio.example.com/webhooks?pipeline=media-dev"
  }
  archive = {
    allowed_networks = ["10.20.0.0/16"]
    secret_arn       = "arn:aws:secretsmanager:us-east-1:111122223333:secret:media-dev/webhook-archive-AbCdEf"
    types            = ["asset.completed"]
    url              = "https://archive.internal.example.com:8443/done"
  }
}
