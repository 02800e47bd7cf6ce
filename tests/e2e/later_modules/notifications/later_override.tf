resource "aws_cloudwatch_event_bus" "this" {
  description = "What the pipeline announces, later"
}
