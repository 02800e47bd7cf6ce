# says: reserved_concurrency must be a whole number from 1, or null: 0 would keep the function from ever running.
limits = { reserved_concurrency = 0 }
