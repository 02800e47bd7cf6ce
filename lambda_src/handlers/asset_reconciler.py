"""λ asset-reconciler: invoked by a schedule; what the event holds does not matter."""

import os
from functools import cache
from typing import Any

from handlers import log_lines
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.event_bus import EventBus
from pipeline.aws.messages import Outbox
from pipeline.aws.metrics import Metrics
from pipeline.aws.multipart_uploads import MultipartUploads
from pipeline.aws.outputs_bucket import OutputsBucket
from pipeline.aws.transcoder import Transcoder
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.failures import TransientError
from pipeline.settings import ReconcileSettings
from pipeline.workflows import reconcile
from pipeline.workflows.services import ExpireServices, ReconcileServices

logger = log_lines.logger()


@cache
def parts() -> tuple[ReconcileServices, ReconcileSettings]:
    settings = ReconcileSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    clock = Clock()
    services = ReconcileServices(
        clock=clock,
        table=AssetTable(client("dynamodb"), settings.asset_table_name),
        metrics=Metrics(settings.powertools_metrics_namespace, settings.name_prefix),
        superseded_outputs_days=settings.superseded_outputs_days,
        transcoder=Transcoder(client("mediaconvert"), settings.transcode_queue_arn, clock),
        upload_events=Outbox(client("sqs"), settings.upload_events_queue_url),
        outputs_bucket=OutputsBucket(lambda: client("s3"), settings.outputs_bucket_name),
        removals=Outbox(client("sqs"), settings.removals_queue_url),
        erasures=Outbox(client("sqs"), settings.erasures_queue_url),
        expiries=_expiries(settings, clock),
    )
    return services, settings


def _expiries(settings: ReconcileSettings, clock: Clock) -> ExpireServices | None:
    if settings.upload_sessions_table_name is None:
        return None
    return ExpireServices(
        clock=clock,
        sessions=UploadSessionsTable(client("dynamodb"), settings.upload_sessions_table_name),
        multipart_uploads=MultipartUploads(lambda: client("s3"), settings.uploads_bucket_name),
        event_bus=EventBus(client("events"), settings.event_bus_name, settings.name_prefix),
    )


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ARG001
    """Raises a fault of ours once every asset was looked at. Failing twice makes a dead letter."""
    services, settings = parts()
    looked = []
    try:
        for look in reconcile.run(services, settings):
            log = logger.warning if look.healed or look.fault else logger.info
            log(look.what, extra=look.facts)
            looked.append(look)
    except TransientError as error:
        logger.warning(f"left for the next run: {error}")
    for look in looked:
        if look.fault is not None:
            raise look.fault
    return {"looked": len(looked), "healed": sum(look.healed for look in looked)}
