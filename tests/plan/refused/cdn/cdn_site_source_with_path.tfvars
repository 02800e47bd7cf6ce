# says: site.connect_sources must be https: or origins
site = { connect_sources = ["https://api.example.com/v1"] }
