"""Make videos with CEA-608 captions in their pictures (ANSI/CTA-608-E, ATSC A/53)."""

import re
from pathlib import Path

from local_aws.tests.media_files import Media

LOAD, ROW, SHOW, CLEAR = (0x14, 0x20), (0x14, 0x70), (0x14, 0x2F), (0x14, 0x2C)
Pair = tuple[int, int]


def pop_on(text: str) -> list[Pair]:
    """Codes that load a line and show it: one pair for each frame, control codes sent twice."""
    data = text.encode("ascii")
    data += b"\0" * (len(data) % 2)
    letters = list(zip(data[::2], data[1::2], strict=True))
    return [LOAD, LOAD, ROW, ROW, *letters, SHOW, SHOW]


def video(media: Media, name: str, seconds: int, codes: dict[int, list[Pair]]) -> Path:
    """A film at 25 frames per second, with codes in the first field from frames on."""
    film = f"testsrc2=s=160x120:r=25:d={seconds}"
    one_slice = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-x264-params", "slices=1")
    plain = media.make(f"{name}.h264", "-f", "lavfi", "-i", film, *one_slice, "-f", "h264")
    by_frame = {
        first + number: pair for first, pairs in codes.items() for number, pair in enumerate(pairs)
    }
    units, frame = [], 0
    for unit in re.split(rb"\x00\x00\x00?\x01", plain.read_bytes())[1:]:
        if unit[0] & 0x1F in (1, 5):
            units.append(_message(by_frame.get(frame, (0, 0))))
            frame += 1
        units.append(unit)
    plain.write_bytes(b"".join(b"\0\0\0\1" + unit for unit in units))
    return media.make(name, "-r", "25", "-i", str(plain), "-c", "copy")


def _message(pair: Pair) -> bytes:
    """Supplemental information with one pair of the first field."""
    data = b"\xb5\x00\x31GA94\x03\xc1\xff\xfc" + bytes(map(_odd, pair)) + b"\xff"
    return bytes([6, 4, len(data)]) + data + b"\x80"


def _odd(byte: int) -> int:
    return byte if byte.bit_count() % 2 else byte | 0x80
