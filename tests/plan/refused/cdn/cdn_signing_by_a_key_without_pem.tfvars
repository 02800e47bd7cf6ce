# says: signing.active must be the name of a key that has its public key
signing = { active = "first" }
