# says: url must be https://
endpoints = { studio = { secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:w-AbCdEf", types = ["asset.failed"], url = "https://r.example.com/a b" } }
