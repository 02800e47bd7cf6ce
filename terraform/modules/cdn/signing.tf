# A private key never leaves KMS. Its public key is an input: nothing is looked up.

locals {
  public_keys = { for name, pem in var.signing.public_keys : name => "${trimspace(pem)}\n" if pem != null }
  signs       = length(local.public_keys) > 0
  active      = var.signing.active != null ? var.signing.active : try(reverse(sort(keys(local.public_keys)))[0], null)

  account_statement = {
    Sid       = "AccountDecidesByIam"
    Effect    = "Allow"
    Principal = { AWS = "arn:${local.partition}:iam::${var.account_id}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }
}

resource "aws_kms_key" "signing" {
  for_each = toset(keys(var.signing.public_keys))

  description              = "${var.name_prefix}: signs grants of playback, ${each.key}"
  customer_master_key_spec = "RSA_2048"
  deletion_window_in_days  = 30
  key_usage                = "SIGN_VERIFY"

  policy = jsonencode({ Version = "2012-10-17", Statement = [local.account_statement] })
}

resource "aws_kms_alias" "signing" {
  for_each = aws_kms_key.signing

  name          = "alias/${var.name_prefix}-signing-${each.key}"
  target_key_id = each.value.key_id
}

# Names of CloudFront are the account's. One that tells the key makes room for its successor, which is
# made before this one goes: neither may go while a distribution names it.
resource "aws_cloudfront_public_key" "this" {
  for_each = local.public_keys

  name        = "${var.name_prefix}-${each.key}-${substr(sha256(each.value), 0, 8)}"
  comment     = "Verifies grants of playback"
  encoded_key = each.value

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudfront_key_group" "this" {
  count = local.signs ? 1 : 0

  name    = var.name_prefix
  comment = "Whose grants are taken"
  items   = [for key in aws_cloudfront_public_key.this : key.id]

  lifecycle {
    create_before_destroy = true
  }
}

# Where nothing is signed, nothing is served: not even what the cache still has.
resource "aws_cloudfront_function" "refuse" {
  count = local.signs ? 0 : 1

  name    = "${var.name_prefix}-refuse"
  comment = "There is no key that signs grants"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = "function handler() { return { statusCode: 403, statusDescription: 'Forbidden' }; }"

  lifecycle {
    create_before_destroy = true
  }
}
