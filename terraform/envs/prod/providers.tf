provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  # variables.tf keeps these keys out of var.tags.
  default_tags {
    tags = merge(var.tags, {
      Environment = var.environment
      ManagedBy   = "terraform"
      Pipeline    = var.name_prefix
      Project     = var.project
    })
  }
}
