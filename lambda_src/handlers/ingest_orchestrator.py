"""λ ingest-orchestrator: messages of the upload_events queue."""

import os
from functools import cache
from typing import Any

from handlers import log_lines
from handlers.queue_batch import logger, process
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.messages import Messages
from pipeline.aws.metrics import Metrics
from pipeline.aws.profile_store import ProfileStore
from pipeline.aws.transcoder import Transcoder
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.aws.uploads_bucket import UploadsBucket
from pipeline.jobs.pace import Pace
from pipeline.settings import IngestSettings
from pipeline.workflows.ingest import run as ingest
from pipeline.workflows.services import IngestServices


@cache
def parts() -> tuple[IngestServices, IngestSettings]:
    settings = IngestSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    clock, sessions = Clock(), settings.upload_sessions_table_name
    services = IngestServices(
        clock=clock,
        table=AssetTable(client("dynamodb"), settings.asset_table_name),
        messages=Messages(
            client("sqs"), settings.upload_events_queue_url, settings.upload_events_dlq_url
        ),
        metrics=Metrics(settings.powertools_metrics_namespace, settings.name_prefix),
        superseded_outputs_days=settings.superseded_outputs_days,
        transcoder=Transcoder(client("mediaconvert"), settings.transcode_queue_arn, clock),
        uploads_bucket=UploadsBucket(lambda: client("s3"), settings.uploads_bucket_name),
        profiles=ProfileStore(client("ssm"), settings.profiles_path, clock),
        pace=Pace(
            settings.create_jobs_per_second,
            settings.create_jobs_burst,
            sharers=settings.processing_concurrency,
        ),
        sessions=UploadSessionsTable(client("dynamodb"), sessions) if sessions else None,
    )
    return services, settings


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    services, settings = parts()
    return process(
        event, context, lambda message: ingest.run(message, services, settings), services
    )
