# In earlier versions these were resources of this module itself.

moved {
  from = aws_cloudwatch_log_group.this["ingest-orchestrator"]
  to   = module.ingest_orchestrator.aws_cloudwatch_log_group.this
}

moved {
  from = aws_iam_role.this["ingest-orchestrator"]
  to   = module.ingest_orchestrator.aws_iam_role.this
}

moved {
  from = aws_iam_role_policy.this["ingest-orchestrator"]
  to   = module.ingest_orchestrator.aws_iam_role_policy.this
}

moved {
  from = aws_lambda_function.this["ingest-orchestrator"]
  to   = module.ingest_orchestrator.aws_lambda_function.this
}

moved {
  from = aws_cloudwatch_log_group.this["job-status-processor"]
  to   = module.job_status_processor.aws_cloudwatch_log_group.this
}

moved {
  from = aws_iam_role.this["job-status-processor"]
  to   = module.job_status_processor.aws_iam_role.this
}

moved {
  from = aws_iam_role_policy.this["job-status-processor"]
  to   = module.job_status_processor.aws_iam_role_policy.this
}

moved {
  from = aws_lambda_function.this["job-status-processor"]
  to   = module.job_status_processor.aws_lambda_function.this
}

moved {
  from = aws_cloudwatch_log_group.this["asset-event-publisher"]
  to   = module.asset_event_publisher.aws_cloudwatch_log_group.this
}

moved {
  from = aws_iam_role.this["asset-event-publisher"]
  to   = module.asset_event_publisher.aws_iam_role.this
}

moved {
  from = aws_iam_role_policy.this["asset-event-publisher"]
  to   = module.asset_event_publisher.aws_iam_role_policy.this
}

moved {
  from = aws_lambda_function.this["asset-event-publisher"]
  to   = module.asset_event_publisher.aws_lambda_function.this
}

moved {
  from = aws_cloudwatch_log_group.this["asset-reconciler"]
  to   = module.asset_reconciler.aws_cloudwatch_log_group.this
}

moved {
  from = aws_iam_role.this["asset-reconciler"]
  to   = module.asset_reconciler.aws_iam_role.this
}

moved {
  from = aws_iam_role_policy.this["asset-reconciler"]
  to   = module.asset_reconciler.aws_iam_role_policy.this
}

moved {
  from = aws_lambda_function.this["asset-reconciler"]
  to   = module.asset_reconciler.aws_lambda_function.this
}
