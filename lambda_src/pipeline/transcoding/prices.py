"""What MediaConvert charges: the one place to bring up to date.

A figure that AWS's pricing page or a bill has shown is one value. Where no source shows it for
certain, it is a low and a high, and the true one lies between them. To update a figure, write the
new value, where it stands, and the date on which it stood there. ``tests/unit/test_prices.py``
checks the form.

Prices are those of the first 100,000 normalized minutes a month, without discounts and taxes:
https://aws.amazon.com/mediaconvert/pricing/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self


class Tier(StrEnum):
    BASIC = "basic"
    PROFESSIONAL = "professional"


@dataclass(frozen=True)
class Amount:
    """The true one is from ``low`` to ``high``; a price is in US dollars."""

    low: Decimal
    high: Decimal

    @classmethod
    def exactly(cls, value: Decimal | int) -> Self:
        return cls(Decimal(value), Decimal(value))

    def times(self, other: "Amount") -> "Amount":
        return Amount(self.low * other.low, self.high * other.high)

    def plus(self, other: "Amount") -> "Amount":
        return Amount(self.low + other.low, self.high + other.high)


@dataclass(frozen=True)
class Figure:
    """A price, or a factor. ``source`` says where it stands, ``as_of`` the day on which it stood
    there (ISO 8601)."""

    amount: Amount
    source: str
    as_of: str


@dataclass(frozen=True)
class Step:
    """A class of outputs, up to and including ``most``; None: without end."""

    name: str
    most: int | None
    factor: Figure


@dataclass(frozen=True)
class Lift:
    """Something that puts an output into the professional tier; ``certain``: a source says so."""

    certain: bool
    source: str
    as_of: str


def _known(value: str, source: str, as_of: str) -> Figure:
    return _between(value, value, source, as_of)


def _between(low: str, high: str, source: str, as_of: str) -> Figure:
    return Figure(Amount(Decimal(low), Decimal(high)), source, as_of)


# US dollars for one normalized minute. The first region is the one whose prices are taken where a
# region is not listed.
REGIONS: Mapping[str, Mapping[Tier, Figure]] = {
    "us-east-1": {
        Tier.BASIC: _known(
            "0.0075", "Price List API, SKU IAD-Normalized-Transcode-Minute-Basic", "2026-09-29"
        ),
        Tier.PROFESSIONAL: _known(
            "0.0120", "README of Video on Demand Foundation v2", "2026-08-09"
        ),
    },
}

# By the vertical resolution: https://docs.aws.amazon.com/mediaconvert/latest/ug/billing-and-usage-reports.html
RESOLUTIONS = (
    Step("SD", 719, _known("1", "the unit of the pricing page", "2026-11-24")),
    Step("HD", 1080, _known("2", "Price List API, SKU IAD-B-AVC-HD-S-30", "2026-09-29")),
    Step("4K", 2160, _known("4", "by the ratio of Seoul's price table", "2020-05-01")),
    Step("8K", None, _between("4", "16", "assumed: at most by the number of pixels", "2026-11-24")),
)

FRAME_RATES = (
    Step("30", 30, _known("1", "the unit of the pricing page", "2026-11-24")),
    Step("60", 60, _between("1.25", "2", "Seoul's price table; high by frames", "2020-05-01")),
    Step("120", 120, _between("1.5", "4", "Seoul's price table; high by frames", "2020-05-01")),
    Step("480", None, _between("1.5", "16", "assumed: at most by frames", "2026-11-24")),
)
# Taken for the highest where nobody tells an output's frame rate.
UNTOLD_FRAME_RATE = 60

# A codec that is not listed has no price here.
CODECS: Mapping[str, Figure] = {
    "H_264": _known("1", "the unit of the pricing page", "2026-11-24"),
    "H_265": _between(
        "2", "3.5", "Video on Demand Foundation v2: 14 for 4K in MULTI_PASS_HQ", "2026-08-09"
    ),
    "AV1": _known("3.5", "README of Video on Demand Foundation v2", "2026-08-09"),
    "FRAME_CAPTURE": _between(
        "0", "1", "no usage code of its own: free, or as a video output", "2026-11-24"
    ),
}

TUNING_LEVELS: Mapping[str, Figure] = {
    "SINGLE_PASS": _known("1", "the unit of the pricing page", "2026-11-24"),
    "SINGLE_PASS_HQ": _between(
        "1", "1.75", "has a usage code of its own; at most as MULTI_PASS_HQ", "2026-11-24"
    ),
    "MULTI_PASS_HQ": _known("1.75", "README of Video on Demand Foundation v2", "2026-08-09"),
}

# An output with sound and no picture, and one with neither (captions).
AUDIO_ONLY = _between(
    "0.39", "0.67", "AWS quoted; the user guide's example of 2023 is $0.005 a minute", "2026-11-24"
)
CAPTIONS_ONLY = _between("0", "0.67", "no usage code of its own; at most as sound", "2026-11-24")

# US dollars for one minute of a loudness-corrected sound, in any tier.
AUDIO_NORMALIZATION = _between(
    "0.0020", "0.0050", "Seoul's price table; high as Dolby's in the same table", "2020-05-01"
)

# Each output is charged by the second, and for so many at least.
LEAST_SECONDS = 10

_PRICING_PAGE = "pricing page: the basic tier has AVC in one pass, VP8 and VP9"
LIFTS: Mapping[str, Lift] = {
    "AccelerationSettings": Lift(True, "user guide, accelerated transcoding", "2026-11-28"),
    "AV1": Lift(True, _PRICING_PAGE, "2026-11-24"),
    "H_265": Lift(True, _PRICING_PAGE, "2026-11-24"),
    "MULTI_PASS_HQ": Lift(True, _PRICING_PAGE, "2026-11-24"),
    "Deinterlacer": Lift(True, "changelog of Video on Demand Foundation 1.1.0", "2026-11-24"),
    "ColorCorrector": Lift(False, "no source names its tier", "2026-11-24"),
}
# Any other member of VideoPreprocessors.
UNKNOWN_LIFT = Lift(False, "no source names its tier", "2026-11-24")
