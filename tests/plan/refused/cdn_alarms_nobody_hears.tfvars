# says: Nobody would hear the alarms of the CDN, which are in us-east-1
# alone: further values would name a listener.
region          = "eu-central-1"
protect_data    = true
alarm_topic_arn = "arn:aws:sns:eu-central-1:111122223333:on-call"
cdn             = {}
