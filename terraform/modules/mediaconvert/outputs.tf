output "job_event_pattern" {
  description = "EventBridge pattern (JSON) of the state changes of jobs in our queue."
  value = jsonencode({
    source      = ["aws.mediaconvert"]
    detail-type = ["MediaConvert Job State Change"]
    detail = {
      queue  = [local.queue_arn]
      status = ["PROGRESSING", "STATUS_UPDATE", "COMPLETE", "ERROR", "CANCELED"]
    }
  })
}

output "profile_names" {
  description = "Names of the transcoding profiles in SSM."
  value       = keys(local.profiles)
}

output "profiles_path" {
  description = "SSM path of the transcoding profiles, without a trailing slash."
  value       = local.profiles_path
}

output "queue_arn" {
  description = "ARN of the MediaConvert queue."
  value       = local.queue_arn
  depends_on  = [aws_media_convert_queue.this]
}

output "role_arn" {
  description = "ARN of the role that jobs run under."
  value       = local.role_arn
  depends_on  = [aws_iam_role_policy.this]
}
