# says: signing.public_keys are 1 to 5, by names of small letters
signing = { public_keys = { First = null } }
