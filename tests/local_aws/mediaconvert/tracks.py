"""Tracks of a media file, as ``ffmpeg -i`` describes them."""

import re
from dataclasses import dataclass
from fractions import Fraction

# ffmpeg indents the streams of a group further than others.
STREAM = re.compile(
    r"^( {2,})Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\(([\w-]+)\))?: "
    r"(Video|Audio|Data|Subtitle): (.*)$"
)
ROTATION = re.compile(r"rotation of (-?[\d.]+) degrees")
NTSC = {23.98: Fraction(24000, 1001), 29.97: Fraction(30000, 1001), 59.94: Fraction(60000, 1001)}
# UG: the service gives a variable frame rate one of these, the next above its average.
CONSTANT_RATES = (1, 5, 10, 15, 24, 30, 50, 60)
SCANS = ("first", "progressive")
CHANNELS = {"mono": 1, "stereo": 2, "2.1": 3, "4.0": 4, "quad": 4, "5.0": 5, "5.1": 6, "7.1": 8}


@dataclass(frozen=True)
class Color:
    """As ffmpeg names it; empty where the file says nothing."""

    range: str = ""
    matrix: str = ""
    primaries: str = ""
    transfer: str = ""

    @property
    def hdr(self) -> str:
        """``PQ`` or ``HLG``, as HLS's VIDEO-RANGE has it; empty for others."""
        return {"smpte2084": "PQ", "arib-std-b67": "HLG"}.get(self.transfer, "")


NO_COLOR = Color()


@dataclass(frozen=True)
class Track:
    """One stream: ``index`` counts all streams from 0; sizes in pixels, rates in Hz and bit/s.

    ``frame_rate`` is the average, ``base_rate`` the least that holds every time stamp. Aspect
    ratios are of the samples, each where it was found.
    """

    index: int
    kind: str
    codec: str
    text: str
    language: str | None = None
    width: int = 0
    height: int = 0
    frame_rate: Fraction | None = None
    base_rate: Fraction | None = None
    rotation: int = 0
    bit_depth: int = 8
    bit_rate: int | None = None
    container_aspect: Fraction | None = None
    essence_aspect: Fraction | None = None
    pixel_format: str = ""
    color: Color = NO_COLOR
    scan: str = ""
    sample_rate: int = 0
    channels: int = 0

    @property
    def sample_aspect(self) -> Fraction:
        return self.container_aspect or self.essence_aspect or Fraction(1)

    @property
    def interlaced(self) -> bool:
        return self.scan.endswith("first")

    @property
    def constant_rate(self) -> Fraction | None:
        """The rate that a job gives the track where it follows the source."""
        average, base = self.frame_rate, self.base_rate
        # Of interlaced pictures it counts fields.
        if average is None or base is None or self.interlaced:
            return average
        if abs(average - base) <= base / 100:
            return average
        return Fraction(next((rate for rate in CONSTANT_RATES if rate >= average), 60))


def parse(lines: list[str]) -> list[Track]:
    """All tracks in the lines that ``ffmpeg -i`` prints."""
    found: list[Track] = []
    for number, line in enumerate(lines):
        stream = STREAM.match(line)
        if not stream or "(attached pic)" in line:
            continue
        depth, index, language, kind, text = stream.groups()
        index, kind = int(index), kind.lower()
        codec = text.split()[0].rstrip(",")
        below = []
        for following in lines[number + 1 :]:
            if not following.startswith(f"{depth}  "):
                break
            below.append(following)
        if kind == "video":
            found.append(_video(index, codec, text, language, "\n".join(below)))
        elif kind == "audio":
            found.append(_audio(index, codec, text, language))
        else:
            found.append(Track(index, "data", codec, text, language))
    return sorted(found, key=lambda track: track.index)


def _video(index: int, codec: str, text: str, language: str | None, below: str) -> Track:
    size = re.search(r", (\d{2,5})x(\d{2,5})", text)
    # In thousands, a base of times is no guess at a rate: browsers' recordings have such.
    rate = re.search(r"([\d.]+)(k?) fps", text) or re.search(r"([\d.]+)() tbr", text)
    turned = ROTATION.search(below)
    essence = re.search(r"\[SAR (\d+):(\d+)", text)
    # Beside the essence's only where it differs, or stands alone.
    container = re.search(r", SAR (\d+):(\d+)", text)
    base = re.search(r"([\d.]+) tbr", text)
    scan = re.search(
        r"(progressive|top first|bottom first|top coded first|bottom coded first)", text
    )
    pixels = re.search(r", (\w+)(?:\(([^)]*)\))?,", text)
    depth = re.search(r"yuv\w+p(\d\d)", text)
    return Track(
        index,
        "video",
        codec,
        text,
        language,
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        frame_rate=_rate(float(rate[1]) * (1000 if rate[2] else 1)) if rate else None,
        # ffmpeg counts counter-clockwise, the service clockwise.
        rotation=round(-float(turned[1])) % 360 if turned else 0,
        bit_depth=int(depth[1]) if depth else 8,
        bit_rate=_bit_rate(text),
        base_rate=_rate(float(base[1])) if base else None,
        container_aspect=_aspect(container),
        essence_aspect=_aspect(essence),
        pixel_format=pixels[1] if pixels else "",
        color=_color(pixels[1], pixels[2] or "") if pixels else NO_COLOR,
        scan=scan[1] if scan else "",
    )


def _color(pixels: str, words: str) -> Color:
    """Of a pixel format and what stands in brackets behind it: ``tv, bt709, progressive`` or
    ``pc, bt2020nc/bt2020/smpte2084``."""
    told = words.split(", ")
    full = "pc" if pixels.startswith("yuvj") else ""
    scale = next((word for word in told if word in ("tv", "pc")), full)
    names = [word for word in told if word not in ("tv", "pc") and not word.endswith(SCANS)]
    spaces = names[0].split("/") if names and names[0] else [""]
    if len(spaces) == 1:
        spaces *= 3
    return Color(scale, *("" if space == "unknown" else space for space in spaces))


def _audio(index: int, codec: str, text: str, language: str | None) -> Track:
    rate = re.search(r", (\d+) Hz, ([\w.]+)(?:\(\w+\))?(?: channels)?", text)
    layout = rate[2] if rate else "stereo"
    channels = CHANNELS.get(layout) or (int(layout) if layout.isdigit() else 2)
    hertz = int(rate[1]) if rate else 0
    return Track(
        index,
        "audio",
        codec,
        text,
        language,
        sample_rate=hertz,
        channels=channels,
        bit_rate=_bit_rate(text),
    )


def _rate(value: float) -> Fraction:
    return NTSC.get(round(value, 2)) or Fraction(value).limit_denominator(100)


def _aspect(found: re.Match[str] | None) -> Fraction | None:
    return Fraction(int(found[1]), int(found[2])) if found and int(found[2]) else None


def _bit_rate(text: str) -> int | None:
    found = re.search(r", (\d+) kb/s", text)
    return int(found[1]) * 1000 if found else None
