"""An HTTP API as Terraform makes it: nothing to change right after, and nothing left at the end."""

import json
from pathlib import Path

from local_aws.account import Account
from local_aws.tests import roots
from local_aws.tests.conftest import clients_of
from local_aws.tests.http_apis import Api
from local_aws.tests.issuers import Issuer

ROOT = """
variable "issuer" { type = string }
variable "rate" {
  type    = number
  default = 5
}
variable "cost_center" {
  type    = string
  default = "media"
}
resource "aws_apigatewayv2_api" "this" {
  name          = "media-test"
  tags          = { CostCenter = var.cost_center }
  protocol_type = "HTTP"
  cors_configuration {
    allow_headers  = ["authorization", "content-type"]
    allow_methods  = ["GET", "POST"]
    allow_origins  = ["https://app.example.com"]
    expose_headers = ["etag"]
    max_age        = 600
  }
}
resource "aws_apigatewayv2_authorizer" "this" {
  api_id           = aws_apigatewayv2_api.this.id
  name             = "tokens"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["api"]
    issuer   = var.issuer
  }
}
resource "aws_apigatewayv2_integration" "this" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_uri        = "arn:aws:lambda:us-east-1:000000000000:function:echo"
  payload_format_version = "2.0"
  timeout_milliseconds   = 10000
}
resource "aws_apigatewayv2_route" "this" {
  for_each = {
    "GET /v1/assets/{id}" = "assets:read"
    "POST /v1/uploads"    = "uploads:write"
  }
  api_id               = aws_apigatewayv2_api.this.id
  route_key            = each.key
  target               = "integrations/${aws_apigatewayv2_integration.this.id}"
  authorization_type   = "JWT"
  authorizer_id        = aws_apigatewayv2_authorizer.this.id
  authorization_scopes = ["media/${each.value}", "media/assets:all"]
}
resource "aws_cloudwatch_log_group" "this" {
  name = "/media-test/api"
}
resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  tags        = { CostCenter = var.cost_center }
  name        = "api"
  auto_deploy = true
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.this.arn
    format          = jsonencode({ id = "$context.requestId", status = "$context.status" })
  }
  default_route_settings {
    detailed_metrics_enabled = true
    throttling_burst_limit   = 10
    throttling_rate_limit    = var.rate
  }
  dynamic "route_settings" {
    for_each = var.rate == 5 ? ["POST /v1/uploads"] : []
    content {
      route_key                = route_settings.value
      detailed_metrics_enabled = true
      throttling_burst_limit   = 2
      throttling_rate_limit    = 1
    }
  }
  depends_on = [aws_apigatewayv2_route.this]
}
resource "aws_lambda_permission" "this" {
  action        = "lambda:InvokeFunction"
  function_name = "echo"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/${aws_apigatewayv2_stage.this.name}/*"
}
output "id" { value = aws_apigatewayv2_api.this.id }
output "url" { value = aws_apigatewayv2_stage.this.invoke_url }
"""


def test_terraform_finds_an_api_as_it_made_it(
    apis: Account, issuer: Issuer, tmp_path: Path
) -> None:
    aws = clients_of(apis)
    roots.write(tmp_path, "api", ROOT)
    deployment = roots.deployment(tmp_path, "api", apis.environment, issuer=issuer.url)
    deployment.apply()
    assert deployment.changes() == []
    made = deployment.outputs()
    assert made["url"] == f"https://{made['id']}.execute-api.us-east-1.amazonaws.com/api"
    api = Api(apis, aws, made["id"], "", "echo")
    token = issuer.token(scope="media/uploads:write")
    sent = [api.call("POST", "/v1/uploads", authorization=token).status for _ in range(3)]
    assert sent == [200, 200, 429]
    assert api.call("GET", "/v1/assets/1", authorization=token).status == 403
    found = aws("logs").filter_log_events(logGroupName="/media-test/api")["events"]
    lines = [json.loads(one["message"]) for one in found]
    assert [one["status"] for one in lines] == ["200", "200", "429", "403"]
    changed = {"rate": 7, "cost_center": "studio"}
    later = roots.deployment(tmp_path, "api", apis.environment, issuer=issuer.url, **changed)
    later.apply()
    assert later.changes() == []
    later.destroy()
