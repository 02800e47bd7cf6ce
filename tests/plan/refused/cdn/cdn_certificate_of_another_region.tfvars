# says: domain.certificate_arn must be the ARN of a certificate of ACM in us-east-1
domain = { certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/1", names = ["media.example.com"] }
