# says: tokens.audiences must be 1 to 50
tokens = { audiences = [], issuer = "https://login.example.com/" }
