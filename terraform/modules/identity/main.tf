data "aws_region" "current" {}

locals {
  domain = "${var.name_prefix}-${var.account_id}"
  region = data.aws_region.current.id

  # Scopes of a client begin with the resource server's identifier.
  scopes = {
    "assets:all"     = "Everything that belongs to anybody, for servers"
    "assets:read"    = "See own assets"
    "assets:write"   = "Change and reprocess own assets"
    "playback:grant" = "Let anybody play anything, for servers"
    "uploads:write"  = "Upload files"
  }
}

resource "aws_cognito_user_pool" "this" {
  name                     = "${var.name_prefix}-users"
  auto_verified_attributes = ["email"]
  deletion_protection      = var.protect_data ? "ACTIVE" : "INACTIVE"
  mfa_configuration        = var.mfa
  username_attributes      = ["email"]

  # Sign-in pages, clients and scopes are in the cheapest plan, threat protection is in the dearest.
  user_pool_tier = var.threat_protection == "OFF" ? "LITE" : "PLUS"

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }
  admin_create_user_config {
    allow_admin_create_user_only = !var.self_sign_up
  }
  password_policy {
    minimum_length                   = var.password_policy.minimum_length
    require_lowercase                = contains(var.password_policy.requires, "lowercase")
    require_numbers                  = contains(var.password_policy.requires, "numbers")
    require_symbols                  = contains(var.password_policy.requires, "symbols")
    require_uppercase                = contains(var.password_policy.requires, "uppercase")
    temporary_password_validity_days = var.password_policy.temporary_validity_days
  }
  username_configuration {
    case_sensitive = false
  }

  dynamic "software_token_mfa_configuration" {
    for_each = var.mfa == "OFF" ? [] : [true]
    content {
      enabled = true
    }
  }
  dynamic "user_pool_add_ons" {
    for_each = var.threat_protection == "OFF" ? [] : [var.threat_protection]
    content {
      advanced_security_mode = user_pool_add_ons.value
    }
  }
}

# Its host name serves the sign-in pages and the token endpoint. Names are taken by whoever is first
# in a region, so that the account's number is part of it.
resource "aws_cognito_user_pool_domain" "this" {
  domain       = local.domain
  user_pool_id = aws_cognito_user_pool.this.id
}

resource "aws_cognito_resource_server" "this" {
  name         = "${var.name_prefix}-api"
  identifier   = "media"
  user_pool_id = aws_cognito_user_pool.this.id

  dynamic "scope" {
    for_each = local.scopes
    content {
      scope_name        = scope.key
      scope_description = scope.value
    }
  }
}
