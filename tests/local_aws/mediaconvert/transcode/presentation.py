"""Everything that a streaming group makes, before manifests tell of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_aws.mediaconvert.transcode import captions, naming, streams, trick_play
from local_aws.mediaconvert.transcode.captions import CaptionTrack
from local_aws.mediaconvert.transcode.command import Command
from local_aws.mediaconvert.transcode.streams import Packaging, Stream
from local_aws.mediaconvert.transcode.trick_play import Sheets


@dataclass(frozen=True)
class Presentation:
    """``parts`` are streams and captions in the order of the group's outputs."""

    parts: list[Stream | CaptionTrack]
    sheets: list[Sheets]

    @property
    def streams(self) -> list[Stream]:
        return [one for one in self.parts if isinstance(one, Stream)]

    @property
    def captions(self) -> list[CaptionTrack]:
        return [one for one in self.parts if isinstance(one, CaptionTrack)]

    def read(self) -> list[tuple[Path, str]]:
        """Take in what ffmpeg wrote and write the rest: local paths and final names of all files.

        :raises JobError: 1076 where nothing was written.
        """
        for stream in self.streams:
            stream.read()
        # model (MATCH_VIDEO): "from the first video output in this output group".
        first = next((one for one in self.streams if one.size), self.streams[0])
        for track in self.captions:
            track.read(first)
        for one in self.sheets:
            one.read()
        files = [file for stream in self.streams for file in stream.files()]
        files += [file for track in self.captions for file in track.written]
        return files + [file for one in self.sheets for file in one.files()]

    def details(self) -> list[dict[str, Any]]:
        """The group's outputDetails."""
        return [one.detail() for one in self.parts]


def prepare(command: Command, group: dict[str, Any], packaging: Packaging) -> Presentation:
    """Add every output of a streaming group to the command."""
    settings = naming.settings_of(group)
    base = naming.destination(settings, command.input["FileInput"]).base
    made = streams.prepare(command, group, packaging, base)
    played, texts = iter(made), iter(captions.prepare(command, group, packaging, base))
    parts: list[Stream | CaptionTrack] = [
        next(texts) if output.get("CaptionDescriptions") else next(played)
        for output in group["Outputs"]
    ]
    return Presentation(parts, trick_play.prepare(command, settings, made))
