account_id          = "111122223333"
name_prefix         = "media-test"
outputs_domain_name = "media-test-outputs-111122223333.s3.us-east-1.amazonaws.com"
