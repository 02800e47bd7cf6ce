resource "aws_cognito_resource_server" "this" {
  name = "${var.name_prefix}-api, later"
}
