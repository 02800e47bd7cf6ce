locals {
  webhook_sender = "webhook-sender"

  # From names, so that the function's environment is complete in the plan.
  queue_url_prefix = "https://sqs.${data.aws_region.current.id}.${data.aws_partition.current.dns_suffix}/${var.account_id}/${var.name_prefix}-webhook-"
}

module "webhook_sender" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Sends announcements to the receivers of webhooks"
  handler          = "handlers.webhook_sender.handler"
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.webhook_sender
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.webhook_sender.json]
  vpc_config       = var.vpc_config

  limits = {
    timeout_seconds = local.timeout_seconds
  }
  environment = {
    WEBHOOK_ENDPOINTS = jsonencode({
      for name, endpoint in var.endpoints : name => {
        allowed_networks = endpoint.allowed_networks
        secret_arn       = endpoint.secret_arn
        url              = endpoint.url
      }
    })
    WEBHOOK_QUEUE_URL_PREFIX = local.queue_url_prefix
  }

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "webhook_sender" {
  statement {
    sid = "ReadQueue"
    actions = [
      "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"
    ]
    resources = values(module.queue)[*].queue_arn
  }
  statement {
    sid       = "SetAsideWithReason"
    actions   = ["sqs:SendMessage"]
    resources = values(module.queue)[*].dlq_arn
  }
  statement {
    sid       = "ReadSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = distinct(values(var.endpoints)[*].secret_arn)
  }
}
