"""Profiles at the edge of what is accepted, and beyond it.

The bounds come from docs/schemas/profile.json: the functions, Terraform and the schema itself are
held to the same list.
"""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from fakes.profiles import FRAMES, LADDER, PREVIEW

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schemas" / "profile.json").read_text(encoding="utf-8")
)
Way = tuple[str | int, ...]
MAIN: Way = ("jobs", "main")
GROUPS: Way = (*MAIN, "output_groups")
FIRST: Way = (*GROUPS, "cmaf", 0)
FRAME: Way = (*MAIN, "thumbnails")
SECOND = ("jobs", "second")
# Has every field.
WHOLE = {
    "segment_seconds": 6,
    "codec": "h264",
    "hdr": "tone-map",
    "audio": {
        "bitrate_bps": 128_000,
        "sample_rate_hz": 48_000,
        "loudness_lkfs": -16,
        "low": {"bitrate_bps": 48_000, "channels": 1},
    },
    "captions": {"sidecars": False, "embedded": False},
    "jobs": {
        "main": {
            "output_groups": {
                "cmaf": [
                    {**LADDER[0], "quality_level": 8, "max_frames_per_second": 30},
                    LADDER[1],
                ],
                "mp4": PREVIEW,
            },
            "thumbnails": {"interval_seconds": 2, "max_count": 10, "widths_px": [320, 1280]},
            "storyboard": True,
        }
    },
}


class Terraform(StrEnum):
    """What Terraform does about a profile that the functions refuse."""

    REFUSES = "refuses"
    BY_TYPE = "by type"  # with a message of Terraform's
    MENDS = "mends"  # drops what no type knows, or converts it


@dataclass(frozen=True)
class Wrong:
    """``at`` is the place of the mistake; ``in_schema``: whether a schema can express the rule."""

    way: Way
    value: Any
    at: str
    terraform: Terraform = Terraform.REFUSES
    in_schema: bool = True

    @property
    def document(self) -> dict[str, Any]:
        return edited(self.way, self.value)

    def __str__(self) -> str:
        return f"{self.at}={json.dumps(self.value)[:40]}"


def edited(way: Way, value: Any) -> dict[str, Any]:
    """``WHOLE`` with another value at one place; all of it at the place ()."""
    if not way:
        return value
    document = copy.deepcopy(WHOLE)
    inside: Any = document
    for key in way[:-1]:
        inside = inside[key]
    if way == (*FRAME, "width_px"):
        del inside["widths_px"]
    inside[way[-1]] = value
    return document


