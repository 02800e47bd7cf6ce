# Permissions to end an attempt and to request another one.
data "aws_iam_policy_document" "attempts" {
  statement {
    sid       = "AskForAttempts"
    actions   = ["sqs:SendMessage"]
    resources = [var.request_queues.upload_events.queue_arn]
  }
  # A job's ARN does not name its queue.
  statement {
    sid       = "CancelSiblingsOfFailedJobs"
    actions   = ["mediaconvert:CancelJob"]
    resources = [local.job_arns]
  }
}
