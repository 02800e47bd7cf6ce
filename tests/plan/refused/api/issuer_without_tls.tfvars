# says: tokens.issuer must be the https:// URL that tokens name
tokens = { audiences = ["studio"], issuer = "http://login.example.com/" }
