# says: signing.public_keys are 1 to 5, by names
signing = { public_keys = {} }
