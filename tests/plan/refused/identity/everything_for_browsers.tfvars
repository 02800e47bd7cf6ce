# says: assets:all and playback:grant are for servers
browser_client = { callback_urls = ["https://app.example.com/"], scopes = ["assets:all"] }
