# says: secret_arn must be the whole ARN
endpoints = { studio = { secret_arn = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", types = ["asset.failed"], url = "https://r.example.com/" } }
