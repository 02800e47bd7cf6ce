# says: domain.certificate_arn must be the ARN of a certificate of ACM
endpoint = { domain = { certificate_arn = "arn:aws:iam::111122223333:server-certificate/api", name = "api.example.com" } }
