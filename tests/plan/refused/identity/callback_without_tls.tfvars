# says: browser_client's URLs must be https:// URLs
browser_client = { callback_urls = ["http://app.example.com/signed-in"] }
