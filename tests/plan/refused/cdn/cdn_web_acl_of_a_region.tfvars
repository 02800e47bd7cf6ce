# says: web_acl_arn must be the ARN of a web ACL for CloudFront
web_acl_arn = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/media/1"
