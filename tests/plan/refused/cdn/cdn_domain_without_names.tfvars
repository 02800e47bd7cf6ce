# says: domain.names must be host names in small letters
domain = { certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/1", names = [] }
