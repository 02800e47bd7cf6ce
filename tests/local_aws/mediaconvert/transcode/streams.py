"""Segmented streams: one rendition each, cut by ffmpeg's HLS muxer and described by us."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from local_aws.mediaconvert import boxes
from local_aws.mediaconvert.tracks import NO_COLOR, Color
from local_aws.mediaconvert.transcode import audio, cadence, iframes, naming, preprocessors, video
from local_aws.mediaconvert.transcode.command import Command, require_content
from local_aws.mediaconvert.transcode.iframes import KeyFrame
from local_aws.mediaconvert.transcode.picture import Size
from local_aws.mediaconvert.transcode.selectors import Sound

AAC_PADDING_SECONDS = 2 * 1024 / 48000


@dataclass(frozen=True)
class Packaging:
    """How a group names segments: suffixes of video and audio, digits of the number."""

    video_suffix: str
    audio_suffix: str
    digits: int
    fragmented: bool


CMAF = Packaging(".cmfv", ".cmfa", 9, True)
DASH = Packaging(".mp4", ".mp4", 9, True)
TRANSPORT = Packaging(".ts", ".ts", 5, False)


@dataclass
class Stream:
    """One output of a streaming group; ``durations`` (seconds) are known once it is encoded.

    ``group`` are the group's settings, ``base`` is its destination's file name, ``key_frames``
    are those of each segment, where a playlist of them is asked for.
    """

    output: dict[str, Any]
    group: dict[str, Any]
    base: str
    packaging: Packaging
    folder: Path
    size: Size | None
    frame_rate: Fraction | None
    color: Color = NO_COLOR
    sources: list[Sound] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    key_frames: list[list[KeyFrame]] = field(default_factory=list)
    codecs: str = ""
    timing: boxes.Timing | None = None

    @property
    def name(self) -> str:
        """What the names of all its files begin with."""
        return f"{self.base}{self.output['NameModifier']}"

    @property
    def suffix(self) -> str:
        return self.packaging.video_suffix if self.size else self.packaging.audio_suffix

    @property
    def settings(self) -> dict[str, Any]:
        """The output's CmfcSettings or HlsSettings."""
        own = (self.output.get("OutputSettings") or {}).get("HlsSettings")
        return own or self.output["ContainerSettings"].get("CmfcSettings") or {}

    @property
    def sounds(self) -> list[dict[str, Any]]:
        """The output's AudioDescriptions."""
        return self.output.get("AudioDescriptions") or []

    @property
    def language(self) -> str:
        """Code of the language of the first sound, empty where there is none."""
        return audio.language(self.sounds[0], self.sources[0])

    @property
    def channels(self) -> int:
        """Of the first sound."""
        return audio.channels(self.sounds[0], self.sources[0])

    @property
    def seconds(self) -> float:
        return sum(self.durations)

    @property
    def first_time(self) -> float:
        """When it begins, in seconds of the clock in its segments."""
        if self.timing:
            return self.timing.first / self.timing.scale
        first = self.segment_files()[0][0]
        return next((one.time for one in iframes.of_transport(first.read_bytes())), 0.0)

    @property
    def init_name(self) -> str:
        return f"{self.name}init{self.suffix}"

    def segment_name(self, number: int) -> str:
        """File name of a segment; numbers start at 1."""
        return f"{self.name}_{number:0{self.packaging.digits}d}{self.suffix}"

    @property
    def average_bandwidth(self) -> int:
        return int(sum(self.sizes) * 8 / self.seconds) if self.seconds else 0

    @property
    def peak_bandwidth(self) -> int:
        pairs = zip(self.sizes, self.durations, strict=True)
        # The last segment may be too short to say anything.
        rates = [size * 8 / seconds for size, seconds in pairs if seconds >= 0.5]
        return int(max(rates, default=self.average_bandwidth))

    def read(self) -> None:
        """Take in what ffmpeg wrote.

        :raises JobError: 1076 where that is nothing.
        """
        text = (self.folder / "list.m3u8").read_text()
        self.durations = [float(value) for value in re.findall(r"#EXTINF:([\d.]+)", text)]
        require_content(self.seconds)
        first = self.segment_files()[0][0]
        init = self.folder / "init.mp4"
        if self.packaging.fragmented:
            _divide(init, first)
            self.timing = boxes.read_timing(init, first)
        self.sizes = [path.stat().st_size for path, _ in self.segment_files()]
        codecs = []
        if self.size:
            codecs.append(boxes.video_codec((init if init.exists() else first).read_bytes()))
        if self.sounds:
            codecs.append("mp4a.40.2")
        self.codecs = ",".join(codecs)
        if self.size and self.settings.get("IFrameOnlyManifest") == "INCLUDE":
            self.key_frames = [self._key_frames(path) for path, _ in self.segment_files()]

    def _key_frames(self, path: Path) -> list[KeyFrame]:
        if self.timing:
            return list(iframes.of_fragments(path.read_bytes(), self.timing.scale))
        return list(iframes.of_transport(path.read_bytes()))

    def segment_files(self) -> list[tuple[Path, str]]:
        """Local path and final name of every segment."""
        numbers = range(1, len(self.durations) + 1)
        return [(self.folder / f"{n:09d}", self.segment_name(n)) for n in numbers]

    def files(self) -> list[tuple[Path, str]]:
        """Local path and final name of every file of the stream."""
        init = [(self.folder / "init.mp4", self.init_name)] if self.packaging.fragmented else []
        return [*init, *self.segment_files()]

    def detail(self) -> dict[str, Any]:
        """The stream's part of outputDetails."""
        found: dict[str, Any] = {"durationInMs": round(self.seconds * 1000)}
        if self.size:
            found["videoDetails"] = video.details(
                self.output["VideoDescription"],
                self.size.width,
                self.size.height,
                sum(self.sizes),
                self.seconds,
            )
        return found


