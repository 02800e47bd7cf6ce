# says: tokens.scope_prefix must end with a slash
tokens = { audiences = ["studio"], issuer = "https://login.example.com/", scope_prefix = "media" }
