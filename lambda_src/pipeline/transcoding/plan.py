"""The plan of a job: a profile fitted to a source. It follows from the two alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from pipeline.captions.caption import Caption, CaptionSource
from pipeline.failures import Failure
from pipeline.text.languages import UNTOLD, shortest
from pipeline.transcoding.captures import Captures
from pipeline.transcoding.corrections import Corrections, corrections_of, is_hdr
from pipeline.transcoding.ladder import PlannedRendition, fit_ladder
from pipeline.transcoding.left_out import LeftOut, Reason
from pipeline.transcoding.picture import Picture, padded_picture
from pipeline.transcoding.places import AUDIO_FILE, THUMBNAIL_MODIFIER, groups_with
from pipeline.transcoding.profile import SEGMENTED_GROUPS, JobProfile, Profile, Thumbnails
from pipeline.transcoding.profile_audio import Audio
from pipeline.transcoding.sound import PlannedSound, plan_sounds
from pipeline.transcoding.source import Source
from pipeline.transcoding.tracks import VideoTrack
from pipeline.transcoding.trick_play import TrickPlay, fit_trick_play


@dataclass(frozen=True)
class PlannedThumbnails:
    """Each is made in every one of ``pictures``, by the width that the profile names.
    ``expected_count`` is None where the source's duration is unknown."""

    pictures: Mapping[int, Picture]
    interval_ms: int
    max_count: int
    expected_count: int | None

    def modifier(self, width_px: int) -> str:
        """Of the files' names: the first width has the plain one, further ones say theirs."""
        plain = width_px == next(iter(self.pictures))
        return THUMBNAIL_MODIFIER if plain else f"{THUMBNAIL_MODIFIER}_{width_px}"

    @property
    def largest(self) -> Captures:
        width_px = max(self.pictures)
        picture = self.pictures[width_px]
        return Captures(
            modifier=self.modifier(width_px),
            width_px=picture.width_px,
            height_px=picture.height_px,
            interval_ms=self.interval_ms,
        )


@dataclass(frozen=True, kw_only=True)
class JobPlan:
    """One job, fitted to its source. Of ``renditions``, a group with an empty ladder holds sound
    alone. ``sounds`` is empty for a silent source; ``captions`` are in the order of the manifest.
    ``rotation_degrees`` is clockwise; None where only MediaConvert can tell it."""

    name: str
    segment_seconds: int
    codec: str
    rotation_degrees: int | None
    corrections: Corrections
    audio: Audio
    sounds: tuple[PlannedSound, ...]
    renditions: Mapping[str, tuple[PlannedRendition, ...]]
    thumbnails: PlannedThumbnails | None
    storyboard: TrickPlay | None
    captions: tuple[Caption, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def has_picture(self) -> bool:
        return any(self.renditions.values())

    @property
    def output_groups(self) -> tuple[str, ...]:
        """Those of the job that will be made, by our names."""
        return groups_with(self.renditions, thumbnails=self.thumbnails, storyboard=self.storyboard)


def fit(profile: Profile, source: Source, sidecars: Sequence[Caption] = ()) -> tuple[JobPlan, ...]:
    """One plan per job of the profile, for a source that ``refuse_for`` does not refuse.
    ``sidecars`` are those that take part."""
    captions = _captions(profile, source, sidecars)
    return tuple(_plan(profile, job, source, captions) for job in profile.jobs)


def refuse_for(profile: Profile, source: Source) -> Failure | None:
    """What this profile cannot, or must not, make something of."""
    video = source.video
    if profile.hdr == "refuse" and video is not None and is_hdr(video):
        return Failure("HDR_NOT_ACCEPTED", "The video has high dynamic range; export it as SDR.")
    if not source.has_audio and not all(any(job.renditions.values()) for job in profile.jobs):
        return Failure("NO_AUDIO_TRACK", "The file has no sound, and only sound is made of it.")
    return None


def _plan(
    profile: Profile, job: JobProfile, source: Source, captions: tuple[Caption, ...]
) -> JobPlan:
    video = source.video
    sounds, left_out = plan_sounds(source.audio)
    renditions: dict[str, tuple[PlannedRendition, ...]] = {}
    for group, ladder in job.renditions.items():
        fitted: tuple[PlannedRendition, ...] = ()
        if video is None:
            left_out += [LeftOut(f"{group} {one.name}", Reason.NO_PICTURE) for one in ladder]
        else:
            fitted, missing = fit_ladder(group, ladder, video)
            left_out += missing
        if fitted:
            renditions[group] = fitted
        elif sounds:
            renditions[AUDIO_FILE if group == "mp4" else group] = ()
        else:
            left_out.append(LeftOut(group, Reason.SILENT))
    if not any(renditions.values()):
        left_out += [LeftOut(f"sound {one.label}", Reason.ONE_SOUND) for one in sounds[1:]]
        sounds = sounds[:1]
    thumbnails = None
    if job.thumbnails is not None and video is not None:
        thumbnails = _thumbnails(job.thumbnails, video, source)
    elif job.thumbnails is not None:
        left_out.append(LeftOut("thumbnails", Reason.NO_PICTURE))
    storyboard = None
    if job.storyboard and video is not None:
        storyboard = fit_trick_play(video, video.duration_seconds or source.duration_seconds)
    elif job.storyboard:
        left_out.append(LeftOut("storyboard", Reason.NO_PICTURE))
    return JobPlan(
        name=job.name,
        segment_seconds=profile.segment_seconds,
        codec=profile.codec,
        rotation_degrees=video.rotation_degrees if video else 0,
        corrections=corrections_of(video) if video else Corrections(),
        audio=profile.audio,
        sounds=sounds,
        renditions=renditions,
        thumbnails=thumbnails,
        storyboard=storyboard,
        captions=captions if any(renditions.get(group) for group in SEGMENTED_GROUPS) else (),
        left_out=tuple(left_out),
    )


def _captions(profile: Profile, source: Source, sidecars: Sequence[Caption]) -> tuple[Caption, ...]:
    """Those in the language of the first sound come first: players show the first unless a viewer
    chooses. In the place of embedded captions come a sidecar's of the same language."""
    if source.video is None:
        return ()
    heard = source.audio[0].language if source.audio else None
    spoken = shortest(heard) if heard else UNTOLD
    found = list(sidecars)
    if profile.captions.embedded:
        told = next((one.language for one in source.captions if one.language), None)
        language = shortest(told) if told else spoken
        if language not in [one.language for one in found]:
            found.append(Caption(language=language, source=CaptionSource.EMBEDDED))
    found.sort(key=lambda one: one.language.partition("-")[0] != spoken)
    return tuple(found)


def _thumbnails(thumbnails: Thumbnails, video: VideoTrack, source: Source) -> PlannedThumbnails:
    """Spread over the whole picture. MediaConvert takes the first frame, then one after every
    interval: a source that is shorter than the interval has one thumbnail."""
    interval_ms, most = thumbnails.interval_seconds * 1000, thumbnails.max_count
    seconds, expected = video.duration_seconds or source.duration_seconds, None
    if seconds is not None:
        duration_ms = round(seconds * 1000)
        interval_ms = max(interval_ms, ceil(duration_ms / most))
        expected = max(1, min(most, ceil(duration_ms / interval_ms)))
    pictures: dict[int, Picture] = {}
    for width_px in thumbnails.widths_px:
        picture = padded_picture(video, width_px, width_px)
        if picture not in pictures.values():
            pictures[width_px] = picture
    return PlannedThumbnails(pictures, interval_ms, most, expected)