def _divide(init: Path, first: Path) -> None:
    """Where a segment has several fragments, ffmpeg writes those of the first one behind the
    header: to where they belong."""
    data = init.read_bytes()
    end = next(at + size for kind, at, size in boxes.boxes_of(data) if kind == b"moov")
    if data[end:]:
        first.write_bytes(first.read_bytes() + data[end:])
        init.write_bytes(data[:end])


def prepare(
    command: Command, group: dict[str, Any], packaging: Packaging, base: str
) -> list[Stream]:
    """Add every output of picture or sound of a streaming group to the command.

    :param base: what the names of the group's files begin with.
    """
    settings = naming.settings_of(group)
    outputs = [output for output in group["Outputs"] if not output.get("CaptionDescriptions")]
    cadences = [_cadence(command, output, settings) for output in outputs]
    wanted = Fraction(settings.get("SegmentLength", cadence.DEFAULT_SEGMENT_SECONDS))
    # Sound is cut where the picture is.
    sound = next((one.segment for one in cadences if one), None) or wanted
    made = []
    for output, own in zip(outputs, cadences, strict=True):
        stream = Stream(
            output,
            settings,
            base,
            packaging,
            command.new_folder(),
            None,
            own.rate if own else None,
        )
        _add(command, stream, own, sound)
        made.append(stream)
    return made


def _cadence(
    command: Command, output: dict[str, Any], settings: dict[str, Any]
) -> cadence.Cadence | None:
    description = output.get("VideoDescription")
    if not description:
        return None
    rate = video.frame_rate(description) or command.frame_rate
    return cadence.of_stream(video.settings(description), rate, settings)


def _add(command: Command, stream: Stream, own: cadence.Cadence | None, sound: Fraction) -> None:
    line: list[str] = []
    if own:
        description = stream.output["VideoDescription"]
        label, stream.size = command.add_picture(description)
        stream.color = preprocessors.output_color(description, command.track)
        line += ["-map", label, *video.arguments(description, own, stream.color)]
    for number, one in enumerate(stream.sounds):
        stream.sources.append(command.sound(one))
        line += command.add_sound(one, number)
    if not own:
        # AAC pads to whole frames: sound must not outlast the picture by a tiny segment.
        line += ["-t", f"{max(0.1, command.media.duration - AAC_PADDING_SECONDS):.3f}"]
    segment = own.segment if own and own.segment else sound
    line += ["-f", "hls", "-hls_time", f"{int(segment * 10**6)}us", "-hls_list_size", "0"]
    line += ["-start_number", "1", "-hls_playlist_type", "vod", "-map_metadata", "-1"]
    if stream.packaging.fragmented:
        line += ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"]
        line += ["-hls_segment_options", _fragments(stream, segment)]
    else:
        line += ["-muxdelay", "0", "-muxpreload", "0"]
    folder = stream.folder.name
    command.add_output(*line, "-hls_segment_filename", f"{folder}/%09d", f"{folder}/list.m3u8")


def _fragments(stream: Stream, segment: Fraction) -> str:
    """Options that begin fragments: with the picture at the first key frame after the length."""
    length = stream.group.get("FragmentLength", cadence.DEFAULT_FRAGMENT_SECONDS)
    if length >= segment:
        return "flush_packets=1"
    if stream.size:
        # A little less: rounding must not join two fragments.
        return f"movflags=+frag_keyframe:min_frag_duration={length * 10**6 - 10**4}"
    return f"frag_duration={length * 10**6}"
