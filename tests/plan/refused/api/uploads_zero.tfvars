# says: limits.uploads_per_day must be whole numbers above 0
limits = { uploads_per_day = 0 }
