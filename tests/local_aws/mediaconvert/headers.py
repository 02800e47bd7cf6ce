"""What a file's header says of each track that ffmpeg merges with the essence or rounds away."""

import struct
from dataclasses import dataclass
from pathlib import Path

from local_aws.mediaconvert.boxes import walk

# Matrices of ISO/IEC 14496-12, tkhd, by clockwise degrees: a, b, c, d as 16.16 numbers.
ONE = 1 << 16
MATRICES = {
    (ONE, 0, 0, ONE): 0,
    (0, ONE, -ONE, 0): 90,
    (-ONE, 0, 0, -ONE): 180,
    (0, -ONE, ONE, 0): 270,
}
MATROSKA_CLUSTER, DISPLAY_WIDTH = b"\x1f\x43\xb6\x75", b"\x54\xb0"
MATROSKA_HEADER_BYTES = 1 << 20


@dataclass(frozen=True)
class TrackHeader:
    """``rotation`` in clockwise degrees, None for a matrix that is no rotation (a mirrored
    picture); ``has_aspect``: the container tells the pixels' shape."""

    rotation: int | None
    has_aspect: bool


def of_movie(path: Path) -> list[TrackHeader]:
    """Of every track of an MP4 or QuickTime file, in order."""
    found: list[TrackHeader] = []
    rotation: int | None = 0
    for kind, payload in walk(_movie_box(path)):
        if kind == b"tkhd":
            a, b, _, c, d = struct.unpack_from(">5i", payload, 52 if payload[0] == 1 else 40)
            rotation = MATRICES.get((a, b, c, d))
        elif kind == b"minf":
            found.append(TrackHeader(rotation, b"pasp" in payload))
    return found


def matroska_tells_aspect(path: Path) -> bool:
    """Whether any track of a Matroska file has a display size."""
    with path.open("rb") as file:
        head = file.read(MATROSKA_HEADER_BYTES)
    return DISPLAY_WIDTH in head.partition(MATROSKA_CLUSTER)[0]


def _movie_box(path: Path) -> bytes:
    """The moov box's payload; empty where there is none."""
    with path.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            size, kind = struct.unpack_from(">I4s", head)
            start = 8
            if size == 1 and len(head) == 16:
                size, start = struct.unpack_from(">Q", head, 8)[0], 16
            begin = file.tell() - len(head)
            if kind == b"moov":
                file.seek(begin + start)
                return file.read(size - start if size else -1)
            if size < start:
                break
            file.seek(begin + size)
    return b""
