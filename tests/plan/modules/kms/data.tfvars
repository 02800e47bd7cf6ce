account_id  = "111122223333"
name_prefix = "media-test"
purpose     = "data"

log_group_arns = ["arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/media-test-publisher"]
