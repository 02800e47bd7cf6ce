# says: browser_client.callback_urls must have at least one URL
browser_client = { callback_urls = [] }
