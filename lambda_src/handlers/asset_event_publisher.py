"""λ asset-event-publisher: records of the asset table's stream (new and old images)."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from handlers import log_lines
from pipeline.aws.asset_table import record_of_image
from pipeline.aws.clients import client
from pipeline.aws.event_bus import EventBus
from pipeline.failures import PermanentError, TransientError
from pipeline.settings import PublishSettings
from pipeline.workflows import publish

logger = log_lines.logger()


@cache
def event_bus() -> EventBus:
    settings = PublishSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    return EventBus(
        *(client("events"), settings.event_bus_name),
        *(settings.name_prefix, settings.cdn_domain_name),
    )


def handle(record: DynamoDBRecord) -> None:
    change = record.raw_event["dynamodb"]
    asset_id = change["Keys"]["assetId"]["S"]
    try:
        before, after = (
            record_of_image(change[image]) if change.get(image) else None
            for image in ("OldImage", "NewImage")
        )
        announced = publish.run(before, after, event_bus())
    except (TransientError, PermanentError) as error:
        logger.warning(f"comes back: {error}", assetId=asset_id)
        raise
    except Exception:
        logger.exception("unforeseen fault", assetId=asset_id)
        raise
    logger.info(f"announced: {announced}", assetId=asset_id)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    event_bus()
    processor = BatchProcessor(EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)
    return {**process_partial_response(event, handle, processor, context)}
