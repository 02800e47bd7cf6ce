variable "account_id" {
  description = "The account that owns the pool (12 digits)."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account; `aws sts get-caller-identity` prints yours."
  }
}

variable "browser_client" {
  description = "The public client of your web application: where the sign-in pages may return to (at most 100 URLs each), and the scopes that its users may have."
  type = object({
    callback_urls = set(string)
    logout_urls   = optional(set(string), [])
    scopes        = optional(set(string), ["assets:read", "assets:write", "uploads:write"])
  })
  nullable = false

  validation {
    condition     = length(var.browser_client.callback_urls) > 0
    error_message = "browser_client.callback_urls must have at least one URL, such as https://app.example.com/signed-in."
  }
  validation {
    condition = alltrue([
      for url in setunion(var.browser_client.callback_urls, var.browser_client.logout_urls) :
      can(regex("^(https://[^/?#*\\s]+|http://localhost(:[0-9]+)?)(/[^#*\\s]*)?$", url))
    ])
    error_message = "browser_client's URLs must be https:// URLs (or http://localhost for development) without wildcard or fragment, such as https://app.example.com/signed-in."
  }
  validation {
    condition     = length(setsubtract(var.browser_client.scopes, ["assets:read", "assets:write", "uploads:write"])) == 0
    error_message = "browser_client.scopes may be assets:read, assets:write and uploads:write. assets:all and playback:grant are for servers."
  }
}

variable "name_prefix" {
  description = "First part of every name in this pipeline."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name_prefix))
    error_message = "name_prefix must be small letters, digits and single hyphens, and start with a letter, such as media-dev."
  }
  validation {
    condition     = length(var.name_prefix) <= 38
    error_message = "name_prefix must have at most 38 characters: the access-logs bucket's name adds 25 and ends at 63."
  }
  validation {
    condition     = !can(regex("amazon|aws|cognito", var.name_prefix))
    error_message = "name_prefix must not contain amazon, aws or cognito: Cognito keeps these words from the names of sign-in pages."
  }
}

variable "mfa" {
  description = "Whether users sign in with a code of an authenticator app too: OFF, OPTIONAL (who sets it up) or ON (everybody)."
  type        = string
  default     = "OPTIONAL"
  nullable    = false

  validation {
    condition     = contains(["OFF", "ON", "OPTIONAL"], var.mfa)
    error_message = "mfa must be OFF, OPTIONAL or ON."
  }
}

variable "password_policy" {
  description = "What a password must have: a length, and kinds of characters (lowercase, numbers, symbols, uppercase). An administrator's first password ends after some days."
  type = object({
    minimum_length          = optional(number, 12)
    requires                = optional(set(string), ["lowercase", "numbers", "uppercase"])
    temporary_validity_days = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(range(8, 100), var.password_policy.minimum_length)
    error_message = "password_policy.minimum_length must be a whole number from 8 to 99."
  }
  validation {
    condition = length(setsubtract(
      var.password_policy.requires, ["lowercase", "numbers", "symbols", "uppercase"]
    )) == 0
    error_message = "password_policy.requires may be lowercase, numbers, symbols and uppercase."
  }
  validation {
    condition     = contains(range(1, 366), var.password_policy.temporary_validity_days)
    error_message = "password_policy.temporary_validity_days must be a whole number from 1 to 365."
  }
}

variable "protect_data" {
  description = "true: the pool, and so its users, cannot be deleted."
  type        = bool
  default     = true
  nullable    = false
}

variable "self_sign_up" {
  description = "true: anybody with an e-mail address may sign up. false: an administrator creates users."
  type        = bool
  default     = false
  nullable    = false
}

variable "server_client" {
  description = "The confidential client of your servers, with the scopes that it may have; null: none. AWS charges for such clients and their tokens."
  type = object({
    scopes = optional(set(string), [
      "assets:all", "assets:read", "assets:write", "playback:grant", "uploads:write"
    ])
  })
  default = null

  validation {
    condition = var.server_client == null ? true : length(var.server_client.scopes) > 0 && length(setsubtract(
      var.server_client.scopes,
      ["assets:all", "assets:read", "assets:write", "playback:grant", "uploads:write"]
    )) == 0
    error_message = "server_client.scopes must be one or more of assets:all, assets:read, assets:write, playback:grant and uploads:write."
  }
}

variable "threat_protection" {
  description = "Cognito's threat protection, at a price per user: OFF, AUDIT (it reports) or ENFORCED (it blocks)."
  type        = string
  default     = "OFF"
  nullable    = false

  validation {
    condition     = contains(["AUDIT", "ENFORCED", "OFF"], var.threat_protection)
    error_message = "threat_protection must be OFF, AUDIT or ENFORCED."
  }
}

variable "token_validity" {
  description = "How long tokens are good for: access and id tokens in minutes (5 to 1440), refresh tokens in days (1 to 3650)."
  type = object({
    access_minutes = optional(number, 60)
    refresh_days   = optional(number, 30)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      floor(var.token_validity.access_minutes) == var.token_validity.access_minutes,
      var.token_validity.access_minutes >= 5,
      var.token_validity.access_minutes <= 1440,
    ])
    error_message = "token_validity.access_minutes must be a whole number from 5 to 1440 (a day)."
  }
  validation {
    condition = alltrue([
      floor(var.token_validity.refresh_days) == var.token_validity.refresh_days,
      var.token_validity.refresh_days >= 1,
      var.token_validity.refresh_days <= 3650,
    ])
    error_message = "token_validity.refresh_days must be a whole number from 1 to 3650."
  }
}
