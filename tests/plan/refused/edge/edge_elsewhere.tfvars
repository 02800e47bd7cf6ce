# says: An alarm elsewhere would never fire: CloudFront's metrics are in us-east-1.
# alone: a precondition of a resource, met after every variable.
providers = { aws = aws.elsewhere }
