"""What the record tells of the source, of what was made of it, and of what is odd."""

from decimal import Decimal

import pytest

from fakes import events
from fakes.mediaconvert import probed

PLAIN = {
    "format": "mp4",
    "widthPx": 1920,
    "heightPx": 1080,
    "durationSeconds": 10,
    "frameRate": 30,
    "scanType": "progressive",
    "sounds": [{"channels": 2}],
    "captionCount": 0,
}
NTSC = {"Numerator": 30000, "Denominator": 1001}
HLG = {"Width": 1920, "Height": 1080, "TransferCharacteristics": "ARIB_B67"}


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        (probed(), PLAIN),
        (probed(seconds=10.00049, audio=False), PLAIN | {"sounds": []}),
        (
            probed(FrameRate=NTSC, Rotation=90, CodecMetadata=HLG),
            PLAIN
            | {"widthPx": 1080, "heightPx": 1920, "frameRate": Decimal("29.970")}
            | {"hdrFormat": "HLG", "scanType": None},
        ),
        (probed(seconds=0, FrameRate=None), PLAIN | {"durationSeconds": None, "frameRate": None}),
    ],
    ids=["plain", "silent", "turned_hlg_ntsc", "untold"],
)
def test_a_record_tells_its_source(pipeline, answer, source):
    pipeline.mediaconvert.answer = answer
    pipeline.ingest(events.object_created())
    told = {name: value for name, value in source.items() if value is not None}
    assert pipeline.asset()["source"] == told


def test_a_new_attempt_keeps_the_source(pipeline):
    pipeline.ingest(events.object_created())
    pipeline.track(pipeline.job_event("ERROR", errorCode=1550))
    asset = pipeline.asset()
    assert (asset["attempt"], asset["source"]) == (2, PLAIN)
