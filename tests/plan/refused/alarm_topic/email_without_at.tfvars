# says: alarm_email must be an e-mail address
alarm_email = "media-ops"
