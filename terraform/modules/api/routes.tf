locals {
  # The scope of each route, by function. They are the handlers' own: a plan test says so.
  routes_of = {
    (local.assets_api) = {
      "GET /v1/assets"                      = "assets:read"
      "GET /v1/assets/{assetId}"            = "assets:read"
      "PATCH /v1/assets/{assetId}"          = "assets:write"
      "DELETE /v1/assets/{assetId}"         = "assets:write"
      "POST /v1/assets/{assetId}/reprocess" = "assets:write"
      "POST /v1/assets/{assetId}/playback"  = "assets:read"
    }
    (local.uploads_api) = {
      "POST /v1/uploads"                             = "uploads:write"
      "GET /v1/uploads/{uploadId}"                   = "uploads:write"
      "DELETE /v1/uploads/{uploadId}"                = "uploads:write"
      "GET /v1/uploads/{uploadId}/parts"             = "uploads:write"
      "POST /v1/uploads/{uploadId}/parts"            = "uploads:write"
      "POST /v1/uploads/{uploadId}/complete"         = "uploads:write"
      "GET /s3/params"                               = "uploads:write"
      "POST /s3/multipart"                           = "uploads:write"
      "GET /s3/multipart/{multipartId}"              = "uploads:write"
      "DELETE /s3/multipart/{multipartId}"           = "uploads:write"
      "GET /s3/multipart/{multipartId}/{partNumber}" = "uploads:write"
      "POST /s3/multipart/{multipartId}/complete"    = "uploads:write"
      "POST /s3/sign"                                = "uploads:write"
      "POST /uploads/presign"                        = "uploads:write"
    }
  }
  routes = merge([
    for function, scopes in local.routes_of : {
      for route, scope in scopes : route => { function = function, scope = scope }
    }
  ]...)

  # Whoever watches has no token: the grant is in the address, signed, and the function asks KMS.
  open_routes = { "GET /v1/playback/{grant}/{folder}/{file}" = local.assets_api }

  # A server lets anybody watch.
  further_scopes = { "POST /v1/assets/{assetId}/playback" = ["playback:grant"] }

  # Routes that begin something cost a call to S3, a session or a job each.
  default_route_limits = {
    for route in ["POST /s3/multipart", "POST /uploads/presign", "POST /v1/assets/{assetId}/reprocess", "POST /v1/uploads"] :
    route => { burst = 50, requests_per_second = 25 }
  }
  route_limits = merge(local.default_route_limits, var.limits.routes)
}

resource "aws_apigatewayv2_integration" "this" {
  for_each = local.functions

  api_id                 = aws_apigatewayv2_api.this.id
  description            = each.key
  integration_type       = "AWS_PROXY"
  integration_uri        = each.value.function_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

# Scopes are alternatives. Without any, a route would take id tokens too; the functions check them
# again, for what belongs to whom.
resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this[each.value.function].id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.this.id
  authorization_scopes = [
    for scope in concat([each.value.scope], lookup(local.further_scopes, each.key, []), ["assets:all"]) :
    "${var.tokens.scope_prefix}${scope}"
  ]
}

resource "aws_apigatewayv2_route" "open" {
  #checkov:skip=CKV_AWS_309:Players send no token; what they ask for names a grant, whose signature the function verifies
  for_each = local.open_routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.this[each.value].id}"
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "this" {
  for_each = local.functions

  action        = "lambda:InvokeFunction"
  function_name = each.value.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/${local.stage}/*"
  statement_id  = "api"
}
