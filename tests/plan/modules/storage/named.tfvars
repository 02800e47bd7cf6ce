# Buckets whose names a company hands out.
account_id   = "111122223333"
bucket_names = { access_logs = "acme-logs-7", outputs = "acme-watch", uploads = "acme-in" }
data_key_arn = "arn:aws:kms:us-east-1:111122223333:key/data"
name_prefix  = "media-test"
