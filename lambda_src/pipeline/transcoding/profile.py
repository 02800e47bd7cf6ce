"""Transcoding profiles: which jobs an asset gets, and what each of them makes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from pipeline.text.strict_json import read_json
from pipeline.transcoding.places import FORMATS_BY_GROUP
from pipeline.transcoding.profile_fields import Fields, ProfileError

TEXT_LIMIT = 4096  # what a parameter of Parameter Store's standard tier holds
VIDEO_GROUPS = ("cmaf", "hls", "dash", "mp4")
# Bit rates that MediaConvert accepts for stereo AAC-LC at constant bit rate at both sample rates:
# https://docs.aws.amazon.com/mediaconvert/latest/ug/aac-support.html
AUDIO_BITRATES_BPS = (96000, 112000, 128000, 160000, 192000, 224000, 256000, 288000, 320000)
AUDIO_SAMPLE_RATES_HZ = (44100, 48000)
QUALITY_TUNING_LEVELS = ("SINGLE_PASS", "SINGLE_PASS_HQ", "MULTI_PASS_HQ")


@dataclass(frozen=True)
class ProfileReference:
    """A profile as it was when an attempt was claimed."""

    name: str
    content_hash: str


@dataclass(frozen=True)
class VideoRendition:
    """``width_px`` by ``height_px`` is the box for a landscape source."""

    name: str
    width_px: int
    height_px: int
    max_bitrate_bps: int
    quality_tuning_level: str

    @classmethod
    def read(cls, fields: Fields) -> Self:
        fields = fields.knowing(set(cls.__dataclass_fields__))
        return cls(
            name=fields.name("name"),
            width_px=fields.even("width_px", 32, 4096),
            height_px=fields.even("height_px", 32, 4096),
            max_bitrate_bps=fields.whole("max_bitrate_bps", 1000, 1152000000),
            quality_tuning_level=fields.one_of(
                "quality_tuning_level", QUALITY_TUNING_LEVELS, default="SINGLE_PASS"
            ),
        )


@dataclass(frozen=True)
class Thumbnails:
    """Pictures ``interval_seconds`` apart; further where ``max_count`` would not reach the end."""

    interval_seconds: int
    max_count: int
    width_px: int

    @classmethod
    def read(cls, fields: Fields) -> Self:
        return cls(
            interval_seconds=fields.whole("interval_seconds", 1, 3600, default=2),
            max_count=fields.whole("max_count", 1, 10000, default=10),
            width_px=fields.even("width_px", 32, 4096, default=320),
        )


@dataclass(frozen=True)
class Audio:
    """AAC-LC, stereo."""

    bitrate_bps: int = 128000
    sample_rate_hz: int = 48000


@dataclass(frozen=True)
class JobProfile:
    """``renditions`` maps cmaf, hls, dash and mp4 to their ladders, highest first."""

    name: str
    renditions: Mapping[str, tuple[VideoRendition, ...]]
    thumbnails: Thumbnails | None

    @property
    def output_groups(self) -> tuple[str, ...]:
        return (*self.renditions, *(("thumbnails",) if self.thumbnails else ()))


@dataclass(frozen=True)
class Profile:
    """``content_hash`` changes with the meaning of the text, not with its spaces."""

    name: str
    content_hash: str
    segment_seconds: int
    audio: Audio
    jobs: tuple[JobProfile, ...]

    @property
    def reference(self) -> ProfileReference:
        return ProfileReference(self.name, self.content_hash)

    @property
    def output_groups_by_job(self) -> dict[str, tuple[str, ...]]:
        return {job.name: job.output_groups for job in self.jobs}


def parse_profile(name: str, text: str) -> Profile:
    """Raises ProfileError, which says where in the profile the mistake is, and why it is one."""
    if len(text) > TEXT_LIMIT:
        raise ProfileError("", f"has {len(text)} characters; at most {TEXT_LIMIT} are read")
    try:
        document = read_json(text)
    except ValueError as error:
        raise ProfileError("", f"is not JSON: {error}") from error
    fields = Fields("", document, {"segment_seconds", "audio", "jobs"})
    jobs = tuple(_job(key, value) for key, value in fields.named_objects("jobs"))
    _one_group_per_format(jobs)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return Profile(
        name=name,
        content_hash=sha256(canonical.encode()).hexdigest()[:16],
        segment_seconds=fields.whole("segment_seconds", 1, 60, default=6),
        audio=_audio(fields),
        jobs=jobs,
    )


def _audio(fields: Fields) -> Audio:
    audio = fields.object("audio", {"bitrate_bps", "sample_rate_hz"})
    if audio is None:
        return Audio()
    return Audio(
        bitrate_bps=audio.one_of("bitrate_bps", AUDIO_BITRATES_BPS, default=128000),
        sample_rate_hz=audio.one_of("sample_rate_hz", AUDIO_SAMPLE_RATES_HZ, default=48000),
    )


def _job(name: str, fields: Fields) -> JobProfile:
    fields = fields.knowing({"output_groups", "thumbnails"})
    # MediaConvert takes no job whose only output is frame capture.
    groups = fields.object("output_groups", set(VIDEO_GROUPS))
    if groups is None or not (found := [group for group in VIDEO_GROUPS if groups.has(group)]):
        raise ProfileError(f"{fields.path}.output_groups", f"has none of {', '.join(VIDEO_GROUPS)}")
    frames = fields.object("thumbnails", set(Thumbnails.__dataclass_fields__))
    return JobProfile(
        name=name,
        renditions={group: _ladder(groups, group) for group in found},
        thumbnails=Thumbnails.read(frames) if frames else None,
    )


def _ladder(groups: Fields, group: str) -> tuple[VideoRendition, ...]:
    ladder = tuple(VideoRendition.read(rendition) for rendition in groups.objects(group))
    names, path = [rendition.name for rendition in ladder], f"{groups.path}.{group}"
    if len(set(names)) < len(names):
        raise ProfileError(path, f"names a rendition twice: {', '.join(names)}")
    if "audio" in names:
        raise ProfileError(path, "calls a rendition audio, the name of the audio rendition")
    return ladder


def _one_group_per_format(jobs: tuple[JobProfile, ...]) -> None:
    found: dict[str, str] = {}
    for job in jobs:
        for group in job.output_groups:
            place = f"jobs.{job.name}.{group}"
            for name in FORMATS_BY_GROUP[group]:
                if name in found:
                    raise ProfileError(place, f"makes {name}, which {found[name]} makes already")
                found[name] = place
