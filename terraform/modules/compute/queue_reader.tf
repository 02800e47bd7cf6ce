# What a function needs to read a queue by a mapping, to delay a message for
# backoff, and to set one aside in the dead-letter queue with a reason.
data "aws_iam_policy_document" "queue_reader" {
  for_each = { upload_events = var.upload_events, job_events = var.job_events }

  statement {
    sid = "ReadQueue"
    actions = [
      "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"
    ]
    resources = [each.value.queue_arn]
  }
  statement {
    sid       = "SetAsideWithReason"
    actions   = ["sqs:SendMessage"]
    resources = [each.value.dlq_arn]
  }
  # The table's key is made with the table: who reads and writes items only decrypts it.
  statement {
    sid       = "UseDataKey"
    actions   = ["kms:Decrypt"]
    resources = [var.data_key_arn]
  }
  statement {
    sid       = "UseMessagesKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.messages_key_arn]
  }
}
