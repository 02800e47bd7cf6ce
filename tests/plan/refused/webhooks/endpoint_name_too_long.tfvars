# says: endpoints must have names of at most 17
endpoints = { a-name-of-eighteen = { secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:w-AbCdEf", types = ["asset.failed"], url = "https://r.example.com/" } }
