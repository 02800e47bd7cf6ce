"""Estimates, calculated by hand."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fakes import events, profiles
from fakes.assets import upload
from fakes.sources import source
from pipeline.transcoding import prices
from pipeline.transcoding.estimate import (
    Footage,
    UnpricedError,
    estimate,
    footage_of,
    priced_outputs,
    refuse_estimate,
)
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.prices import Tier
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source

DOCUMENT = Path(__file__).parents[2] / "docs" / "transcoding.md"
REGION = "us-east-1"
TARGET = Target(
    outputs_bucket_name="outputs",
    data_key_arn="key",
    transcode_queue_arn=events.QUEUE_ARN,
    mediaconvert_role_arn="role",
    status_update_interval_seconds=60,
)
# The profile of the calculation by hand.
ECONOMY = {
    "jobs": {
        "main": {
            "output_groups": {
                "cmaf": [
                    profiles.rendition("720p", 1280, 720, 2_000_000),
                    profiles.rendition("480p", 854, 480, 1_000_000),
                ],
                "mp4": [profiles.rendition("360p", 640, 360, 600_000)],
            },
            "thumbnails": {"interval_seconds": 2, "max_count": 10, "width_px": 320},
        }
    }
}


def video(height: int | None = 480, width: int | None = None, **changes: Any) -> dict[str, Any]:
    """An output of one minute that is one normalized minute, but for ``changes``: of the codec's
    settings, and ``Codec`` and ``VideoPreprocessors``."""
    codec = changes.pop("Codec", "H_264")
    preprocessors = changes.pop("VideoPreprocessors", None)
    own = {"QualityTuningLevel": "SINGLE_PASS", **changes}
    if codec == "AV1":
        del own["QualityTuningLevel"]
    description: dict[str, Any] = {"CodecSettings": {"Codec": codec, "OwnSettings": own}}
    if height:
        description |= {"Height": height, "Width": width or height * 16 // 9}
    if preprocessors:
        description["VideoPreprocessors"] = preprocessors
    return {"VideoDescription": description}


def sound(**changes: Any) -> dict[str, Any]:
    return {"AudioDescriptions": [{"CodecSettings": {"Codec": "AAC"}, **changes}]}


def request(*outputs: dict[str, Any], **changes: Any) -> dict[str, Any]:
    groups = [{"Name": "cmaf", "Outputs": list(outputs)}]
    return {"Settings": {"OutputGroups": groups}, "UserMetadata": {"job": "main"}, **changes}


def rate(*numbers: int) -> dict[str, Any]:
    return dict(
        zip(
            ("FramerateControl", "FramerateNumerator", "FramerateDenominator"),
            ("SPECIFIED", *numbers),
            strict=True,
        )
    )


def minute(**facts: Any) -> Footage:
    known = {"width_px": 1920, "height_px": 1080, "frame_rate": Fraction(30)}
    return Footage(**{"duration_seconds": Decimal(60), **known, **facts})


def priced(output: dict[str, Any], footage: Footage | None = None, **job: Any) -> Any:
    (one,) = priced_outputs([request(output, **job)], footage or minute(), REGION)
    return one


def requests(document: dict[str, Any], of: Source) -> list[dict[str, Any]]:
    """As the pipeline makes them."""
    plans = fit(parse_profile("p", json.dumps(document)), of)
    return [job_request(upload().asset_id, 1, "s3://b/k", plan, TARGET) for plan in plans]


def test_five_minutes_cost_what_the_document_calculates_by_hand() -> None:
    video = source(1920, 1080, duration_seconds=300.0, container_frame_rate=Fraction(30))
    asked, footage = requests(ECONOMY, video), footage_of(video)
    by_output = {
        one.name: (one.normalized_minutes.low, one.normalized_minutes.high, one.usd.low)
        for one in priced_outputs(asked, footage, REGION)
    }
    assert by_output == {
        "cmaf_720p": (10, 10, Decimal("0.0750")),
        "cmaf_480p": (5, 5, Decimal("0.0375")),
        "cmaf_audio": (Decimal("1.95"), Decimal("3.35"), Decimal("0.014625")),
        "mp4": (5, 5, Decimal("0.0375")),
        "thumbnails_thumbnail": (0, 5, 0),
    }
    found = estimate(asked, footage, REGION)
    assert (found.low_usd, found.high_usd) == (Decimal("0.1646"), Decimal("0.2127"))
    assert f"**${found.low_usd} to ${found.high_usd}**" in DOCUMENT.read_text()


@pytest.mark.parametrize("document", [ECONOMY, profiles.DEFAULT, profiles.PER_FORMAT])
def test_progressive_video_stays_in_the_basic_tier(document: dict[str, Any]) -> None:
    video = source(3840, 2160, container_frame_rate=Fraction(60))
    found = estimate(requests(document, video), footage_of(video), REGION)
    assert (found.tier, found.lifted_by, found.notes) == (Tier.BASIC, (), ())


def test_a_request_of_ours_is_priced_for_every_source() -> None:
    """Sizes that a request leaves to the source, and sources that tell nothing."""
    for facts in (
        {},
        {"container_frame_rate": Fraction(25)},
        {"rotation_degrees": None},
        {"rotation_degrees": 90},
    ):
        video = source(1080, 1920, **facts)
        found = estimate(requests(ECONOMY, video), footage_of(video), REGION)
        assert found.low_usd is not None, facts
    silent = source(audio_tracks=0)
    names = [one.name for one in priced_outputs(requests(ECONOMY, silent), minute(), REGION)]
    assert "cmaf_audio" not in names


# Normalized minutes of a minute.
FACTORS = {
    "SD": (video(719), "1", "1"),
    "HD": (video(720), "2", "2"),
    "HD to its end": (video(1080), "2", "2"),
    "4K": (video(1082), "4", "4"),
    "4K to its end": (video(2160, 4096), "4", "4"),
    "8K": (video(2162), "4", "16"),
    "upright SD": (video(640, 360), "1", "1"),
    "upright HD, or 4K by its height": (video(1920, 1080), "2", "4"),
    "30 frames a second": (video(FramerateControl="INITIALIZE_FROM_SOURCE"), "1", "1"),
    "29.97": (video(**rate(30000, 1001)), "1", "1"),
    "50": (video(**rate(50, 1)), "1.25", "2"),
    "60": (video(**rate(60, 1)), "1.25", "2"),
    "120": (video(**rate(120, 1)), "1.5", "4"),
    "240": (video(**rate(240, 1)), "1.5", "16"),
    "HD at 60": (video(1080, **rate(60, 1)), "2.5", "4"),
    "in one pass, with care": (video(QualityTuningLevel="SINGLE_PASS_HQ"), "1", "1.75"),
    "in several passes": (video(QualityTuningLevel="MULTI_PASS_HQ"), "1.75", "1.75"),
    "HEVC": (video(2160, Codec="H_265"), "8", "14"),
    "AV1": (video(Codec="AV1"), "3.5", "3.5"),
    "sound": (sound(), "0.39", "0.67"),
    "captions": ({"CaptionDescriptions": [{}]}, "0", "0.67"),
    "pictures": (video(Codec="FRAME_CAPTURE"), "0", "1"),
    "large pictures": (video(720, Codec="FRAME_CAPTURE", **rate(1, 2)), "0", "2"),
}


@pytest.mark.parametrize(("output", "low", "high"), FACTORS.values(), ids=FACTORS)
def test_normalized_minutes(output: dict[str, Any], low: str, high: str) -> None:
    minutes = priced(output).normalized_minutes
    assert (minutes.low, minutes.high) == (Decimal(low), Decimal(high))


# Of a source whose request leaves to it what the facts say.
FOLLOWED = {
    "its height": (video(None), {"height_px": 720}, "2", "2"),
    "its rate": (video(), {"frame_rate": Fraction(60)}, "1.25", "2"),
    "the pace of pictures, not its rate": (
        video(Codec="FRAME_CAPTURE", **dict(rate(1, 2), FramerateControl=None)),
        {"frame_rate": Fraction(60)},
        "0",
        "1",
    ),
    "a rate that nobody tells": (video(), {"frame_rate": None}, "1", "2"),
    "its shape": (
        {"VideoDescription": {**video(None)["VideoDescription"], "Width": 1280}},
        {},
        "2",
        "2",
    ),
    "a narrow picture's shape": (
        {"VideoDescription": {**video(None)["VideoDescription"], "Width": 640}},
        {},
        "1",
        "1",
    ),
}


@pytest.mark.parametrize(("output", "facts", "low", "high"), FOLLOWED.values(), ids=FOLLOWED)
def test_what_a_request_leaves_to_the_source(
    output: dict[str, Any], facts: dict[str, Any], low: str, high: str
) -> None:
    minutes = priced(output, minute(**facts)).normalized_minutes
    assert (minutes.low, minutes.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("seconds", "charged"),
    [("0.04", 10), ("9.99", 10), ("10", 10), ("10.01", 11), ("59.5", 60), ("90", 90)],
)
def test_outputs_are_charged_by_the_second_and_for_ten_at_least(seconds: str, charged: int) -> None:
    minutes = priced(video(), minute(duration_seconds=Decimal(seconds))).normalized_minutes
    assert minutes.low == minutes.high == Decimal(charged) / 60


BASIC, PROFESSIONAL = Tier.BASIC, Tier.PROFESSIONAL
TIERS = {
    "AVC in one pass": (video(), {}, BASIC, BASIC, ()),
    "AVC with care": (video(QualityTuningLevel="SINGLE_PASS_HQ"), {}, BASIC, BASIC, ()),
    "several passes": (
        video(QualityTuningLevel="MULTI_PASS_HQ"),
        {},
        PROFESSIONAL,
        PROFESSIONAL,
        ("MULTI_PASS_HQ",),
    ),
    "HEVC": (video(Codec="H_265"), {}, PROFESSIONAL, PROFESSIONAL, ("H_265",)),
    "AV1": (video(Codec="AV1"), {}, PROFESSIONAL, PROFESSIONAL, ("AV1",)),
    "deinterlaced": (
        video(VideoPreprocessors={"Deinterlacer": {}}),
        {},
        PROFESSIONAL,
        PROFESSIONAL,
        ("Deinterlacer",),
    ),
    "tone-mapped": (
        video(VideoPreprocessors={"ColorCorrector": {}}),
        {},
        BASIC,
        PROFESSIONAL,
        ("ColorCorrector",),
    ),
    "something new": (
        video(VideoPreprocessors={"Denoiser": {}}),
        {},
        BASIC,
        PROFESSIONAL,
        ("Denoiser",),
    ),
    "both": (
        video(VideoPreprocessors={"ColorCorrector": {}, "Deinterlacer": {}}),
        {},
        PROFESSIONAL,
        PROFESSIONAL,
        ("ColorCorrector", "Deinterlacer"),
    ),
    "accelerated": (
        video(),
        {"AccelerationSettings": {"Mode": "ENABLED"}},
        PROFESSIONAL,
        PROFESSIONAL,
        ("AccelerationSettings",),
    ),
    "not accelerated": (
        video(),
        {"AccelerationSettings": {"Mode": "DISABLED"}},
        BASIC,
        BASIC,
        (),
    ),
}


@pytest.mark.parametrize(("output", "job", "low", "high", "lifted_by"), TIERS.values(), ids=TIERS)
def test_the_tier_and_what_lifts_it(
    output: dict[str, Any], job: dict[str, Any], low: Tier, high: Tier, lifted_by: tuple[str, ...]
) -> None:
    one = priced(output, **job)
    assert (one.low_tier, one.high_tier, one.lifted_by) == (low, high, lifted_by)
    rates = prices.REGIONS[REGION]
    assert one.usd.low == one.normalized_minutes.low * rates[low].amount.low
    assert one.usd.high == one.normalized_minutes.high * rates[high].amount.high
    found = estimate([request(output, **job)], minute(), REGION)
    assert (found.tier, found.lifted_by) == (high, tuple(sorted(lifted_by)))


def test_loudness_correction_costs_extra() -> None:
    plain, corrected = priced(sound()), priced(sound(AudioNormalizationSettings={}))
    assert corrected.usd.low - plain.usd.low == Decimal("0.0020")
    assert corrected.usd.high - plain.usd.high == Decimal("0.0050")


SUMS = {
    # 11 s of 1, 0.39 to 0.67, and 2 normalized minutes at $0.0075: 0.00466… and 0.00504…
    "outwards": (11, [[video(), sound()], [video(1080)]], "0.0046", "0.0051"),
    # 10 and 11 s are no decimal of a minute: four normalized ones are so much all the same.
    "up, not by what a sixth leaves over": (10, [[video(2160)]], "0.0050", "0.0050"),
    "down, not by what a sixth leaves over": (11, [[video(2160)]], "0.0055", "0.0055"),
}


@pytest.mark.parametrize(("seconds", "jobs", "low", "high"), SUMS.values(), ids=SUMS)
def test_all_jobs_and_outputs_are_summed_and_rounded(
    seconds: int, jobs: list[list[dict[str, Any]]], low: str, high: str
) -> None:
    requests = [request(*outputs) for outputs in jobs]
    found = estimate(requests, minute(duration_seconds=Decimal(seconds)), REGION)
    assert (found.low_usd, found.high_usd) == (Decimal(low), Decimal(high))


def test_a_region_without_prices_gets_anothers_and_says_so() -> None:
    here, elsewhere = (
        estimate([request(video())], minute(), region) for region in (REGION, "xx-north-9")
    )
    assert here.notes == ()
    assert elsewhere.notes == ("No prices for xx-north-9: us-east-1's were taken.",)
    assert (elsewhere.low_usd, elsewhere.region) == (here.low_usd, REGION)


def test_a_regions_own_prices_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    dearer = {tier: prices._known("1", "a page", "2026-01-01") for tier in Tier}
    monkeypatch.setattr(prices, "REGIONS", {**prices.REGIONS, "xx-north-9": dearer})
    found = estimate([request(video())], minute(), "xx-north-9")
    assert (found.low_usd, found.region, found.notes) == (Decimal(1), "xx-north-9", ())


UNPRICED = {
    "The source tells no duration.": (request(video()), {"duration_seconds": None}),
    "There is no price for PRORES.": (request(video(Codec="PRORES")), {}),
    "There is no price for MULTI_PASS.": (request(video(QualityTuningLevel="MULTI_PASS")), {}),
    "Neither the request nor the source tells the size of the picture.": (
        request(video(None)),
        {"height_px": None},
    ),
    "The service itself chooses the renditions of abr.": (
        {"Settings": {"OutputGroups": [{"Name": "abr", "AutomatedEncodingSettings": {"A": 1}}]}},
        {},
    ),
}


@pytest.mark.parametrize(("why", "case"), UNPRICED.items(), ids=UNPRICED)
def test_what_is_unknown_is_said_and_not_refused(
    why: str, case: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    asked, facts = case
    found = estimate([request(video()), asked], minute(**facts), REGION)
    assert (found.low_usd, found.high_usd, found.notes) == (None, None, (why,))
    assert refuse_estimate(found, Decimal("0.01")) is None
    with pytest.raises(UnpricedError, match=why):
        list(priced_outputs([asked], minute(**facts), REGION))


def test_an_estimate_above_the_most_is_refused_by_what_it_may_cost() -> None:
    found = estimate([request(sound())], minute(), REGION)
    assert (found.low_usd, found.high_usd) == (Decimal("0.0029"), Decimal("0.0051"))
    assert refuse_estimate(found, Decimal("0.0051")) is None
    failure = refuse_estimate(found, Decimal("0.005"))
    assert failure is not None
    assert failure.code == "ESTIMATE_TOO_HIGH"
    assert "0.0051 US dollars; at most 0.005 are accepted" in failure.message
