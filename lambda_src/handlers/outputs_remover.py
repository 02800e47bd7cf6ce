"""λ outputs-remover: messages of the removals queue."""

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
from pipeline.settings import RemoveSettings
from pipeline.workflows import remove
from pipeline.workflows.services import RemoveServices


@cache
def services() -> RemoveServices:
    settings = RemoveSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    cdn = settings.cdn_distribution_id
    return RemoveServices(
        clock=Clock(),
        table=AssetTable(client("dynamodb"), settings.asset_table_name),
        messages=Messages(client("sqs"), settings.removals_queue_url, settings.removals_dlq_url),
        metrics=Metrics(settings.powertools_metrics_namespace, settings.name_prefix),
        removals=Outbox(client("sqs"), settings.removals_queue_url),
        superseded_outputs_days=settings.superseded_outputs_days,
        output_versions=ObjectVersions(client("s3"), settings.outputs_bucket_name),
        distribution=Distribution(client("cloudfront"), cdn) if cdn else None,
    )


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    parts = services()
    return process(event, context, lambda message: remove.run(message, parts), parts)
