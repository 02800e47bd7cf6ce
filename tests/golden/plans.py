"""Plans and job settings as golden files keep them: what differs from an ordinary source's."""

import json
import textwrap
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fakes import events, profiles
from fakes.sources import FAMILIES, family, source
from pipeline.captions.caption import Caption, tag_of
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.plan import JobPlan, fit
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source
from pipeline.transcoding.tracks import AudioTrack, ScanType

FOLDER = Path(__file__).parent
ORDINARY = "plain_mp4"
# These meet every shipped profile, the others the default.
EVERY_PROFILE = (
    *(ORDINARY, "phone_hlg_mov", "interlaced_ts", "surround_languages_mkv", "audio_only_m4a"),
    *("slow_motion_mov", "uhd_hdr_60", "small_240p", "with_sidecars"),
)
ASSET_ID = "42fcf2ad-657a-56d8-a5c5-94c8535e4c0b"
TARGET = Target(
    outputs_bucket_name=f"media-test-outputs-{events.ACCOUNT_ID}",
    data_key_arn=f"arn:aws:kms:eu-west-1:{events.ACCOUNT_ID}:key/mrk-" + "0" * 32,
    transcode_queue_arn=events.QUEUE_ARN,
    mediaconvert_role_arn=f"arn:aws:iam::{events.ACCOUNT_ID}:role/media-test-mediaconvert",
    status_update_interval_seconds=60,
)
RATIOS = ("container_frame_rate", "essence_frame_rate", "container_sample_aspect_ratio")

Tree = dict[str, Any]


@cache
def sources() -> dict[str, Source]:
    """By name: of Probe's answers, and as ``sources.yaml`` describes them."""
    read = (parse_probe(family(name)["answer"], shape_reported=True) for name in FAMILIES)
    found = {name: one for name, one in zip(FAMILIES, read, strict=True) if isinstance(one, Source)}
    return found | {name: _described(dict(facts)) for name, facts in _descriptions().items()}


@cache
def _descriptions() -> Tree:
    return yaml.safe_load((FOLDER / "sources.yaml").read_text())


def sidecars(name: str) -> list[Caption]:
    """By the ends of their names."""
    ends = _descriptions().get(name, {}).get("sidecars", [])
    return [
        Caption(language=tag_of(end.partition(".")[0]) or "", key=f"uploads/u1/clip.{end}")
        for end in ends
    ]


def _described(facts: Tree) -> Source:
    facts = {
        name: Fraction(value) if name in RATIOS and value else value
        for name, value in facts.items()
        if name != "sidecars"
    }
    if "scan_type" in facts:
        facts["scan_type"] = ScanType(facts["scan_type"])
    sounds = facts.pop("sounds", [[2, None]])
    made = source(**facts) if "width_px" in facts else source()
    return Source(
        format=made.format,
        video=made.video if "width_px" in facts else None,
        audio=tuple(
            AudioTrack(number=number, channels=channels, language=language)
            for number, (channels, language) in enumerate(sounds, start=1)
        ),
        container_duration_seconds=made.container_duration_seconds,
    )


def cases() -> Iterator[tuple[str, str]]:
    """(profile, source)."""
    for name in profiles.SHIPPED:
        for one in sources() if name == "default" else EVERY_PROFILE:
            yield name, one


def requests(profile: str, name: str) -> dict[str, tuple[JobPlan, Tree]]:
    """Plan and request by the names of the jobs."""
    parsed = parse_profile(profile, json.dumps(profiles.SHIPPED[profile]))
    url = "s3://media-test-uploads/uploads/u1/clip"
    beside = sidecars(name) if parsed.captions.sidecars else []
    return {
        plan.name: (plan, job_request(ASSET_ID, 1, url, plan, TARGET))
        for plan in fit(parsed, sources()[name], beside)
    }


