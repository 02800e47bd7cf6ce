# The account is not named here: pass TF_VAR_account_id, or write
# account_id = "…" into account.auto.tfvars, which git ignores.
# Nor is who hears the alarms. Set one of these here:
#   alarm_email            = "media-ops@example.com"
#   alarm_topic_arn        = "arn:aws:sns:us-east-1:111122223333:on-call"
#   alarms_heard_elsewhere = true
# Nor is the cost of a day that should alarm somebody. Set it here, in US dollars:
#   daily_estimate_alarm_usd = 50
environment  = "prod"
name_prefix  = "media-prod"
region       = "us-east-1"
protect_data = true

logs = {
  retention_days = 365
}
processing = {
  status_update_interval_seconds = 60
}
