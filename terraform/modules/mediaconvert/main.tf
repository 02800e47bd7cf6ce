data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  queue_name = "${var.name_prefix}-transcode"
  queue_arn  = "arn:${local.partition}:mediaconvert:${data.aws_region.current.id}:${var.account_id}:queues/${local.queue_name}"
}

resource "aws_media_convert_queue" "this" {
  name            = local.queue_name
  description     = "Jobs of ${var.name_prefix}"
  concurrent_jobs = var.concurrent_jobs
}
