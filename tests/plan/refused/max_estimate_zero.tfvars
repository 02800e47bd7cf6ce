# says: max_estimate_usd must be above 0: US dollars that the jobs of one upload may cost, such as 25.
processing = { max_estimate_usd = 0 }
