# says: types must be at least one of asset.completed
endpoints = { studio = { secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:w-AbCdEf", types = [], url = "https://r.example.com/" } }
