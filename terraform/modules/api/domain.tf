resource "aws_apigatewayv2_domain_name" "this" {
  count = var.endpoint.domain == null ? 0 : 1

  domain_name = var.endpoint.domain.name

  domain_name_configuration {
    certificate_arn = var.endpoint.domain.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

# At the domain's root: its URLs have no stage.
resource "aws_apigatewayv2_api_mapping" "this" {
  count = var.endpoint.domain == null ? 0 : 1

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.this[0].id
  stage       = aws_apigatewayv2_stage.this.id
}
