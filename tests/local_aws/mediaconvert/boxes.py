"""Read what manifests need from media files: time scales, first times, codec strings."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PARENTS = {b"moov", b"trak", b"mdia", b"moof", b"traf"}


class Box(NamedTuple):
    """Its type, where it begins, and its size in bytes, both with its head."""

    kind: bytes
    at: int
    size: int


@dataclass(frozen=True)
class Timing:
    """Ticks per second of a track and the decode time of its first sample."""

    scale: int
    first: int


def boxes_of(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Yield every box, but not those in it."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        if size == 1:
            size = struct.unpack_from(">Q", data, start + 8)[0]
        size = max(size or end - start, 8)
        yield Box(kind, start, size)
        start += size


def walk(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, payload) of every box, parents' children included."""
    for kind, at, size in boxes_of(data, start, end):
        head = 16 if data[at : at + 4] == b"\0\0\0\1" else 8
        if kind in PARENTS:
            yield from walk(data, at + head, at + size)
        else:
            yield kind, data[at + head : at + size]


def read_timing(init: Path, segment: Path) -> Timing:
    """Timing of a fragmented stream (ISO/IEC 14496-12: mdhd, tfdt)."""
    header = dict(walk(init.read_bytes()))[b"mdhd"]
    scale = struct.unpack_from(">I", header, 20 if header[0] == 1 else 12)[0]
    times = next(payload for kind, payload in walk(segment.read_bytes()) if kind == b"tfdt")
    first = struct.unpack_from(">Q" if times[0] == 1 else ">I", times, 4)[0]
    return Timing(scale, first)


def video_codec(data: bytes) -> str:
    """RFC 6381 codec string from an init segment's avcC or hvcC, or a stream's first SPS."""
    for name in (b"hvc1", b"hev1"):
        if name in data:
            at = data.index(b"hvcC") + 4
            return f"{name.decode()}.{_hevc(data[at : at + 13])}"
    at = data.find(b"avcC")
    if at >= 0:
        return f"avc1.{data[at + 5 : at + 8].hex()}"
    found = re.search(rb"\x00\x00\x01[\x67\x47\x27](...)", data, re.DOTALL)
    return f"avc1.{found[1].hex()}" if found else "avc1.64001f"


def _hevc(record: bytes) -> str:
    """ISO/IEC 14496-15, E.3: profile, its compatible ones with their bits turned round, tier and
    level, constraints without the last empty bytes."""
    profile, tier, level = record[1] & 0x1F, "H" if record[1] & 0x20 else "L", record[12]
    compatible = int(f"{int.from_bytes(record[2:6], 'big'):032b}"[::-1], 2)
    constraints = [f".{byte:X}" for byte in record[6:12].rstrip(b"\0")]
    return f"{profile}.{compatible:X}.{tier}{level}{''.join(constraints)}"
