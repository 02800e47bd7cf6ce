"""Points in time as the record and the announcements show them: UTC, ISO 8601 with Z."""

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """Milliseconds always, so that the texts sort as the times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """Raises ValueError where the text is no time or names no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment.astimezone(UTC)


def from_epoch_ms(epoch_ms: int) -> datetime:
    """MediaConvert's events carry milliseconds since 1970."""
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)
