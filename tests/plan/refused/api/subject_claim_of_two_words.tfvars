# says: tokens.subject_claim must be the name of a claim
tokens = { audiences = ["studio"], issuer = "https://login.example.com/", subject_claim = "user name" }
