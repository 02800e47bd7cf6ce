"""Caption outputs of streaming groups: WebVTT for HLS and CMAF, TTML and IMSC for DASH."""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from local_aws.mediaconvert.captions import webvtt
from local_aws.mediaconvert.captions.cue import Captions, Cue
from local_aws.mediaconvert.transcode import timed_text
from local_aws.mediaconvert.transcode.command import Command
from local_aws.mediaconvert.transcode.streams import TRANSPORT, Packaging, Stream

# model (CaptionSegmentLengthControl): of HLS. assumed: of CMAF too.
LARGE_SEGMENT_SECONDS = 300
MPEG_TICKS_PER_SECOND = 90_000
DESTINATIONS = {
    "IMSC": "ImscDestinationSettings",
    "TTML": "TtmlDestinationSettings",
    "WEBVTT": "WebvttDestinationSettings",
}
RAW_SUFFIXES = {"IMSC": ".xml", "TTML": ".ttml", "WEBVTT": ".vtt"}


@dataclass
class CaptionTrack:
    """One caption output; ``durations`` (seconds) are those of its segments, known once it is
    read. ``whole`` is a file with all cues, where a DASH manifest names one."""

    output: dict[str, Any]
    group: dict[str, Any]
    base: str
    packaging: Packaging
    captions: Captions
    folder: Path
    durations: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    written: list[tuple[Path, str]] = field(default_factory=list)
    whole: str = ""

    @property
    def name(self) -> str:
        """What the names of all its files begin with."""
        return f"{self.base}{self.output['NameModifier']}"

    @property
    def description(self) -> dict[str, Any]:
        """The output's one CaptionDescription."""
        found: dict[str, Any] = self.output["CaptionDescriptions"][0]
        return found

    @property
    def kind(self) -> str:
        """The DestinationType."""
        return str(self.description["DestinationSettings"]["DestinationType"])

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the DestinationType."""
        return self.description["DestinationSettings"].get(DESTINATIONS[self.kind]) or {}

    @property
    def language(self) -> str:
        """As sounds have theirs: a code of three letters, or a tag; empty where there is none."""
        custom = self.description.get("CustomLanguageCode")
        return custom or self.description.get("LanguageCode", "").lower()

    @property
    def label(self) -> str:
        """For people."""
        return self.description.get("LanguageDescription") or self.language or "Captions"

    @property
    def accessible(self) -> bool:
        """Whether it is meant for those who do not hear."""
        return self.settings.get("Accessibility") == "ENABLED"

    @property
    def fragmented(self) -> bool:
        """Whether it lies in fragmented MP4; assumed: raw where a job says nothing."""
        asked = self.output["ContainerSettings"].get("MpdSettings") or {}
        return asked.get("CaptionContainerType", "RAW") == "FRAGMENTED_MP4"

    @property
    def suffix(self) -> str:
        """Of its segments."""
        return ".vtt" if self.kind == "WEBVTT" else self.packaging.video_suffix

    @property
    def init_name(self) -> str:
        return f"{self.name}init{self.suffix}"

    @property
    def ticks(self) -> list[int]:
        """When its segments end, on the clock of fragmented MP4."""
        return [round(end * timed_text.TICKS_PER_SECOND) for end in accumulate(self.durations)]

    @property
    def peak_bandwidth(self) -> int:
        """Bit/s."""
        pairs = zip(self.sizes, self.durations, strict=True)
        return math.ceil(max(size * 8 / seconds for size, seconds in pairs if seconds))

    def segment_name(self, number: int) -> str:
        """File name of a segment; numbers start at 1."""
        return f"{self.name}_{number:0{self.packaging.digits}d}{self.suffix}"

    def detail(self) -> dict[str, Any]:
        """The track's part of outputDetails."""
        return {"durationInMs": round(sum(self.durations) * 1000)}

    def read(self, stream: Stream) -> None:
        """Write the files, beside a stream that is read."""
        within = round(stream.seconds * 1000)
        shown = [one for one in self.captions.cues if one.start < within]
        self.captions = replace(
            self.captions, cues=tuple(replace(one, end=min(one.end, within)) for one in shown)
        )
        if self.kind == "WEBVTT":
            self._webvtt(stream)
        elif self.fragmented:
            self.durations = list(stream.durations)
            self._fragments()
        else:
            self.durations = [stream.seconds]
            data = timed_text.document([*self.captions.cues], self.language, imsc=self._imsc)
            self._whole(data)

    @property
    def _imsc(self) -> bool:
        return self.kind == "IMSC"

    def _webvtt(self, stream: Stream) -> None:
        self.durations = _webvtt_segments(stream, self.group)
        style = self.settings.get("StylePassthrough", "DISABLED")
        first = round(stream.first_time * MPEG_TICKS_PER_SECOND)
        header = f"X-TIMESTAMP-MAP=MPEGTS:{first},LOCAL:00:00:00.000"
        texts = [
            webvtt.written(replace(self.captions, cues=tuple(cues)), style, header)
            for cues in self._cues_of_segments()
        ]
        self.sizes = [len(text.encode()) for text in texts]
        if self.packaging is TRANSPORT or self.group.get("WriteHlsManifest") != "DISABLED":
            for number, text in enumerate(texts, 1):
                self._add(self.segment_name(number), text.encode())
        if self.packaging is not TRANSPORT and self.group.get("WriteDashManifest") != "DISABLED":
            self._whole(webvtt.written(self.captions, style).encode())

    def _fragments(self) -> None:
        self._add(self.init_name, timed_text.initialization(self.language))
        start = 0
        for number, (cues, end) in enumerate(
            zip(self._cues_of_segments(), self.ticks, strict=True), 1
        ):
            text = timed_text.document(cues, self.language, imsc=self._imsc)
            data = timed_text.segment(number, start, end - start, text)
            self.sizes.append(len(data))
            self._add(self.segment_name(number), data)
            start = end

    def _cues_of_segments(self) -> list[list[Cue]]:
        """RFC 8216, 3.5: a segment has every cue that is shown in its time."""
        ends = [1000 * end for end in accumulate(self.durations)]
        found: list[list[Cue]] = [[] for _ in ends]
        for cue in self.captions.cues:
            last = bisect_left(ends, cue.end)
            for number in range(bisect_right(ends, cue.start), min(last + 1, len(ends))):
                found[number].append(cue)
        return found

    def _whole(self, data: bytes) -> None:
        self.whole = f"{self.name}{RAW_SUFFIXES[self.kind]}"
        self.sizes = self.sizes or [len(data)]
        self._add(self.whole, data)

    def _add(self, name: str, data: bytes) -> None:
        path = self.folder / str(len(self.written))
        path.write_bytes(data)
        self.written.append((path, name))


def _webvtt_segments(stream: Stream, group: dict[str, Any]) -> list[float]:
    if group.get("CaptionSegmentLengthControl") == "MATCH_VIDEO":
        return list(stream.durations)
    whole, rest = divmod(stream.seconds, LARGE_SEGMENT_SECONDS)
    return [float(LARGE_SEGMENT_SECONDS)] * int(whole) + ([rest] if rest else [])


def prepare(
    command: Command, group: dict[str, Any], packaging: Packaging, base: str
) -> list[CaptionTrack]:
    """The caption outputs of a streaming group.

    :param base: what the names of the group's files begin with.
    """
    settings = next(one for one in group["OutputGroupSettings"].values() if isinstance(one, dict))
    return [
        CaptionTrack(
            output,
            settings,
            base,
            packaging,
            command.captions[output["CaptionDescriptions"][0]["CaptionSelectorName"]],
            command.new_folder(),
        )
        for output in group["Outputs"]
        if output.get("CaptionDescriptions")
    ]
