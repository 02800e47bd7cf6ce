locals {
  assets_api = "assets-api"

  cdns = var.cdn == null ? [] : [var.cdn]
  playback_environment = merge(
    { COOKIE_SAME_SITE = "Lax", GRANT_KEY_ARNS = jsonencode({}), PUBLIC_POSTERS = false },
    [for cdn in local.cdns : {
      for name, value in {
        CDN_DOMAIN_NAME   = cdn.domain_name
        COOKIE_DOMAIN     = cdn.cookie_domain
        COOKIE_SAME_SITE  = cdn.cookie_same_site
        GRANT_KEY_ARNS    = jsonencode(cdn.grant_key_arns)
        GRANT_KEY_PAIR_ID = cdn.grant_key_pair_id
        PUBLIC_POSTERS    = cdn.public_posters
      } : name => value if value != null
    }]...
  )
}

module "assets_api" {
  source = "../function"

  account_id       = var.account_id
  data_key_arn     = var.data_key_arn
  description      = "Tells of assets over HTTP, changes them and has them erased"
  handler          = "handlers.assets_api.handler"
  limits           = local.function_limits
  logs             = var.logs
  messages_key_arn = var.messages_key_arn
  name             = local.assets_api
  name_prefix      = var.name_prefix
  package          = var.package
  statements       = [data.aws_iam_policy_document.assets_api.json]

  environment = merge(local.playback_environment, {
    ASSET_TABLE_NAME               = var.asset_table.table_name
    ERASURES_QUEUE_URL             = var.request_queues.erasures.queue_url
    OUTPUTS_BUCKET_NAME            = var.storage.outputs_bucket_name
    PROFILE_NAMES                  = join(",", var.processing.profile_names)
    REPROCESSES_PER_DAY            = var.limits.reprocesses_per_day
    STATUS_UPDATE_INTERVAL_SECONDS = var.processing.status_update_interval_seconds
    SUBJECT_CLAIM                  = var.tokens.subject_claim
    SUPERSEDED_OUTPUTS_DAYS        = var.processing.superseded_outputs_days
    UPLOAD_EVENTS_QUEUE_URL        = var.request_queues.upload_events.queue_url
    UPLOAD_SESSIONS_TABLE_NAME     = local.table_name
  })

  permissions_boundary_arn = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "assets_api" {
  statement {
    sid       = "ReadAndChangeAssets"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = [var.asset_table.table_arn]
  }
  statement {
    sid       = "ListAssets"
    actions   = ["dynamodb:Query"]
    resources = [for index in ["StatusIndex", "UploaderIndex"] : "${var.asset_table.table_arn}/index/${index}"]
  }
  # Counters alone: sessions and their quotas are of the other function.
  statement {
    sid       = "CountReprocesses"
    actions   = ["dynamodb:UpdateItem"]
    resources = [local.table_arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["reprocess#*"]
    }
  }
  statement {
    sid       = "AskForAttempts"
    actions   = ["sqs:SendMessage"]
    resources = [var.request_queues.upload_events.queue_arn]
  }
  statement {
    sid       = "AskForErasures"
    actions   = ["sqs:SendMessage"]
    resources = [var.request_queues.erasures.queue_arn]
  }
  # Playlists alone: what they name is the CDN's to hand out.
  dynamic "statement" {
    for_each = local.cdns

    content {
      sid       = "ReadPlaylists"
      actions   = ["s3:GetObject"]
      resources = [for keys in ["*.m3u8", "*.mpd", "*/storyboard/*.vtt"] : "${var.storage.outputs_bucket_arn}/${keys}"]
    }
  }
  dynamic "statement" {
    for_each = [for cdn in local.cdns : cdn if length(cdn.signing_key_arns) > 0]

    content {
      sid       = "SignGrants"
      actions   = ["kms:Sign", "kms:Verify"]
      resources = statement.value.signing_key_arns

      condition {
        test     = "StringEquals"
        variable = "kms:SigningAlgorithm"
        values   = ["RSASSA_PKCS1_V1_5_SHA_256"]
      }
    }
  }
}
