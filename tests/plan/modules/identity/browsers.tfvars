account_id     = "111122223333"
browser_client = { callback_urls = ["https://app.example.com/signed-in"] }
name_prefix    = "media-test"
