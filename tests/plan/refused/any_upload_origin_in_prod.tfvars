# says: uploads_cors_allowed_origins may not hold "*" where protect_data is true: name the origins of your pages.
uploads_cors_allowed_origins = ["*"]
protect_data                 = true
alarm_email                  = "media-ops@example.com"
