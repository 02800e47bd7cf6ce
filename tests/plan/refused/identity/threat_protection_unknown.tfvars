# says: threat_protection must be OFF, AUDIT or ENFORCED
threat_protection = "ON"
