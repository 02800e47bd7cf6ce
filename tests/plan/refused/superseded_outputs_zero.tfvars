# says: superseded_outputs_days must be a whole number from 1 to 1000: whoever plays the old outputs needs time to learn of the new ones.
processing = { superseded_outputs_days = 0 }
