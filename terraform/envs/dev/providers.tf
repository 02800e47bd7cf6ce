locals {
  # variables.tf keeps these keys out of var.tags.
  tags = merge(var.tags, {
    Environment = var.environment
    ManagedBy   = "terraform"
    Pipeline    = var.name_prefix
    Project     = var.project
  })
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}

# For what CloudFront has in this region alone. Without a CDN nothing is asked there, not even whose
# credentials these are: the first provider asks.
provider "aws" {
  alias                       = "us_east_1"
  region                      = "us-east-1"
  allowed_account_ids         = var.cdn == null ? null : [var.account_id]
  skip_credentials_validation = var.cdn == null
  skip_requesting_account_id  = var.cdn == null

  default_tags {
    tags = local.tags
  }
}
