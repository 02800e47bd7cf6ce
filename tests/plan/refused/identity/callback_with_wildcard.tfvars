# says: browser_client's URLs must be https:// URLs
browser_client = { callback_urls = ["https://*.example.com/signed-in"] }
