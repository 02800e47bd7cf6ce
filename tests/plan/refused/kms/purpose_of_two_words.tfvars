# says: purpose must be at most 25 small letters, digits and single hyphens, and start with a letter, such as data.
purpose = "our data"
