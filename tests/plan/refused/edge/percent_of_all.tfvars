# says: must be below 100: the alarms fire above them
alarm_thresholds = { cdn_refused_percent = 100 }
