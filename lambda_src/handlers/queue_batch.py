"""A batch of queue messages: each is settled by itself, and leaves one line in the log."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from handlers import log_lines
from pipeline.assets.measurements import Measurement, measure_receives
from pipeline.failures import PermanentError, TransientError
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn, settle
from pipeline.workflows.services import (
    EraseServices,
    IngestServices,
    RemoveServices,
    TrackServices,
    WebhookServices,
)

logger = log_lines.logger()
NO_ASSET = "none"  # the logger drops fields that are None


class ComeBackError(Exception):
    """Makes the batch processor report the message as failed, so that it comes back."""


def process(
    event: dict[str, Any],
    context: Any,
    run: Callable[[Message], Outcome],
    services: EraseServices | IngestServices | RemoveServices | TrackServices | WebhookServices,
) -> dict[str, Any]:
    """The partial batch response. A batch whose messages all come back is no function error."""
    # First: a message that ends the function counts as well.
    services.metrics.record(None, _redeliveries([SQSRecord(one) for one in event["Records"]]))
    left = timedelta(milliseconds=context.get_remaining_time_in_millis())
    deadline = services.clock.now() + left

    def handle(record: SQSRecord) -> None:
        message = Message(
            body=record.body,
            receipt_handle=record.receipt_handle,
            receive_count=_receive_count(record),
            owner=f"{context.aws_request_id}/{record.message_id}",
            deadline=deadline,
        )
        logger.append_keys(messageId=record.message_id)
        try:
            outcome = run(message)
            _log(outcome)
            may_go = settle(outcome, message, services.messages)
        except (TransientError, PermanentError) as error:
            # Not settled: the message comes back when its visibility ends.
            logger.warning(f"not settled: {error}", assetId=outcome.asset_id or NO_ASSET)
            raise ComeBackError from error
        except Exception:
            logger.exception("unforeseen fault", assetId=NO_ASSET, body=record.body[:2000])
            raise
        if not may_go:
            raise ComeBackError

    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return {**process_partial_response(event, handle, processor, context)}


def _receive_count(record: SQSRecord) -> int:
    return int(record.attributes.approximate_receive_count or 1)


def _redeliveries(records: list[SQSRecord]) -> Iterable[Measurement]:
    """A batch is of one queue."""
    queue_name = records[0].event_source_arn.rpartition(":")[2]
    return measure_receives(queue_name, map(_receive_count, records))


def _log(outcome: Outcome) -> None:
    asset_id = outcome.asset_id or NO_ASSET
    match outcome:
        case Done(what=what):
            logger.info(what, assetId=asset_id)
        case RetryIn(seconds=seconds, reason=reason):
            logger.warning(f"comes back in {seconds} s: {reason}", assetId=asset_id)
        case DeadLetter(reason=reason):
            logger.error(f"to the dead letters: {reason}", assetId=asset_id)
