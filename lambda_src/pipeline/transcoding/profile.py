"""Transcoding profiles: which jobs an asset gets, and what each of them makes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from pipeline.text.strict_json import read_json
from pipeline.transcoding.places import FORMATS_BY_GROUP, groups_with
from pipeline.transcoding.profile_audio import Audio
from pipeline.transcoding.profile_captions import Captions
from pipeline.transcoding.profile_fields import Fields, ProfileError

TEXT_LIMIT = 4096  # what a parameter of Parameter Store's standard tier holds
OUTPUT_GROUPS = ("cmaf", "hls", "dash", "mp4")
SEGMENTED_GROUPS = ("cmaf", "hls", "dash")
CODECS = ("h264", "hevc")
HDR_HANDLING = ("tone-map", "refuse")
QUALITY_TUNING_LEVELS = ("SINGLE_PASS", "SINGLE_PASS_HQ", "MULTI_PASS_HQ")
SIDE_LIMITS_PX = (32, 4096)
MAX_BITRATE_LIMITS_BPS = (1000, 1152000000)
QUALITY_LEVEL_LIMITS = (1, 10)
# Players are not asked for more: rule 1.19 of Apple's HLS Authoring Specification.
FRAME_RATE_LIMITS = (1, 60)


@dataclass(frozen=True)
class ProfileReference:
    """A profile as it was when an attempt was claimed."""

    name: str
    content_hash: str


@dataclass(frozen=True)
class VideoRendition:
    """``width_px`` by ``height_px`` is the box for a landscape source. ``max_bitrate_bps`` is for
    at most 30 frames per second. ``quality_level`` is QVBR's; None leaves it to the service.
    A source of more than ``max_frames_per_second`` loses frames by a whole divisor."""

    name: str
    width_px: int
    height_px: int
    max_bitrate_bps: int
    quality_level: int | None = None
    quality_tuning_level: str = "SINGLE_PASS"
    max_frames_per_second: int = 60

    @classmethod
    def read(cls, fields: Fields) -> Self:
        fields = fields.knowing(set(cls.__dataclass_fields__))
        return cls(
            name=fields.name("name"),
            width_px=fields.even("width_px", *SIDE_LIMITS_PX),
            height_px=fields.even("height_px", *SIDE_LIMITS_PX),
            max_bitrate_bps=fields.whole("max_bitrate_bps", *MAX_BITRATE_LIMITS_BPS),
            quality_level=(
                fields.whole("quality_level", *QUALITY_LEVEL_LIMITS)
                if fields.has("quality_level")
                else None
            ),
            quality_tuning_level=fields.one_of(
                "quality_tuning_level", QUALITY_TUNING_LEVELS, default="SINGLE_PASS"
            ),
            max_frames_per_second=fields.whole(
                "max_frames_per_second", *FRAME_RATE_LIMITS, default=60
            ),
        )


@dataclass(frozen=True)
class Thumbnails:
    """Pictures ``interval_seconds`` apart; further where ``max_count`` would not reach the end.
    Each is made in every width: of a picture that stands upright, the width is its height."""

    interval_seconds: int
    max_count: int
    widths_px: tuple[int, ...]

    @property
    def width_px(self) -> int:
        return self.widths_px[0]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        fields = fields.knowing({"interval_seconds", "max_count", "width_px", "widths_px"})
        default = (fields.even("width_px", *SIDE_LIMITS_PX, default=320),)
        if fields.has("width_px") and fields.has("widths_px"):
            raise ProfileError(f"{fields.path}.width_px", "is said beside widths_px")
        return cls(
            interval_seconds=fields.whole("interval_seconds", 1, 3600, default=2),
            max_count=fields.whole("max_count", 1, 10000, default=10),
            widths_px=fields.evens("widths_px", *SIDE_LIMITS_PX, default=default),
        )


@dataclass(frozen=True)
class JobProfile:
    """``renditions`` maps cmaf, hls, dash and mp4 to their ladders, in the order of the manifest.
    An empty ladder stands for sound without a picture."""

    name: str
    renditions: Mapping[str, tuple[VideoRendition, ...]]
    thumbnails: Thumbnails | None
    storyboard: bool = False

    @property
    def output_groups(self) -> tuple[str, ...]:
        return groups_with(self.renditions, thumbnails=self.thumbnails, storyboard=self.storyboard)


@dataclass(frozen=True)
class Profile:
    """``content_hash`` changes with the meaning of the text, not with its spaces."""

    name: str
    content_hash: str
    segment_seconds: int
    codec: str
    hdr: str
    audio: Audio
    captions: Captions
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
    known = {"segment_seconds", "codec", "hdr", "audio", "captions", "jobs"}
    fields = Fields("", document, known)
    jobs = tuple(_job(key, value) for key, value in fields.named_objects("jobs"))
    _one_group_per_format(jobs)
    codec = fields.one_of("codec", CODECS, default="h264")
    _hevc_in_fragments(codec, jobs)
    captions = Captions.of(fields)
    _captions_in_segments(captions, jobs)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return Profile(
        name=name,
        content_hash=sha256(canonical.encode()).hexdigest()[:16],
        segment_seconds=fields.whole("segment_seconds", 1, 60, default=6),
        codec=codec,
        hdr=fields.one_of("hdr", HDR_HANDLING, default="tone-map"),
        audio=Audio.of(fields),
        captions=captions,
        jobs=jobs,
    )


def _job(name: str, fields: Fields) -> JobProfile:
    fields = fields.knowing({"output_groups", "thumbnails", "storyboard"})
    # MediaConvert takes no job whose only output is frame capture.
    groups = fields.object("output_groups", set(OUTPUT_GROUPS))
    if groups is None or not (found := [group for group in OUTPUT_GROUPS if groups.has(group)]):
        raise ProfileError(
            f"{fields.path}.output_groups", f"has none of {', '.join(OUTPUT_GROUPS)}"
        )
    ladders = {group: _ladder(groups, group) for group in found}
    frames = fields.object("thumbnails")
    if frames and not any(ladders.values()):
        raise ProfileError(frames.path, "stand beside sound alone; they need a rendition")
    storyboard = fields.boolean("storyboard", default=False)
    if storyboard and not (frames or any(ladders.get(group) for group in SEGMENTED_GROUPS)):
        raise ProfileError(
            f"{fields.path}.storyboard",
            f"needs thumbnails, or a rendition in one of {', '.join(SEGMENTED_GROUPS)}",
        )
    return JobProfile(
        name=name,
        renditions=ladders,
        thumbnails=Thumbnails.read(frames) if frames else None,
        storyboard=storyboard,
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


def _hevc_in_fragments(codec: str, jobs: tuple[JobProfile, ...]) -> None:
    """HEVC in HLS is fragmented MP4: rule 1.5 of Apple's HLS Authoring Specification."""
    for job in jobs:
        if codec == "hevc" and "hls" in job.renditions:
            path = f"jobs.{job.name}.output_groups.hls"
            raise ProfileError(path, "has transport streams, which do not carry hevc; use cmaf")


def _captions_in_segments(captions: Captions, jobs: tuple[JobProfile, ...]) -> None:
    """An MP4 has none that a viewer could choose."""
    groups = [job.renditions.get(group) for job in jobs for group in SEGMENTED_GROUPS]
    if captions.wanted and not any(groups):
        raise ProfileError("captions", f"need a rendition in one of {', '.join(SEGMENTED_GROUPS)}")
