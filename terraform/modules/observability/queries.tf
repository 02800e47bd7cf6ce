locals {
  queries = {
    "One asset, every log line" = <<-EOT
      fields @timestamp, level, message, messageId, @log
      | filter assetId = "PUT THE ASSET ID HERE"
      | sort @timestamp asc
    EOT
    "Warnings and errors"       = <<-EOT
      fields @timestamp, level, message, assetId, @log
      | filter level in ["WARNING", "ERROR", "CRITICAL"]
      | sort @timestamp desc
      | limit 200
    EOT
    "Cold starts"               = <<-EOT
      filter @type = "REPORT"
      | stats count(*) as invocations, count(@initDuration) as cold_starts, pct(@initDuration, 95) as init_p95_ms, pct(@duration, 95) as p95_ms, max(@maxMemoryUsed / 1000 / 1000) as memory_mb by @log
    EOT
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = local.queries

  name            = "${var.name_prefix}/${each.key}"
  log_group_names = local.log_groups
  query_string    = each.value
}
