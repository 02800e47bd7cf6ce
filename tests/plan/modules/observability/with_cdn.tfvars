account_id                = "111122223333"
asset_reconciler_dlq_name = "media-test-asset-reconciler-dlq"
messages_key_arn          = "arn:aws:kms:us-east-1:111122223333:key/messages"
name_prefix               = "media-test"

function_names = {
  asset-event-publisher = "media-test-asset-event-publisher"
  asset-reconciler      = "media-test-asset-reconciler"
  ingest-orchestrator   = "media-test-ingest-orchestrator"
}
notifications = {
  bus_name   = "media-test-pipeline"
  dlq_name   = "media-test-announcements-dlq"
  rule_names = { asset-failed = "media-test-asset-failed" }
}
queues = {
  upload-events = { queue_name = "media-test-upload-events", dlq_name = "media-test-upload-events-dlq", rule_name = "media-test-upload-events" }
}
# Not the region of this plan, to be told apart.
cdn = { distribution_id = "E2QWRUHAPOMQZL", region = "eu-north-1", web_acl_name = "media-test" }
