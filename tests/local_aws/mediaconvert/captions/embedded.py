"""CEA-608 captions within the picture, as ffmpeg decodes them; of CEA-708 it reads no more."""

from pathlib import Path
from typing import Any

from local_aws.mediaconvert import ffmpeg
from local_aws.mediaconvert.captions import srt
from local_aws.mediaconvert.captions.cue import Captions, NoCaptionsError

# By channel: the first one of each field is decoded.
FIELDS = {1: "first", 3: "second"}


def read(source: dict[str, Any], path: Path) -> Captions:
    """The captions of a local video; assumed: none where it has none, which fails no job.

    :raises NoCaptionsError: the video cannot be decoded.
    """
    channel = (source.get("EmbeddedSourceSettings") or {}).get("Source608ChannelNumber", 1)
    # Times count from the first picture, as those of outputs do.
    graph = f"movie={_quoted(path)},setpts=PTS-STARTPTS[out0+subcc]"
    command = [ffmpeg.binary(), "-v", "error", "-data_field", FIELDS[channel], "-f", "lavfi"]
    ran = ffmpeg.ask([*command, "-i", graph, "-map", "0:s", "-c:s", "srt", "-f", "srt", "-"])
    if ran.returncode:
        raise NoCaptionsError("its picture cannot be decoded")
    return srt.parse(ran.stdout.decode(errors="replace").replace("\r\n", "\n"))


def _quoted(path: Path) -> str:
    """Within an option within a graph: both have marks of their own."""
    once = "".join(f"\\{mark}" if mark in "\\':" else mark for mark in str(path))
    return "".join(f"\\{mark}" if mark in "\\'[],;" else mark for mark in once)
