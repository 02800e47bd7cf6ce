# says: limits.estimate_usd_per_day must be above 0
limits = { estimate_usd_per_day = 0 }
