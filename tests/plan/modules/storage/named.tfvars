# Buckets whose names a company hands out.
account_id   = "111122223333"
bucket_names = { access_logs = "media-test-logs", outputs = "media-test-watch", uploads = "media-test-in" }
data_key_arn = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix  = "media-test"
