"""Captions as TTML and IMSC: the document, and the fragmented MP4 that carries it."""

import struct
from xml.sax.saxutils import escape, quoteattr

from local_aws.mediaconvert.captions.cue import Cue

NAMESPACE = "http://www.w3.org/ns/ttml"
IMSC = ' ttp:profile="http://www.w3.org/ns/ttml/profile/imsc1/text"'
TICKS_PER_SECOND = 90_000
UNITY = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
BASE_IS_MOOF = 0x020000
# Offset of the data; duration and size of the sample.
RUN = 0x1 | 0x100 | 0x200


def document(cues: list[Cue], language: str, *, imsc: bool) -> bytes:
    """White text on black, at the bottom: without styles of its own."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<tt xmlns={quoteattr(NAMESPACE)} xmlns:ttp={quoteattr(f'{NAMESPACE}#parameter')}"
        f" xmlns:tts={quoteattr(f'{NAMESPACE}#styling')} xml:lang={quoteattr(language)}"
        f"{IMSC if imsc else ''}>",
        "<head><layout>"
        '<region xml:id="bottom" tts:origin="10% 10%" tts:extent="80% 80%"'
        ' tts:displayAlign="after" tts:textAlign="center"/></layout></head>',
        '<body region="bottom" tts:color="white"><div>',
        *(_paragraph(cue) for cue in cues),
        "</div></body></tt>",
    ]
    return "\n".join(lines).encode()


def _paragraph(cue: Cue) -> str:
    text = "<br/>".join(escape(line) for line in cue.text.split("\n"))
    shown = f'<span tts:backgroundColor="black">{text}</span>'
    return f'<p begin="{_time(cue.start)}" end="{_time(cue.end)}">{shown}</p>'


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def initialization(language: str) -> bytes:
    """An init segment of a track of XML subtitles (ISO/IEC 14496-12 and -30)."""
    code = language if len(language) == 3 else "und"
    packed = sum((ord(letter) - 0x60) << 5 * (2 - n) for n, letter in enumerate(code.lower()))
    entry = _box("stpp", b"\0" * 6 + b"\0\1" + NAMESPACE.encode() + b"\0\0\0")
    table = _box(
        "stbl",
        _full("stsd", b"\0\0\0\1" + entry),
        *(_full(kind, b"\0" * size) for kind, size in TABLES.items()),
    )
    located = _box("dinf", _full("dref", b"\0\0\0\1" + _full("url ", b"", flags=1)))
    handler = _full("hdlr", b"\0" * 4 + b"subt" + b"\0" * 12 + b"subtitles\0")
    media = _box(
        "mdia",
        _full("mdhd", struct.pack(">4I2H", 0, 0, TICKS_PER_SECOND, 0, packed, 0)),
        handler,
        _box("minf", _full("sthd", b""), located, table),
    )
    head = struct.pack(">5I8x4H", 0, 0, 1, 0, 0, 0, 0, 0, 0) + UNITY + b"\0" * 8
    movie = struct.pack(">4I", 0, 0, 1000, 0) + struct.pack(">IH10x", 1 << 16, 1 << 8) + UNITY
    return _box("ftyp", b"iso6\0\0\0\0iso6cmfcdash") + _box(
        "moov",
        _full("mvhd", movie + b"\0" * 24 + struct.pack(">I", 2)),
        _box("trak", _full("tkhd", head, flags=3), media),
        _box("mvex", _full("trex", struct.pack(">5I", 1, 1, 0, 0, 0))),
    )


# Empty tables of a fragmented file, in bytes.
TABLES = {"stts": 4, "stsc": 4, "stsz": 8, "stco": 4}


def segment(number: int, start: int, length: int, data: bytes) -> bytes:
    """A segment of one document; times are in ticks."""
    run = struct.pack(">IiII", 1, 0, length, len(data))
    size = len(_fragment(number, start, run))
    run = struct.pack(">IiII", 1, size + 8, length, len(data))
    return _fragment(number, start, run) + _box("mdat", data)


def _fragment(number: int, start: int, run: bytes) -> bytes:
    track = _box(
        "traf",
        _full("tfhd", b"\0\0\0\1", flags=BASE_IS_MOOF),
        _full("tfdt", struct.pack(">Q", start), version=1),
        _full("trun", run, flags=RUN),
    )
    return _box("moof", _full("mfhd", struct.pack(">I", number)), track)


def _box(kind: str, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return struct.pack(">I4s", len(data) + 8, kind.encode()) + data


def _full(kind: str, data: bytes, *, version: int = 0, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), data)
