"""Where the key frames of a segment lie, for playlists that list nothing else."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from local_aws.mediaconvert.boxes import boxes_of, walk

PACKET, SYNC = 188, 0x47
NOT_A_KEY = 0x10000
PTS_PER_SECOND = 90_000


@dataclass(frozen=True)
class KeyFrame:
    """Bytes of a segment that a player needs for a key frame, and its time in seconds."""

    offset: int
    length: int
    time: float


def of_fragments(data: bytes, scale: int) -> Iterator[KeyFrame]:
    """Of fragments that begin with a key frame: from moof to the frame's end (ISO/IEC 14496-12:
    tfhd, tfdt, trun); ``scale``: ticks per second."""
    for kind, at, size in boxes_of(data):
        if kind != b"moof":
            continue
        parts = dict(walk(data, at + 8, at + size))
        length, flags = _first_sample(parts[b"tfhd"], parts[b"trun"])
        (start,) = struct.unpack_from(">i", parts[b"trun"], 8)
        wide = parts[b"tfdt"][0] == 1
        (ticks,) = struct.unpack_from(">Q" if wide else ">I", parts[b"tfdt"], 4)
        if not flags & NOT_A_KEY:
            yield KeyFrame(at, start + length, ticks / scale)


def _first_sample(header: bytes, run: bytes) -> tuple[int, int]:
    """Size in bytes and flags. The optional fields stand in the order of their bits."""
    told = _fields(header, 8, {0x1: 8, 0x2: 4, 0x8: 4, 0x10: 4, 0x20: 4})
    told_here = _fields(run, 8, {0x1: 4, 0x4: 4, 0x100: 4, 0x200: 4, 0x400: 4, 0x800: 4})
    size = told_here.get(0x200, told.get(0x10, 0))
    return size, told_here.get(0x4, told_here.get(0x400, told.get(0x20, 0)))


def _fields(box: bytes, at: int, sizes: dict[int, int]) -> dict[int, int]:
    (flags,) = struct.unpack_from(">I", box, 0)
    found = {}
    for bit, size in sizes.items():
        if flags & bit:
            found[bit] = int.from_bytes(box[at : at + size], "big")
            at += size
    return found


def of_transport(data: bytes) -> Iterator[KeyFrame]:
    """Of a transport stream: from the tables before a picture to its last packet (ISO/IEC
    13818-1: random_access_indicator)."""
    found: KeyFrame | None = None
    video, tables, last = None, None, 0
    for at in range(0, len(data) - PACKET + 1, PACKET):
        pid = int.from_bytes(data[at + 1 : at + 3], "big") & 0x1FFF
        begins, (adapted, payload) = data[at + 1] & 0x40, _parts(data[at : at + PACKET])
        if video is None and begins and payload[:3] == b"\0\0\1" and payload[3] & 0xF0 == 0xE0:
            video = pid
        if pid == 0:
            tables = at
        if pid != video:
            continue
        if begins:
            if found:
                yield _ended(found, last)
            key = bool(adapted and adapted[0] & 0x40)
            start = at if tables is None else tables
            found = KeyFrame(start, 0, _time(payload)) if key else None
        last, tables = at + PACKET, None
    if found:
        yield _ended(found, last)


def _ended(frame: KeyFrame, end: int) -> KeyFrame:
    return KeyFrame(frame.offset, end - frame.offset, frame.time)


def _parts(packet: bytes) -> tuple[bytes, bytes]:
    """A packet's adaptation field and payload."""
    if not packet[3] & 0x20:
        return b"", packet[4:]
    return packet[5 : 5 + packet[4]], packet[5 + packet[4] :]


def _time(payload: bytes) -> float:
    """Seconds of a PES packet's PTS: 33 bits in three pieces."""
    high, middle, low = struct.unpack_from(">BHH", payload, 9)
    return ((high >> 1 & 7) << 30 | middle >> 1 << 15 | low >> 1) / PTS_PER_SECOND
