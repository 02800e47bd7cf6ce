# says: cookies.same_site must be Lax, Strict or None.
cookies = { same_site = "lax" }