def golden(profile: str, name: str) -> Tree:
    """The ordinary source's settings in full, of others what differs from them."""
    plans = requests(profile, name)
    told = {job: words(plan) for job, (plan, _) in plans.items()}
    settings = {job: by_name(request["Settings"]) for job, (_, request) in plans.items()}
    if name == ORDINARY:
        return {"plan": told, "settings": settings}
    ordinary = {
        job: by_name(request["Settings"])
        for job, (_, request) in requests(profile, ORDINARY).items()
    }
    return {"plan": told, "differs": dict(differences(ordinary, settings))}


def words(plan: JobPlan) -> list[str]:
    """One line for each thing that is made, or left out."""
    lines = []
    for group, renditions in plan.renditions.items():
        for one in renditions:
            size = f"{one.picture.width_px}x{one.picture.height_px}"
            shape = "" if one.picture.exact else ", padded"
            rate = f"{one.frame_rate.hertz} fps" + ("" if one.frame_rate.follows_source else "!")
            lines.append(f"{group} {one.name}: {size}{shape}, {rate}, {one.max_bitrate_bps} bit/s")
        if not renditions:
            lines.append(f"{group}: sound alone")
    for number, sound in enumerate(plan.sounds, start=1):
        tracks = " and ".join(map(str, sound.tracks))
        lines.append(f"sound {number}: track {tracks}, {sound.language}, {sound.label}")
    if plan.thumbnails:
        pictures = plan.thumbnails.pictures.values()
        size = " and ".join(f"{one.width_px}x{one.height_px}" for one in pictures)
        count, interval_ms = plan.thumbnails.expected_count, plan.thumbnails.interval_ms
        lines.append(f"thumbnails: {count} of {size}, one every {interval_ms} ms")
    if plan.storyboard:
        tile = plan.storyboard
        every = f"one every {tile.interval_seconds} s"
        lines.append(f"storyboard: {tile.width_px}x{tile.height_px}, {every}")
    lines += [f"captions {caption.language}: {caption.source}" for caption in plan.captions]
    return lines + [f"without {one.what}: {one.reason}" for one in plan.left_out]


def by_name(settings: Tree) -> Tree:
    """Groups and outputs by their names: a difference is then at a path that can be read."""
    (only,) = settings["Inputs"]
    groups = {}
    for group in settings["OutputGroups"]:
        outputs = {one.get("NameModifier", "index"): _output(one) for one in group["Outputs"]}
        groups[group["Name"]] = group["OutputGroupSettings"] | {"Outputs": outputs}
    rest = {key: value for key, value in settings.items() if key not in ("Inputs", "OutputGroups")}
    return {"Input": only, **groups, **rest}


def _output(output: Tree) -> Tree:
    """An output of ours has one sound at most, and one language of captions."""
    content = {key: value for key, value in output.items() if key != "NameModifier"}
    if sounds := content.pop("AudioDescriptions", []):
        (content["AudioDescription"],) = sounds
    if captions := content.pop("CaptionDescriptions", []):
        (content["CaptionDescription"],) = captions
    return content


def differences(before: Tree, after: Tree, path: str = "") -> Iterator[tuple[str, Any]]:
    """Path → value; None where there is nothing any more."""
    for key in (*before, *(key for key in after if key not in before)):
        at = f"{path}.{key}" if path else key
        old, new = before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from differences(old, new, at)
        elif old != new:
            yield at, new


def path_of(profile: str, name: str) -> Path:
    return FOLDER / profile / f"{name}.yaml"


def as_text(content: Tree) -> str:
    """A line for each line of the plan, and for each path that differs."""
    text = _yaml({"plan": content["plan"]}, flow=False)
    if "settings" in content:
        return text + _yaml({"settings": content["settings"]}, flow=None)
    rows = "".join(
        _yaml({path: value}, flow=None if isinstance(value, dict) else False)
        for path, value in content["differs"].items()
    )
    return f"{text}differs:\n{textwrap.indent(rows, '  ')}" if rows else f"{text}differs: {{}}\n"


def _yaml(content: Tree, *, flow: bool | None) -> str:
    return yaml.safe_dump(content, sort_keys=False, width=200, default_flow_style=flow)
