# The account is not named here: pass TF_VAR_account_id, or write
# account_id = "…" into account.auto.tfvars, which git ignores.
environment  = "dev"
name_prefix  = "media-dev"
region       = "us-east-1"
protect_data = false

daily_estimate_alarm_usd = 5

processing = {
  status_update_interval_seconds = 10
}
