"""λ asset-event-publisher: finished assets, from the table's stream to the pipeline's bus."""

from pipeline.assets.announcement import detail_type, is_news
from pipeline.assets.asset import Asset
from pipeline.workflows.services import EventBus


def run(status_before: str | None, after: Asset | None, event_bus: EventBus) -> str | None:
    """One record of the stream; ``after`` is None where the record was deleted.

    The detail type announced, if any. Raises TransientError and PermanentError: the stream
    delivers the record again, and the announcement has the same id each time.
    """
    if after is None or not is_news(status_before, after):
        return None
    event_bus.announce(after)
    return detail_type(after)
