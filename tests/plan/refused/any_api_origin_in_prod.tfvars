# says: allowed_origins of the API may not hold "*" where protect_data is true, or pages keep cookies: name the origins of your pages.
# alone: what is refused of the CDN hides what depends on whether there is one
api          = { allowed_origins = ["*"], tokens = { audiences = ["studio"], issuer = "https://login.example.com/" } }
protect_data = true
alarm_email  = "media-ops@example.com"
