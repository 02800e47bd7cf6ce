# says: geo_restriction.type must be whitelist or blacklist with countries, or none without.
geo_restriction = { countries = ["DE"] }
