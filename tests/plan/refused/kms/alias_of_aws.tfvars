# says: key_alias must begin with alias/, such as alias/media/data; alias/aws/ is for AWS.
key_alias = "alias/aws/media"
