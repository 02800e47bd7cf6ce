"""λ job-status-processor: messages of the job_events queue."""

import os
from functools import cache
from typing import Any

from handlers import log_lines
from handlers.queue_batch import logger, process
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.messages import Messages, Outbox
from pipeline.aws.metrics import Metrics
from pipeline.aws.outputs_bucket import OutputsBucket
from pipeline.aws.transcoder import Transcoder
from pipeline.settings import TrackSettings
from pipeline.workflows import track
from pipeline.workflows.services import TrackServices


@cache
def parts() -> tuple[TrackServices, TrackSettings]:
    settings = TrackSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    clock = Clock()
    services = TrackServices(
        clock=clock,
        table=AssetTable(client("dynamodb"), settings.asset_table_name),
        messages=Messages(
            client("sqs"), settings.job_events_queue_url, settings.job_events_dlq_url
        ),
        metrics=Metrics(settings.powertools_metrics_namespace, settings.name_prefix),
        superseded_outputs_days=settings.superseded_outputs_days,
        transcoder=Transcoder(client("mediaconvert"), settings.transcode_queue_arn, clock),
        upload_events=Outbox(client("sqs"), settings.upload_events_queue_url),
        outputs_bucket=OutputsBucket(lambda: client("s3"), settings.outputs_bucket_name),
    )
    return services, settings


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    services, settings = parts()
    return process(event, context, lambda message: track.run(message, services, settings), services)
