# says: secret_arn must be the whole ARN
endpoints = { studio = { secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:studio", types = ["asset.failed"], url = "https://r.example.com/" } }
