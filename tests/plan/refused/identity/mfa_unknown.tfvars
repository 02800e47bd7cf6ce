# says: mfa must be OFF, OPTIONAL or ON
mfa = "on"
