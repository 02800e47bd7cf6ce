# says: assets:all is for servers
browser_client = { callback_urls = ["https://app.example.com/"], scopes = ["assets:all"] }
