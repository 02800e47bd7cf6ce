# says: bucket_names must be 3 to 63 small letters, digits and hyphens, and begin and end with a letter or digit.
bucket_names = { uploads = "videos.example.com" }
