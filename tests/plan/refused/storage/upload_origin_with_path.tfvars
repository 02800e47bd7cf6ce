# says: uploads_cors_allowed_origins holds origins without a path, such as https://studio.example.com.
uploads_cors_allowed_origins = ["https://studio.example.com/upload"]
