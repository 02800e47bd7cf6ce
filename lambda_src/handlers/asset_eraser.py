"""λ asset-eraser: messages of the erasures queue."""

import os
from functools import cache
from typing import Any

from handlers import log_lines
from handlers.queue_batch import logger, process
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.distribution import Distribution
from pipeline.aws.messages import Messages, Outbox
from pipeline.aws.metrics import Metrics
from pipeline.aws.object_versions import ObjectVersions
from pipeline.aws.transcoder import Transcoder
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.settings import EraseSettings
from pipeline.workflows import erase
from pipeline.workflows.services import EraseServices


@cache
def parts() -> tuple[EraseServices, EraseSettings]:
    settings = EraseSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    clock, sessions = Clock(), settings.upload_sessions_table_name
    cdn = settings.cdn_distribution_id
    services = EraseServices(
        clock=clock,
        table=AssetTable(client("dynamodb"), settings.asset_table_name),
        messages=Messages(client("sqs"), settings.erasures_queue_url, settings.erasures_dlq_url),
        metrics=Metrics(settings.powertools_metrics_namespace, settings.name_prefix),
        superseded_outputs_days=settings.superseded_outputs_days,
        erasures=Outbox(client("sqs"), settings.erasures_queue_url),
        transcoder=Transcoder(client("mediaconvert"), settings.transcode_queue_arn, clock),
        upload_versions=ObjectVersions(client("s3"), settings.uploads_bucket_name),
        output_versions=ObjectVersions(client("s3"), settings.outputs_bucket_name),
        sessions=UploadSessionsTable(client("dynamodb"), sessions) if sessions else None,
        distribution=Distribution(client("cloudfront"), cdn) if cdn else None,
    )
    return services, settings


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    services, settings = parts()
    return process(event, context, lambda message: erase.run(message, services, settings), services)
