# says: domain.name must be a host name in small letters
endpoint = { domain = { certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/1", name = "https://api.example.com" } }
