"""Assets as clients see them."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from fakes.assets import apply, claimed, moved
from fakes.clock import START
from pipeline.assets.asset import AssetError
from pipeline.assets.documents import FAULTS_OF_OURS, asset_document
from pipeline.assets.source_facts import SoundFacts, SourceFacts
from pipeline.captions.caption import Caption, CaptionSource, LeftOut
from pipeline.jobs.job import JobState
from pipeline.jobs.made import MadeRendition
from pipeline.transcoding.estimate import Estimate
from pipeline.transcoding.tracks import ScanType

EVENTS = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
SOURCE = SourceFacts(
    format="mov",
    width_px=1080,
    height_px=1920,
    duration_seconds=Decimal("12.345"),
    frame_rate=Decimal("29.970"),
    scan_type=ScanType.PROGRESSIVE,
    sounds=(SoundFacts(language="eng", channels=2), SoundFacts()),
    caption_count=1,
)
ESTIMATE = Estimate(low_usd=Decimal("0.1646"), high_usd=Decimal(3), region="r", notes=("note",))
CAPTIONS = (
    Caption(language="en", key="uploads/u1/clip.en.srt"),
    Caption(language="fr", source=CaptionSource.EMBEDDED).without(LeftOut.TOO_MANY),
)
MADE = (
    MadeRendition(
        duration_seconds=Decimal("5.1"), width_px=1280, height_px=720, path="mp4/index.mp4"
    ),
    MadeRendition(duration_seconds=Decimal(5)),
)


def test_all_that_is_known_is_json_without_what_is_ours():
    known = replace(claimed({"main": ("mp4",)}), source=SOURCE, estimate=ESTIMATE)
    asset = apply(
        replace(known, captions=CAPTIONS, content_type="video/quicktime"),
        moved(JobState.COMPLETE, groups=("mp4",), renditions=MADE),
        START,
    )
    document = asset_document(asset)
    assert json.loads(json.dumps(document)) == document
    captions = [
        {"language": "en", "source": "sidecar"},
        {"language": "fr", "source": "embedded", "leftOut": LeftOut.TOO_MANY.value},
    ]
    told = {
        "contentType": "video/quicktime",
        "source": {
            "format": "mov",
            "widthPx": 1080,
            "heightPx": 1920,
            "durationSeconds": 12.345,
            "frameRate": 29.97,
            "scanType": "progressive",
            "sounds": [{"language": "eng", "channels": 2}, {}],
            "captionCount": 1,
        },
        "estimate": {"lowUsd": 0.1646, "highUsd": 3.0},
        "renditions": [
            {"job": "main", "durationSeconds": 5.1, "widthPx": 1280, "heightPx": 720},
            {"job": "main", "durationSeconds": 5.0},
        ],
        "captions": captions,
        "served": {"attempt": 1, "formats": ["mp4"], "captions": captions},
    }
    assert {name: document[name] for name in told} == told
    assert [one["code"] for one in document["warnings"]] == ["OUTPUT_SHORTER", "CAPTIONS_LEFT_OUT"]
    played = asset_document(asset, "media.example.com")
    urls = {"mp4": f"https://media.example.com/{asset.id}/1/mp4/index.mp4"}
    assert played == document | {"served": document["served"] | {"urls": urls}}


def test_an_estimate_without_amounts_is_not_told():
    unknown = replace(ESTIMATE, low_usd=None, high_usd=None)
    assert "estimate" not in asset_document(replace(claimed(), estimate=unknown))


def codes_of(section: str) -> set[str]:
    """Of a table of failure codes in docs/events.md."""
    text = EVENTS.partition(f"### {section}")[2].partition("\n#")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))


def test_messages_that_repeat_awss_words_are_not_told():
    assert codes_of("A fault of the pipeline") == FAULTS_OF_OURS
    own = codes_of("The upload cannot be processed") | codes_of("No job could be submitted")
    assert len(own) > 10
    for code in own | {"CANCELED", "JOB_NOT_FOUND"}:
        error = AssetError(code=code, message="In words of ours.", at=START)
        (told,) = asset_document(replace(claimed(), errors=(error,)))["errors"]
        assert told["message"] == "In words of ours."
