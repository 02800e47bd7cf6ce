# says: An environment with protect_data must say when its cost is alarming: set daily_estimate_alarm_usd to US dollars a day, such as 50.
# alone
daily_estimate_alarm_usd = null
protect_data             = true
