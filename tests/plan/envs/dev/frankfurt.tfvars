# Keys of one's own: whole policies are in the plan. And a permissions boundary.
region           = "eu-central-1"
data_key_arn     = "arn:aws:kms:eu-central-1:111122223333:key/data"
messages_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/messages"
alarm_email      = "media-ops@example.com"

permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"

cors_allowed_origins = ["https://video.example.com"]
bucket_names         = { access_logs = "acme-logs", outputs = "acme-watch", uploads = "acme-in" }

uploads_cors_allowed_origins = ["https://studio.example.com"]
