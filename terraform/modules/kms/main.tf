resource "aws_kms_key" "this" {
  count = var.key_arn == null ? 1 : 0

  description             = "${var.name_prefix}: ${var.purpose}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.account_statement], local.service_statements, local.further_statements)
  })
}

resource "aws_kms_alias" "this" {
  count = var.key_arn == null ? 1 : 0

  name          = coalesce(var.key_alias, "alias/${var.name_prefix}-${var.purpose}")
  target_key_id = aws_kms_key.this[0].key_id
}
