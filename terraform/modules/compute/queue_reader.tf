# Permissions to read a queue through a mapping, to delay a message for backoff, and to
# move one to the dead-letter queue with a reason.
data "aws_iam_policy_document" "queue_reader" {
  for_each = merge({ job_events = var.job_events }, var.request_queues)

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
}
