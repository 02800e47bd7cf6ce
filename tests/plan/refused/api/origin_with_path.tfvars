# says: allowed_origins holds origins without a path
endpoint = { allowed_origins = ["https://studio.example.com/upload"] }
