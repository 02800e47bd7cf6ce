# says: name_prefix must not contain amazon, aws or cognito
name_prefix = "my-aws-media"
