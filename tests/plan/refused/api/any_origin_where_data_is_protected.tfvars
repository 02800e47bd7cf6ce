# says: allowed_origins may not hold "*" where protect_data is true
allowed_origins = ["*"]
