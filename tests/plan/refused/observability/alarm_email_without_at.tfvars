# says: alarm_email must be an e-mail address such as media-ops@example.com, or null.
alarm_email = "media-ops.example.com"
