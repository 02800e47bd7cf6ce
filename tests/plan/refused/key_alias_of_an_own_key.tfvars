# says: key_alias is for a key that this module creates: with key_arn, leave it out.
data_key_alias = "alias/media"
data_key_arn   = "arn:aws:kms:us-east-1:111122223333:key/own"
