"""The price data keep their form, whoever updates them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.transcoding import prices
from pipeline.transcoding.prices import Amount, Figure, Lift, Step, Tier
from pipeline.transcoding.profile import QUALITY_TUNING_LEVELS

FIRST_PRICE_LIST = date(2017, 11, 27)  # MediaConvert's first


def found(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every figure and lift of the data, by its path."""
    if isinstance(value, Figure | Lift):
        yield path, value
    elif isinstance(value, dict):
        for name, entry in value.items():
            yield from found(entry, f"{path}.{name}")
    elif isinstance(value, tuple):
        for number, entry in enumerate(value):
            yield from found(entry, f"{path}[{number}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from found(getattr(value, field.name), f"{path}.{field.name}")


DATA = {name: value for name, value in vars(prices).items() if name.isupper() and name[0] != "_"}
ENTRIES = list(found(DATA, "prices"))
STEPS = {name: value for name, value in DATA.items() if isinstance(value, tuple)}


def mistakes(entry: Figure | Lift) -> list[str]:
    wrong = [] if entry.source.strip() else ["names no source"]
    if date.fromisoformat(entry.as_of) < FIRST_PRICE_LIST:
        wrong.append("is older than the service")
    if isinstance(entry, Figure):
        low, high = entry.amount.low, entry.amount.high
        if not (isinstance(low, Decimal) and isinstance(high, Decimal)):
            wrong.append("is no Decimal")
        if not 0 <= low <= high or high == 0:
            wrong.append("goes from more to less, or is nothing")
    return wrong


def test_every_figure_has_a_source_a_date_and_a_range() -> None:
    assert {path: wrong for path, entry in ENTRIES if (wrong := mistakes(entry))} == {}


@pytest.mark.parametrize(
    ("low", "high", "source", "as_of"),
    [
        ("2", "1", "a page", "2026-01-01"),
        ("-1", "1", "a page", "2026-01-01"),
        ("0", "0", "a page", "2026-01-01"),
        ("1", "1", " ", "2026-01-01"),
        ("1", "1", "a page", "2006-01-01"),
    ],
)
def test_a_wrong_figure_is_seen(low: str, high: str, source: str, as_of: str) -> None:
    assert mistakes(Figure(Amount(Decimal(low), Decimal(high)), source, as_of))


def test_the_data_are_whole() -> None:
    assert len(ENTRIES) > 20
    assert all(set(rates) == set(Tier) for rates in prices.REGIONS.values())
    assert set(QUALITY_TUNING_LEVELS) == set(prices.TUNING_LEVELS)
    assert set(STEPS) == {"RESOLUTIONS", "FRAME_RATES"}
    for steps in STEPS.values():
        assert all(isinstance(step, Step) for step in steps)
        *bounds, last = [step.most for step in steps]
        assert last is None
        assert bounds == sorted(set(bounds))
        factors = [step.factor.amount for step in steps]
        assert [one.low for one in factors] == sorted(one.low for one in factors)
        assert [one.high for one in factors] == sorted(one.high for one in factors)
