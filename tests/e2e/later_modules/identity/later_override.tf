resource "aws_cognito_resource_server" "this" {
  dynamic "scope" {
    for_each = local.scopes
    content {
      scope_name        = scope.key
      scope_description = "${scope.value}, later"
    }
  }
}
