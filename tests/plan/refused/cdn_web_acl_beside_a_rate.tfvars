# says: cdn.rate_limit and cdn.web_acl_arn exclude each other
cdn = {
  rate_limit  = {}
  web_acl_arn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/media/0a1b2c3d"
}
