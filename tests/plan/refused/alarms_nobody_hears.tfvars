# says: Nobody would hear the alarms of an environment with protect_data: set alarm_email or alarm_topic_arn, or alarms_heard_elsewhere = true
# alone: further values would name a listener.
protect_data = true
