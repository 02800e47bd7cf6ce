"""The one ffmpeg command of a job: inputs, filter graph, outputs."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from local_aws.mediaconvert.errors import JobError
from local_aws.mediaconvert.media import READ_ONLY_FILES, Media
from local_aws.mediaconvert.tracks import Track
from local_aws.mediaconvert.transcode import picture, video

DEFAULT_FRAME_RATE = Fraction(25)
DEFAULT_SELECTOR = "Audio Selector 1"


@dataclass
class Command:
    """Collects the outputs of all groups; paths are relative to ``folder``."""

    media: Media
    source: Path
    input: dict[str, Any]
    folder: Path
    _chains: list[str] = field(default_factory=list)
    _outputs: list[str] = field(default_factory=list)
    _silent: int | None = None
    _folders: int = 0

    @property
    def track(self) -> Track:
        """The input's video.

        :raises JobError: 1020 where there is none.
        """
        if self.media.video is None:
            raise JobError(JobError.NO_VIDEO, f"No video stream in [{self.input['FileInput']}]")
        return self.media.video

    @property
    def frame_rate(self) -> Fraction:
        """The input's frame rate; the service writes constant rates."""
        return self.track.constant_rate or DEFAULT_FRAME_RATE

    @property
    def rotation(self) -> int:
        """Clockwise degrees that the picture is turned by (VideoSelector.Rotate)."""
        rotate = (self.input.get("VideoSelector") or {}).get("Rotate", "DEGREE_0")
        if rotate != "AUTO":
            return int(rotate.split("_")[1])
        # model: AUTO knows 90, 180 and 270 degrees; anything else is no rotation.
        return self.track.rotation if self.track.rotation in (90, 180, 270) else 0

    def new_folder(self) -> Path:
        """A folder for the files of one output."""
        path = self.folder / f"output-{self._folders}"
        self._folders += 1
        path.mkdir()
        return path

    def add_picture(self, description: dict[str, Any], *first: str) -> tuple[str, picture.Size]:
        """Add a scaled picture to the graph; returns its label and size.

        :param first: filters that come before scaling.
        """
        size, filters = picture.scale(description, self.track, self.rotation)
        label = f"v{len(self._chains)}"
        rate = video.frame_rate(description)
        chain = ",".join([*first, *([f"fps={rate}"] if rate else []), *filters])
        self._chains.append(f"{chain}[{label}]")
        return f"[{label}]", size

    def audio_map(self, description: dict[str, Any]) -> str:
        """The -map value of an audio description's source; silence where the input has none.

        :raises JobError: 1021 where the selector names tracks that are not there.
        """
        name = description.get("AudioSourceName", DEFAULT_SELECTOR)
        selector = (self.input.get("AudioSelectors") or {}).get(name) or {}
        wanted = selector.get("Tracks") or [1]
        sounds = self.media.sounds
        if wanted[0] <= len(sounds):
            return f"0:{sounds[wanted[0] - 1].index}"
        if selector.get("Tracks"):
            raise JobError(JobError.NO_AUDIO, f"No audio track {wanted[0]} for {name!r}")
        self._silent = 1
        return "1:a"

    def add_output(self, *arguments: str) -> None:
        """Add one output file with its options."""
        self._outputs += [*arguments]

    def arguments(self) -> list[str]:
        """Everything after ffmpeg's global options."""
        line = ["-noautorotate", *READ_ONLY_FILES, "-i", str(self.source)]
        if self._silent:
            line += ["-f", "lavfi", "-t", f"{self.media.duration:.3f}"]
            line += ["-i", "anullsrc=r=48000:cl=stereo"]
        if self._chains:
            line += ["-filter_complex", self._graph()]
        return [*line, *self._outputs]

    def _graph(self) -> str:
        first = [*picture.turn(self.rotation), f"fps={self.frame_rate}"]
        if self.track.interlaced:
            first.insert(0, "bwdif=mode=send_frame")
        taps = "".join(f"[s{n}]" for n in range(len(self._chains)))
        split = f"[0:{self.track.index}]{','.join(first)},split={len(self._chains)}{taps}"
        return ";".join([split, *(f"[s{n}]{chain}" for n, chain in enumerate(self._chains))])
