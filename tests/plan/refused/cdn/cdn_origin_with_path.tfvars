# says: allowed_origins holds origins without a path
allowed_origins = ["https://studio.example.com/watch"]
