"""What an attempt's jobs will cost, before they are created.

Priced are the requests of CreateJob, in the service's shape, and not the plans they were made of:
an estimate is of what is asked for. Every output is charged for its own length, which is the
source's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from pipeline.failures import Failure
from pipeline.transcoding import prices
from pipeline.transcoding.prices import Amount, Figure, Step, Tier
from pipeline.transcoding.source import Source

PLACES = Decimal("0.0001")

Shape = Mapping[str, Any]


class UnpricedError(Exception):
    """``str`` says for people what is not known."""


@dataclass(frozen=True, kw_only=True)
class Footage:
    """What decides an output's price where its request leaves it to the source: the size is as a
    viewer sees it. None: unknown."""

    duration_seconds: Decimal | None
    width_px: int | None = None
    height_px: int | None = None
    frame_rate: Fraction | None = None


def footage_of(source: Source) -> Footage:
    seconds, video = source.duration_seconds, source.video
    duration = None if seconds is None else Decimal(str(seconds))
    if video is None:
        return Footage(duration_seconds=duration)
    width, height = video.display_size_px
    return Footage(
        duration_seconds=duration,
        width_px=width,
        height_px=height,
        frame_rate=video.frame_rate,
    )


@dataclass(frozen=True, kw_only=True)
class PricedOutput:
    """``lifted_by`` names what puts it into the professional tier, or may: then the two tiers
    differ."""

    job: str
    name: str
    normalized_minutes: Amount
    low_tier: Tier
    high_tier: Tier
    lifted_by: tuple[str, ...]
    usd: Amount


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """US dollars, in four places; None where nothing is known, and the last note says why.

    ``region`` is the one whose prices were taken, ``tier`` the highest that an output may be in,
    ``lifted_by`` what puts it there.
    """

    low_usd: Decimal | None
    high_usd: Decimal | None
    region: str
    tier: Tier | None = None
    lifted_by: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def estimate(requests: Iterable[Shape], footage: Footage, region: str) -> Estimate:
    """Of all jobs of an attempt. A region without prices gets those of another, and a note."""
    priced_in = region if region in prices.REGIONS else next(iter(prices.REGIONS))
    notes = [] if priced_in == region else [f"No prices for {region}: {priced_in}'s were taken."]
    try:
        outputs = list(priced_outputs(requests, footage, priced_in))
    except UnpricedError as error:
        why = (*notes, str(error))
        return Estimate(low_usd=None, high_usd=None, region=priced_in, notes=why)
    total = Amount.exactly(0)
    for output in outputs:
        total = total.plus(output.usd)
    professional = any(output.high_tier is Tier.PROFESSIONAL for output in outputs)
    return Estimate(
        low_usd=_rounded(total.low, ROUND_FLOOR),
        high_usd=_rounded(total.high, ROUND_CEILING),
        region=priced_in,
        tier=Tier.PROFESSIONAL if professional else Tier.BASIC,
        lifted_by=tuple(sorted({name for output in outputs for name in output.lifted_by})),
        notes=tuple(notes),
    )


def _rounded(usd: Decimal, rounding: str) -> Decimal:
    """First off what a third of a minute leaves in the last place of a Decimal."""
    return usd.quantize(PLACES * PLACES).quantize(PLACES, rounding)


def refuse_estimate(estimated: Estimate, max_estimate_usd: Decimal) -> Failure | None:
    """By what it may cost at most. What cannot be estimated is not refused."""
    if estimated.high_usd is None or estimated.high_usd <= max_estimate_usd:
        return None
    return Failure(
        "ESTIMATE_TOO_HIGH",
        f"To transcode the video may cost {estimated.high_usd} US dollars; "
        f"at most {max_estimate_usd} are accepted.",
    )


def priced_outputs(
    requests: Iterable[Shape], footage: Footage, region: str
) -> Iterator[PricedOutput]:
    """In the order of the requests. Raises UnpricedError; and KeyError for a region that the
    prices do not list."""
    rates = prices.REGIONS[region]
    if footage.duration_seconds is None:
        raise UnpricedError("The source tells no duration.")
    seconds = max(footage.duration_seconds, Decimal(prices.LEAST_SECONDS))
    minutes = Amount.exactly(seconds.to_integral_value(ROUND_CEILING) / 60)
    for request in requests:
        for name, output in _outputs(request["Settings"]):
            lifted_by = (*_lifts_of_job(request), *_lifts(output))
            low_tier, high_tier = _tiers(lifted_by)
            normalized = minutes.times(_factor(output, footage))
            rate = Amount(rates[low_tier].amount.low, rates[high_tier].amount.high)
            yield PricedOutput(
                job=(request.get("UserMetadata") or {}).get("job", ""),
                name=name,
                normalized_minutes=normalized,
                low_tier=low_tier,
                high_tier=high_tier,
                lifted_by=lifted_by,
                usd=normalized.times(rate).plus(minutes.times(_normalization(output))),
            )


def _outputs(settings: Shape) -> Iterator[tuple[str, Shape]]:
    for number, group in enumerate(settings["OutputGroups"], start=1):
        name = group.get("Name") or f"group {number}"
        if group.get("AutomatedEncodingSettings"):
            raise UnpricedError(f"The service itself chooses the renditions of {name}.")
        for output in group["Outputs"]:
            yield name + output.get("NameModifier", ""), output


def _lifts_of_job(request: Shape) -> tuple[str, ...]:
    mode = (request.get("AccelerationSettings") or {}).get("Mode", "DISABLED")
    return () if mode == "DISABLED" else ("AccelerationSettings",)


def _lifts(output: Shape) -> tuple[str, ...]:
    video = output.get("VideoDescription")
    if video is None:
        return ()
    codec, own = _codec(video)
    named = (codec, own.get("QualityTuningLevel"))
    lifts = (name for name in named if name in prices.LIFTS)
    return (*lifts, *(video.get("VideoPreprocessors") or {}))


def _tiers(lifted_by: Sequence[str]) -> tuple[Tier, Tier]:
    """The lowest and the highest that it may be."""
    certain = any(prices.LIFTS.get(name, prices.UNKNOWN_LIFT).certain for name in lifted_by)
    low = Tier.PROFESSIONAL if certain else Tier.BASIC
    return low, Tier.PROFESSIONAL if lifted_by else Tier.BASIC


def _factor(output: Shape, footage: Footage) -> Amount:
    """How many normalized minutes a minute is."""
    video = output.get("VideoDescription")
    if video is None:
        sound = output.get("AudioDescriptions")
        return (prices.AUDIO_ONLY if sound else prices.CAPTIONS_ONLY).amount
    codec, own = _codec(video)
    factor = _listed(prices.CODECS, codec).times(_resolution(video, footage))
    if codec == "FRAME_CAPTURE":
        return factor  # its frame rate is the pace of the pictures
    if level := own.get("QualityTuningLevel"):
        factor = factor.times(_listed(prices.TUNING_LEVELS, level))
    return factor.times(_frame_rate(own, footage))


def _listed(figures: Mapping[str, Figure], name: str) -> Amount:
    if name not in figures:
        raise UnpricedError(f"There is no price for {name}.")
    return figures[name].amount


def _codec(video: Shape) -> tuple[str, Shape]:
    """Its name, and its own settings."""
    settings = video["CodecSettings"]
    own = (value for value in settings.values() if isinstance(value, Mapping))
    return settings["Codec"], next(own, {})


def _resolution(video: Shape, footage: Footage) -> Amount:
    """By the vertical resolution. Whether that of an upright picture is its height or its shorter
    side no source says."""
    width, height = video.get("Width"), video.get("Height")
    if width is None or height is None:
        known = footage.width_px, footage.height_px
        width, height = _scaled(width, height, known)
    return Amount(
        _step(prices.RESOLUTIONS, min(width, height)).low,
        _step(prices.RESOLUTIONS, height).high,
    )


def _scaled(
    width: int | None, height: int | None, source: tuple[int | None, int | None]
) -> tuple[int, int]:
    """The side that a request leaves out follows the source's shape."""
    source_width, source_height = source
    if not source_width or not source_height:
        raise UnpricedError("Neither the request nor the source tells the size of the picture.")
    if width is not None:
        return width, round(width * Fraction(source_height, source_width))
    if height is not None:
        return round(height * Fraction(source_width, source_height)), height
    return source_width, source_height


def _frame_rate(own: Shape, footage: Footage) -> Amount:
    rate = footage.frame_rate
    if own.get("FramerateControl") == "SPECIFIED":
        rate = Fraction(own["FramerateNumerator"], own["FramerateDenominator"])
    if rate is not None:
        return _step(prices.FRAME_RATES, rate)
    first = prices.FRAME_RATES[0].factor.amount
    return Amount(first.low, _step(prices.FRAME_RATES, prices.UNTOLD_FRAME_RATE).high)


def _step(steps: Sequence[Step], value: int | Fraction) -> Amount:
    found = next(step for step in steps if step.most is None or value <= step.most)
    return found.factor.amount


def _normalization(output: Shape) -> Amount:
    """US dollars for a minute."""
    sounds = output.get("AudioDescriptions") or []
    corrected = sum(1 for sound in sounds if "AudioNormalizationSettings" in sound)
    return prices.AUDIO_NORMALIZATION.amount.times(Amount.exactly(corrected))
