# says: cors_allowed_origins holds origins without a path, such as https://video.example.com.
cors_allowed_origins = ["https://video.example.com/player"]
