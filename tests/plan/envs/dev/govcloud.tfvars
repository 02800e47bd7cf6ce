# With a prefix as long as it may be: names fit.
name_prefix      = "media-dev-second-pipeline-longest-name"
region           = "us-gov-west-1"
data_key_arn     = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/data"
messages_key_arn = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/messages"
