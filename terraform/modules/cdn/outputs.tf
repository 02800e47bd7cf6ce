output "data_key_policy_statements" {
  description = "Statements that the policy of the data key needs: CloudFront decrypts what it reads. They name no distribution, which would be a circle."
  value = [{
    actions    = ["kms:Decrypt"]
    principals = { Service = ["cloudfront.amazonaws.com"] }
    conditions = [
      { test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] },
      { test = "ArnLike", variable = "aws:SourceArn", values = ["arn:${local.partition}:cloudfront::${var.account_id}:distribution/*"] },
    ]
  }]
}

output "distribution" {
  description = "What the functions know of the distribution, in a list of one: for the module compute."
  value = [{
    distribution_arn = aws_cloudfront_distribution.this.arn
    distribution_id  = aws_cloudfront_distribution.this.id
    domain_name      = local.domain_name
  }]
}

output "distribution_domain_name" {
  description = "CloudFront's own name of the distribution: what DNS records of `domain` point to."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "distribution_id" {
  description = "Id of the distribution."
  value       = aws_cloudfront_distribution.this.id
}

output "domain_name" {
  description = "Host name that viewers play from."
  value       = local.domain_name
}

output "grant_key" {
  description = "What grants are signed with: ARN of the KMS key, and CloudFront's id of its public key. null: there is no public key yet."
  value       = local.signs ? { arn = aws_kms_key.signing[local.active].arn, key_pair_id = aws_cloudfront_public_key.this[local.active].id } : null
}

output "outputs_policy_statements" {
  description = "Statements that the policy of the outputs bucket needs: CloudFront reads objects for this distribution."
  value = [{
    actions    = ["s3:GetObject"]
    effect     = "Allow"
    keys       = ["*"]
    principals = { Service = ["cloudfront.amazonaws.com"] }
    conditions = [{ test = "ArnEquals", variable = "aws:SourceArn", values = [aws_cloudfront_distribution.this.arn] }]
  }]
}

output "playback" {
  description = "Where outputs are played and what signs grants, in a list of one: for the module api."
  value = [{
    cookie_domain     = var.cookies.domain
    cookie_same_site  = var.cookies.same_site
    domain_name       = local.domain_name
    grant_key_arns    = { for name, key in aws_cloudfront_public_key.this : key.id => aws_kms_key.signing[name].arn }
    grant_key_pair_id = local.signs ? aws_cloudfront_public_key.this[local.active].id : null
    public_posters    = var.public_posters
    signing_key_arns  = [for name in keys(local.public_keys) : aws_kms_key.signing[name].arn]
  }]
}

output "signing_key_aliases" {
  description = "Aliases of the keys that sign, by name: `make signing-key` prints the public key of each."
  value       = { for name, alias in aws_kms_alias.signing : name => alias.name }
}

output "site" {
  description = "The site: the bucket of its files, and the URL below which they are. null: there is none."
  value       = one([for site in local.sites : { bucket_name = local.site_bucket_name, url = "https://${local.domain_name}/site/" }])
}
