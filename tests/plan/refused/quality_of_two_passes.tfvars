# says: quality_tuning_level must be SINGLE_PASS or SINGLE_PASS_HQ: MULTI_PASS_HQ has the professional tier, so give it to a profile of your own.
quality_tuning_level = "MULTI_PASS_HQ"
