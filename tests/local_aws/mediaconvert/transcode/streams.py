"""Segmented streams: one rendition each, cut by ffmpeg's HLS muxer and described by us."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from local_aws.mediaconvert import boxes
from local_aws.mediaconvert.transcode import audio, naming, video
from local_aws.mediaconvert.transcode.command import Command
from local_aws.mediaconvert.transcode.picture import Size

DEFAULT_SEGMENT_SECONDS = 10
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
    """One output of a streaming group; ``durations`` (seconds) are known once it is encoded."""

    output: dict[str, Any]
    name: str
    suffix: str
    packaging: Packaging
    folder: Path
    size: Size | None
    frame_rate: Fraction | None
    durations: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    codecs: str = ""
    timing: boxes.Timing | None = None

    @property
    def has_audio(self) -> bool:
        return bool(self.output.get("AudioDescriptions"))

    @property
    def seconds(self) -> float:
        return sum(self.durations)

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
        """Take in what ffmpeg wrote."""
        text = (self.folder / "list.m3u8").read_text()
        self.durations = [float(value) for value in re.findall(r"#EXTINF:([\d.]+)", text)]
        self.sizes = [path.stat().st_size for path, _ in self.segment_files()]
        first = self.segment_files()[0][0]
        init = self.folder / "init.mp4"
        if self.packaging.fragmented:
            self.timing = boxes.read_timing(init, first)
        codecs = []
        if self.size:
            codecs.append(boxes.avc_codec((init if init.exists() else first).read_bytes()))
        if self.has_audio:
            codecs.append("mp4a.40.2")
        self.codecs = ",".join(codecs)

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


def prepare(command: Command, group: dict[str, Any], packaging: Packaging) -> list[Stream]:
    """Add every output of a streaming group to the command."""
    settings = naming.settings_of(group)
    base = naming.destination(settings, command.input["FileInput"]).base
    seconds = settings.get("SegmentLength", DEFAULT_SEGMENT_SECONDS)
    return [_add(command, output, base, packaging, seconds) for output in group["Outputs"]]


def _add(
    command: Command, output: dict[str, Any], base: str, packaging: Packaging, seconds: int
) -> Stream:
    folder = command.new_folder()
    line: list[str] = []
    size = rate = None
    description = output.get("VideoDescription")
    if description:
        label, size = command.add_picture(description)
        rate = video.frame_rate(description) or command.frame_rate
        line += ["-map", label, *video.arguments(description, command.frame_rate, seconds)]
    for sound in output.get("AudioDescriptions") or []:
        line += ["-map", command.audio_map(sound), *audio.arguments(sound)]
    if not description:
        # AAC pads to whole frames: sound must not outlast the picture by a tiny segment.
        line += ["-t", f"{max(0.1, command.media.duration - AAC_PADDING_SECONDS):.3f}"]
    line += ["-f", "hls", "-hls_time", str(seconds), "-hls_list_size", "0", "-start_number", "1"]
    line += ["-hls_playlist_type", "vod", "-map_metadata", "-1"]
    if packaging.fragmented:
        line += ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4"]
    else:
        line += ["-muxdelay", "0", "-muxpreload", "0"]
    line += ["-hls_segment_filename", f"{folder.name}/%09d", f"{folder.name}/list.m3u8"]
    command.add_output(*line)
    name = base + output["NameModifier"]
    suffix = packaging.video_suffix if description else packaging.audio_suffix
    return Stream(output, name, suffix, packaging, folder, size, rate)
