"""λ asset-event-publisher: what the table's stream says of assets, to the pipeline's bus."""

from pipeline.assets.announcement import detail_type, is_news
from pipeline.assets.asset import Asset
from pipeline.assets.erasing import Tombstone
from pipeline.workflows.services import EventBus


def run(
    before: Asset | Tombstone | None, after: Asset | Tombstone | None, event_bus: EventBus
) -> str | None:
    """One record of the stream: None where there was none before, or where it was deleted.

    The detail type announced, if any. Raises TransientError and PermanentError: the stream
    delivers the record again, and the announcement has the same id each time.
    """
    if after is None or not is_news(before, after):
        return None
    event_bus.announce(after)
    return detail_type(after)
