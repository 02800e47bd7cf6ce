"""The one ffmpeg command of a job: inputs, filter graph, outputs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from local_aws.mediaconvert.captions.cue import Captions
from local_aws.mediaconvert.errors import JobError
from local_aws.mediaconvert.media import READ_ONLY_FILES, Media
from local_aws.mediaconvert.tracks import Track
from local_aws.mediaconvert.transcode import audio, picture, preprocessors, selectors, video

DEFAULT_FRAME_RATE = Fraction(25)


def require_content(seconds: float) -> None:
    """Nothing is shown of some files: their edit lists say so.

    :raises JobError: 1076 where an output has no duration.
    """
    if not seconds:
        raise JobError(JobError.INPUT_UNREADABLE, "The input has no frames to write")


@dataclass
class Command:
    """Collects the outputs of all groups; paths are relative to ``folder``. ``captions`` are those
    of the input, by the names of their selectors.

    Pictures that begin with the same filters share them: ``_chains`` has, for each such
    beginning, what follows for every picture.
    """

    media: Media
    source: Path
    input: dict[str, Any]
    folder: Path
    captions: Mapping[str, Captions] = field(default_factory=dict)
    _chains: dict[str, list[str]] = field(default_factory=dict)
    _outputs: list[str] = field(default_factory=list)
    _sounds: list[str] = field(default_factory=list)
    _silent: bool = False
    _folders: int = 0
    _pictures: int = 0
    # Of the first picture that is added, whose frames ffmpeg counts.
    first_rate: Fraction | None = None

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
        """The rate of outputs that follow the input; the service writes constant rates."""
        return self.track.constant_rate or DEFAULT_FRAME_RATE

    @property
    def seconds(self) -> str:
        """The input's duration, as ffmpeg takes it."""
        return f"{self.media.duration:.3f}"

    @property
    def rotation(self) -> int:
        """Clockwise degrees that the picture is turned by (VideoSelector.Rotate)."""
        rotate = (self.input.get("VideoSelector") or {}).get("Rotate", "DEGREE_0")
        if rotate != "AUTO":
            return int(rotate.split("_")[1])
        # model: AUTO knows 90, 180 and 270 degrees of .mov and .mp4; else it does not rotate.
        known = self.media.is_mp4_or_mov and self.track.rotation in (90, 180, 270)
        return self.track.rotation if known else 0

    def new_folder(self) -> Path:
        """A folder for the files of one output."""
        path = self.folder / f"output-{self._folders}"
        self._folders += 1
        path.mkdir()
        return path

    def add_picture(
        self, description: dict[str, Any], *first: str, last: Iterable[str] = ()
    ) -> tuple[str, picture.Size]:
        """Add a scaled picture to the graph; returns its label and size.

        :param first: filters that come before scaling.
        :param last: filters that come after it.
        """
        size, filters = picture.scale(description, self.track, self.rotation)
        rate = video.frame_rate(description) or self.frame_rate
        begin = preprocessors.filters(description, self.track, self.rotation, rate)
        if not self._pictures and video.settings(description):
            self.first_rate = rate
        label = f"[v{self._pictures}]"
        self._pictures += 1
        chain = ",".join([*first, *filters, *last])
        self._chains.setdefault(",".join(begin), []).append(chain + label)
        return label, size

    def add_sound(self, description: dict[str, Any], number: int) -> list[str]:
        """Options that make an output's audio track with this number, counted from 0.

        :raises JobError: 1021 where the selector names tracks that are not there.
        """
        sound = self.sound(description)
        filters = audio.filters(description, sound)
        if len(sound.tracks) > 1:
            filters = [f"amerge=inputs={len(sound.tracks)}", *filters]
        if not sound.tracks:
            self._silent = True
        source = [f"0:{track.index}" for track in sound.tracks] or ["1:a"]
        if filters:
            # What is joined has one rate and one length.
            same = f"aformat=sample_rates=48000:sample_fmts=fltp,apad=whole_dur={self.seconds}"
            label = f"a{len(self._sounds)}"
            taps = [f"[{label}_{n}]" for n in range(len(source))]
            begins = [f"[{one}]{same}{tap}" for one, tap in zip(source, taps, strict=True)]
            self._sounds.append(";".join([*begins, f"{''.join(taps)}{','.join(filters)}[{label}]"]))
            source = [f"[{label}]"]
        return ["-map", source[0], *audio.arguments(description, sound, number)]

    def sound(self, description: dict[str, Any]) -> selectors.Sound:
        """What an audio description takes from the input.

        :raises JobError: 1021 where the selector names tracks that are not there.
        """
        return selectors.select(description, self.input, self.media.sounds)

    def add_output(self, *arguments: str) -> None:
        """Add one output file with its options."""
        self._outputs += [*arguments]

    def arguments(self) -> list[str]:
        """Everything after ffmpeg's global options."""
        line = ["-noautorotate", *READ_ONLY_FILES]
        if self.media.unseen_start:
            line += ["-itsoffset", str(-self.media.unseen_start)]
        line += ["-i", str(self.source)]
        if self._silent:
            line += ["-f", "lavfi", "-t", self.seconds]
            line += ["-i", "anullsrc=r=48000:cl=stereo"]
        if self._chains or self._sounds:
            line += ["-filter_complex", self._graph()]
        return [*line, *self._outputs]

    def _graph(self) -> str:
        rows = []
        for number, (begin, chains) in enumerate(self._chains.items()):
            taps = [f"[s{number}_{n}]" for n in range(len(chains))]
            rows.append(f"[0:{self.track.index}]{begin},split={len(chains)}{''.join(taps)}")
            rows += [tap + chain for tap, chain in zip(taps, chains, strict=True)]
        return ";".join([*rows, *self._sounds])
