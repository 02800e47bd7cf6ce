# says: site.bucket_name must be 3 to 63 small letters, digits and hyphens
site = { bucket_name = "site.example.com" }
