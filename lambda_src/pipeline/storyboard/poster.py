"""The picture that stands for a film."""

from collections.abc import Mapping
from fractions import Fraction

# Titles and black frames come before, credits and what gives the end away come after.
BEGIN, END = Fraction(5, 100), Fraction(60, 100)


def choose_poster(
    sizes_bytes: Mapping[int, int], interval_seconds: Fraction, film_seconds: Fraction
) -> int | None:
    """Of captured frames by their numbers, the one with the largest file: the least even, and so
    neither black nor blurred. Of equal ones the first. None where there is none."""
    meant = {
        number: size
        for number, size in sizes_bytes.items()
        if BEGIN * film_seconds <= number * interval_seconds <= END * film_seconds
    }
    sizes = meant or sizes_bytes
    return min(sizes, key=lambda number: (-sizes[number], number), default=None)
