resource "aws_kms_key" "this" {
  description = "${var.name_prefix}: ${var.purpose}, later"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([local.account_statement], local.service_statements, local.further_statements, [{
      Sid       = "Later"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "kms:Decrypt"
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }])
  })
}
