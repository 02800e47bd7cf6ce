# says: signing.public_keys must be public keys in PEM
signing = { public_keys = { first = "-----BEGIN CERTIFICATE-----" } }
