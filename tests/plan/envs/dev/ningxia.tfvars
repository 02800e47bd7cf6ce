# Of the regions in China, the one with MediaConvert.
region           = "cn-northwest-1"
data_key_arn     = "arn:aws-cn:kms:cn-northwest-1:111122223333:key/data"
messages_key_arn = "arn:aws-cn:kms:cn-northwest-1:111122223333:key/messages"
api              = { tokens = { audiences = ["studio"], issuer = "https://login.example.com/" } }
