account_id      = "111122223333"
alarm_topic_arn = "arn:aws:sns:us-east-1:111122223333:on-call"
distribution_id = "E2QWRUHAPOMQZL"
name_prefix     = "media-test"

alarm_thresholds = {
  cdn_blocked_requests           = 10
  cdn_minimum_requests           = 1000
  cdn_origin_latency_p90_seconds = 0.5
  cdn_refused_percent            = 5
  cdn_server_error_percent       = 0.5
}
rate_limit = { requests = 100, window_seconds = 60 }
