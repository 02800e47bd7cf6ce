# What viewers play from, where there is a CDN, …

module "cdn" {
  source = "../../modules/cdn"
  count  = var.cdn == null ? 0 : 1

  account_id             = var.account_id
  api_domain_name        = one(var.api == null ? [] : module.api[0].origin_domain_names)
  cookies                = var.cdn.cookies
  domain                 = var.cdn.domain
  geo_restriction        = var.cdn.geo_restriction
  log_bucket_domain_name = var.cdn.log_bucket_domain_name
  name_prefix            = var.name_prefix
  outputs_domain_name    = module.storage.outputs_bucket_regional_domain_name
  price_class            = var.cdn.price_class
  public_posters         = var.cdn.public_posters
  signing                = var.cdn.signing
  site                   = var.cdn.site
  web_acl_arn            = var.cdn.web_acl_arn != null ? var.cdn.web_acl_arn : one(var.cdn == null ? [] : module.edge[0].web_acl_arns)

  # Pages that may call the API play what it grants.
  allowed_origins = distinct(concat(var.cdn.allowed_origins, var.api == null ? [] : var.api.allowed_origins))
}

# … and what watches and shields it, in us-east-1. Alarms reach topics of their own region alone.

locals {
  edge_alarm_topic_arn = var.region == "us-east-1" ? module.observability.alarm_topic_arn : try(var.cdn.alarm_topic_arn, null)
}

module "edge" {
  source = "../../modules/edge"
  count  = var.cdn == null ? 0 : 1

  providers = { aws = aws.us_east_1 }

  account_id       = var.account_id
  alarm_email      = local.edge_alarm_topic_arn == null ? var.alarm_email : null
  alarm_thresholds = var.alarm_thresholds
  alarm_topic_arn  = local.edge_alarm_topic_arn
  distribution_id  = one(module.cdn[*].distribution_id)
  messages_key_arn = one(module.edge_messages_key[*].key_arn)
  name_prefix      = var.name_prefix
  rate_limit       = var.cdn.rate_limit
}

module "edge_messages_key" {
  source = "../../modules/kms"
  count  = var.cdn == null || local.edge_alarm_topic_arn != null ? 0 : 1

  providers = { aws = aws.us_east_1 }

  account_id  = var.account_id
  name_prefix = var.name_prefix
  purpose     = "messages"
  services    = ["cloudwatch"]
}

# Who may sign in, where nobody else provides it.

module "identity" {
  source = "../../modules/identity"
  count  = var.identity == null ? 0 : 1

  account_id     = var.account_id
  browser_client = var.identity.browser_client
  name_prefix    = var.name_prefix

  mfa               = var.identity.mfa
  password_policy   = var.identity.password_policy
  protect_data      = var.protect_data
  self_sign_up      = var.identity.self_sign_up
  server_client     = var.identity.server_client
  threat_protection = var.identity.threat_protection
  token_validity    = var.identity.token_validity
}

# Servers that are told of announcements, where there are any.

module "webhooks" {
  source = "../../modules/webhooks"
  count  = length(var.webhooks) == 0 ? 0 : 1

  account_id       = var.account_id
  data_key_arn     = module.data_key.key_arn
  endpoints        = var.webhooks
  event_bus_name   = module.notifications.bus_name
  logs             = var.logs
  messages_key_arn = module.messages_key.key_arn
  name_prefix      = var.name_prefix
  package          = var.package

  permissions_boundary_arn = var.permissions_boundary_arn
}
