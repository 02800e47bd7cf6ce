"""What lets a viewer play an asset: a grant of what it serves, and playlists that carry it."""
