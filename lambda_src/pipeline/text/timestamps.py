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
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is before the year 1 or after 9999") from error


def from_epoch_ms(epoch_ms: int) -> datetime:
    """MediaConvert's events carry milliseconds since 1970. Raises ValueError for what is none."""
    try:
        return datetime.fromtimestamp(epoch_ms / 1000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("the time is before the year 1 or after 9999") from error
