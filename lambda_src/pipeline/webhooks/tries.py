"""When a webhook that did not arrive is sent again."""

# After each failed try, in seconds; as Standard Webhooks proposes. SQS hides a message for at most
# 12 hours.
DELAYS_SECONDS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600)
MOST_TRIES = len(DELAYS_SECONDS) + 1
# Of a delay: what failed together need not come back together.
SPREAD = 0.1


def delay_seconds(tries: int, random: float) -> int | None:
    """After so many tries, at least 1; None after the last. ``random`` is in [0, 1)."""
    if tries > len(DELAYS_SECONDS):
        return None
    return round(DELAYS_SECONDS[tries - 1] * (1 + SPREAD * random))
