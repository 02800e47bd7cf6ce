data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id

  alarm_topic_arn = var.alarm_topic_arn == null ? "arn:${local.partition}:sns:${local.region}:${var.account_id}:${var.name_prefix}-alarms" : var.alarm_topic_arn

  # Lets IAM decide. Without it nobody in the account, not even its administrators,
  # could use or change the key.
  account_statement = {
    Sid       = "AccountDecidesByIam"
    Effect    = "Allow"
    Principal = { AWS = "arn:${local.partition}:iam::${var.account_id}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }

  known_service_statements = {
    # What AWS publishes for alarms names no source, and whether CloudWatch sends one to
    # KMS is not known. SNS always encrypts in the context of the topic.
    cloudwatch = {
      Sid       = "AlarmsToEncryptedTopics"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
      Resource  = "*"
      Condition = {
        StringEquals = { "kms:EncryptionContext:aws:sns:topicArn" = local.alarm_topic_arn }
      }
    }
    # On some paths to an encrypted target EventBridge sends neither aws:SourceAccount
    # nor aws:SourceArn: a condition on them would drop events without a trace.
    events = {
      Sid       = "RulesToEncryptedTargets"
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
      Resource  = "*"
    }
    logs = {
      Sid       = "LogGroupsOfThePipeline"
      Effect    = "Allow"
      Principal = { Service = "logs.${local.region}.${data.aws_partition.current.dns_suffix}" }
      Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      Resource  = "*"
      Condition = {
        ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = sort(var.log_group_arns) }
      }
    }
  }

  service_statements = [
    for service, statement in local.known_service_statements : statement
    if service == "logs" ? length(var.log_group_arns) > 0 : contains(var.services, service)
  ]

  further_statements = [
    for statement in var.policy_statements : merge(
      {
        Effect    = "Allow"
        Principal = statement.principals
        Action    = statement.actions
        Resource  = "*"
      },
      # None at all, rather than an empty one.
      { for name in ["Condition"] : name => {
        for test in distinct(statement.conditions[*].test) : test => {
          for condition in statement.conditions : condition.variable => condition.values if condition.test == test
        }
      } if length(statement.conditions) > 0 },
    )
  ]
}