def place(way: Way) -> str:
    """The path that errors name."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in way)[1:]


def bounded() -> Iterator[tuple[Way, dict[str, Any]]]:
    """Every field of the schema that has a range or a choice, where ``WHOLE`` has it."""
    yield from _bounded((), SCHEMA)


def _bounded(way: Way, schema: dict[str, Any]) -> Iterator[tuple[Way, dict[str, Any]]]:
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] | schema
    if "minimum" in schema or "enum" in schema:
        yield way, schema
    for key, field in schema.get("properties", {}).items():
        if way != GROUPS or key == "cmaf":
            yield from _bounded((*way, key), field)
    if "items" in schema:
        yield from _bounded((*way, 0), schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _bounded((*way, "main"), schema["additionalProperties"])


def accepted() -> Iterator[tuple[Way, Any]]:
    """The least and the most of each range, every member of each choice."""
    for way, schema in bounded():
        values = schema.get("enum") or [schema["minimum"], schema["maximum"]]
        yield from ((way, value) for value in values)
    yield from ACCEPTED


def wrong() -> Iterator[Wrong]:
    for way, schema in bounded():
        at, step = place(way), schema.get("multipleOf", 1)
        if "enum" in schema:
            beyond = "other" if isinstance(schema["enum"][0], str) else 1_000_000
            yield Wrong(way, beyond, at)
            continue
        values = [schema["minimum"] - step, schema["maximum"] + step]
        if "number" not in schema["type"]:
            values.append(schema["minimum"] + 0.5)
        if step > 1:
            values.append(schema["minimum"] + 1)
        yield from (Wrong(way, value, at) for value in values)
    yield from WRONG


def captioned(kind: str, **groups: Any) -> dict[str, Any]:
    return {"captions": {kind: True}, "jobs": {"main": {"output_groups": groups}}}


HEVC_IN_HLS = {"codec": "hevc", "jobs": {"main": {"output_groups": {"hls": LADDER}}}}
ONE_GROUP = {"output_groups": {"hls": LADDER}}
ACCEPTED: tuple[tuple[Way, Any], ...] = (
    (GROUPS, {"cmaf": [], "mp4": LADDER}),
    (MAIN, {"output_groups": {"cmaf": []}, "thumbnails": None}),
    (MAIN, {"output_groups": {"cmaf": [], "mp4": PREVIEW}, "thumbnails": {}, "storyboard": True}),
    (MAIN, {"output_groups": {"dash": LADDER, "hls": None}, "storyboard": True}),
    ((*MAIN, "storyboard"), False),
    ((*MAIN, "storyboard"), None),
    ((*GROUPS, "dash"), None),
    (FRAME, {}),
    (FRAME, {"width_px": 320}),
    (("codec",), "hevc"),
    (("captions",), None),
    (("captions",), {"sidecars": True, "embedded": True}),
    (("captions",), {"sidecars": None}),
    ((), captioned("sidecars", mp4=PREVIEW, dash=LADDER)),
    (("jobs",), {"n" * 31: ONE_GROUP}),
    ((*FIRST, "name"), "n" * 31),
)
WRONG = (
    Wrong(("segment_seconds",), True, "segment_seconds", Terraform.BY_TYPE),
    Wrong(("segment_seconds",), {"a": 1}, "segment_seconds", Terraform.BY_TYPE),
    Wrong(("segments",), 3, "segments", Terraform.MENDS),
    Wrong(("audio",), [], "audio", Terraform.BY_TYPE),
    Wrong(("audio", "loudness_lkfs"), "-16", "audio.loudness_lkfs", Terraform.MENDS),
    Wrong(("audio", "low", "sample_rate_hz"), 1, "audio.low.sample_rate_hz", Terraform.MENDS),
    Wrong(("captions",), [], "captions", Terraform.BY_TYPE),
    Wrong(("captions",), True, "captions", Terraform.BY_TYPE),
    Wrong(("captions", "sidecars"), "yes", "captions.sidecars", Terraform.BY_TYPE),
    Wrong(("captions", "embedded"), "true", "captions.embedded", Terraform.MENDS),
    Wrong(("captions", "languages"), ["en"], "captions.languages", Terraform.MENDS),
    Wrong((), captioned("sidecars", mp4=PREVIEW), "captions", in_schema=False),
    Wrong((), captioned("embedded", cmaf=[], mp4=PREVIEW), "captions", in_schema=False),
    Wrong(("jobs",), {}, "jobs"),
    Wrong(("jobs",), None, "jobs"),
    Wrong(("jobs", "Main"), ONE_GROUP, "jobs.Main"),
    Wrong(("jobs", "n" * 32), ONE_GROUP, f"jobs.{'n' * 32}"),
    Wrong(SECOND, {}, "jobs.second.output_groups", Terraform.BY_TYPE),
    Wrong(SECOND, {"output_groups": {}}, "jobs.second.output_groups"),
    Wrong(SECOND, {"output_groups": {"dash": None}}, "jobs.second.output_groups"),
    Wrong(MAIN, {"thumbnails": FRAMES}, "jobs.main.output_groups", Terraform.BY_TYPE),
    Wrong((*MAIN, "webm"), {}, "jobs.main.webm", Terraform.MENDS),
    Wrong((*GROUPS, "webm"), [], "jobs.main.output_groups.webm"),
    Wrong((*GROUPS, "cmaf"), {}, "jobs.main.output_groups.cmaf", Terraform.BY_TYPE),
    Wrong(FIRST, None, "jobs.main.output_groups.cmaf[0]"),
    Wrong((*FIRST, "name"), "720 P", "jobs.main.output_groups.cmaf[0].name"),
    Wrong((*FIRST, "name"), None, "jobs.main.output_groups.cmaf[0].name"),
    Wrong((*FIRST, "name"), "480p", "jobs.main.output_groups.cmaf", in_schema=False),
    Wrong((*FIRST, "name"), "audio", "jobs.main.output_groups.cmaf"),
    Wrong(
        (*FIRST, "width_px"), "1280", "jobs.main.output_groups.cmaf[0].width_px", Terraform.MENDS
    ),
    Wrong((*FIRST, "width_px"), None, "jobs.main.output_groups.cmaf[0].width_px"),
    Wrong((*FIRST, "codec"), "h264", "jobs.main.output_groups.cmaf[0].codec", Terraform.MENDS),
    Wrong((*GROUPS, "hls"), LADDER, "jobs.main.hls", in_schema=False),
    Wrong(SECOND, {"output_groups": {"mp4": PREVIEW}}, "jobs.second.mp4", in_schema=False),
    Wrong(
        SECOND,
        {"output_groups": {"mp4": PREVIEW}, "thumbnails": {}},
        "jobs.second.mp4",
        in_schema=False,
    ),
    Wrong((), HEVC_IN_HLS, "jobs.main.output_groups.hls"),
    Wrong(MAIN, {"output_groups": {"dash": []}, "thumbnails": {}}, "jobs.main.thumbnails"),
    Wrong((*MAIN, "storyboard"), 1, "jobs.main.storyboard", Terraform.BY_TYPE),
    Wrong((*MAIN, "storyboard"), "true", "jobs.main.storyboard", Terraform.MENDS),
    Wrong(MAIN, {"output_groups": {"mp4": PREVIEW}, "storyboard": True}, "jobs.main.storyboard"),
    Wrong(
        MAIN,
        {"output_groups": {"cmaf": [], "mp4": PREVIEW}, "storyboard": True},
        "jobs.main.storyboard",
    ),
    Wrong(
        SECOND,
        {"output_groups": {"mp4": None, "hls": LADDER}, "storyboard": True},
        "jobs.second.hls",
        in_schema=False,
    ),
    Wrong((*FRAME, "height_px"), 320, "jobs.main.thumbnails.height_px", Terraform.MENDS),
    Wrong(FRAME, {"width_px": 320, "widths_px": [320]}, "jobs.main.thumbnails.width_px"),
    Wrong((*FRAME, "widths_px"), [], "jobs.main.thumbnails.widths_px"),
    Wrong((*FRAME, "widths_px"), 320, "jobs.main.thumbnails.widths_px", Terraform.BY_TYPE),
    Wrong((*FRAME, "widths_px"), [64, 64], "jobs.main.thumbnails.widths_px"),
    Wrong((*FRAME, "widths_px"), [64, 65], "jobs.main.thumbnails.widths_px[1]"),
    Wrong(
        (*GROUPS, "cmaf"),
        [{**LADDER[0], "name": f"rendition-{number}"} for number in range(40)],
        "",
        in_schema=False,
    ),
)
