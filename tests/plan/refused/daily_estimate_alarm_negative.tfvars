# says: daily_estimate_alarm_usd must be above 0: US dollars a day, such as 50; or null.
daily_estimate_alarm_usd = -1
