"""Transcode a job's input with one ffmpeg: every group and rendition from one decode."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_aws.mediaconvert import ffmpeg
from local_aws.mediaconvert.captions.cue import Captions
from local_aws.mediaconvert.media import Media
from local_aws.mediaconvert.transcode.command import Command


@dataclass
class GroupResult:
    """What a group made: local file → URL, and its part of the COMPLETE event."""

    s3_settings: dict[str, Any]
    files: list[tuple[Path, str]] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)


Finish = Callable[[], GroupResult]


def transcode(
    settings: dict[str, Any],
    media: Media,
    source: Path,
    folder: Path,
    canceled: threading.Event,
    progress: Callable[[float, int], None],
    captions: Mapping[str, Captions] | None = None,
) -> list[GroupResult]:
    """Make every output of a job in a folder.

    :param settings: the job's Settings in botocore's names.
    :param progress: called with (seconds written, frames).
    :param captions: those that outputs are made of, by the names of their selectors.
    :raises JobError: as the service fails such a job.
    """
    from local_aws.mediaconvert.transcode import cmaf, dash, files, hls

    makers = {
        "CMAF_GROUP_SETTINGS": cmaf.prepare,
        "DASH_ISO_GROUP_SETTINGS": dash.prepare,
        "HLS_GROUP_SETTINGS": hls.prepare,
        "FILE_GROUP_SETTINGS": files.prepare,
    }
    command = Command(media, source, settings["Inputs"][0], folder, captions or {})
    finishes: list[Finish] = [
        makers[group["OutputGroupSettings"]["Type"]](command, group)
        for group in settings["OutputGroups"]
    ]
    rate = command.first_rate

    def report(seconds: float, frames: int) -> None:
        # ffmpeg has no time before each output has something: a first sheet of images is late.
        progress(max(seconds, float(frames / rate)) if rate else seconds, frames)

    ffmpeg.run(command.arguments(), folder, canceled, report)
    return [finish() for finish in finishes]
