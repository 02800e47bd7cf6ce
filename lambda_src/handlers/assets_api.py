"""λ assets-api: requests to the HTTP API that are of assets."""

import os
from functools import cache, partial
from typing import Any

from handlers import log_lines
from handlers.http_api import HttpApi, logger
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.grant_signer import GrantSigner
from pipeline.aws.messages import Outbox
from pipeline.aws.metrics import Metrics
from pipeline.aws.outputs_bucket import OutputsBucket
from pipeline.aws.quota_counters import QuotaCounters
from pipeline.settings import AssetsApiSettings
from pipeline.workflows import assets_api, playback_api
from pipeline.workflows.services import AssetsApiServices

ROUTES = {
    "GET /v1/assets": assets_api.list_assets,
    "GET /v1/assets/{assetId}": assets_api.get,
    "PATCH /v1/assets/{assetId}": assets_api.edit,
    "DELETE /v1/assets/{assetId}": assets_api.erase,
    "POST /v1/assets/{assetId}/reprocess": assets_api.reprocess,
    "POST /v1/assets/{assetId}/playback": playback_api.grant,
    "GET /v1/playback/{grant}/{folder}/{file}": playback_api.playlist,
}
# Players send no token: the grant is in the address.
OPEN_ROUTES = ("GET /v1/playback/{grant}/{folder}/{file}",)


@cache
def api() -> HttpApi:
    settings = AssetsApiSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    services = AssetsApiServices(
        clock=Clock(),
        table=AssetTable(client("dynamodb"), settings.asset_table_name),
        metrics=Metrics(settings.powertools_metrics_namespace, settings.name_prefix),
        superseded_outputs_days=settings.superseded_outputs_days,
        counters=QuotaCounters(client("dynamodb"), settings.upload_sessions_table_name),
        upload_events=Outbox(client("sqs"), settings.upload_events_queue_url),
        erasures=Outbox(client("sqs"), settings.erasures_queue_url),
        grant_signer=GrantSigner(lambda: client("kms")),
        outputs_bucket=OutputsBucket(lambda: client("s3"), settings.outputs_bucket_name),
    )
    routes = {
        key: partial(run, services=services, settings=settings) for key, run in ROUTES.items()
    }
    return HttpApi(routes, settings.subject_claim, OPEN_ROUTES)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api().answer(event, context)
