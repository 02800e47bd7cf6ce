account_id  = "111122223333"
name_prefix = "media-test"
purpose     = "messages"
services    = ["cloudwatch", "events"]
