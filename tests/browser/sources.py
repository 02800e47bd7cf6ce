"""The films that players are given: short, and each second of them tells itself from the others.

The quarters of the picture show what is up (red, lime over blue, yellow). A box in the middle has
another color for every two seconds. Every track of sound is a tone of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from local_aws.tests.recipes import H264, HLG, INTERLACED, LANGUAGES

# Three segments of six seconds, the last one cut.
SECONDS = 14
COLOR_SECONDS = 2
# Of the box in the middle, in turn: corners of the cube of colors, which no encoding confuses.
COLORS = ("black", "white", "magenta", "cyan", "blue", "lime", "red")
FIRST_HERTZ, SECOND_HERTZ = 440, 880
QUARTERS = ("red", "lime", "blue", "yellow")
TURNED = ("blue", "red", "yellow", "lime")


@dataclass(frozen=True)
class Film:
    """How ffmpeg makes the file, ``turned`` clockwise by its header; and what a viewer meets:
    ``sizes`` of the renditions in pixels, ``hertz`` of the sound of each of the ``languages``,
    ``quarters`` from the upper left to the lower right. ``sidecars`` by the ends of their names:
    all of them say CUES, in their language."""

    make: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...] = ((854, 480), (640, 360))
    hertz: tuple[int, ...] = (FIRST_HERTZ,)
    languages: tuple[str, ...] = ()
    quarters: tuple[str, ...] = QUARTERS
    turned: int = 0
    profile: str = "default"
    sidecars: Mapping[str, str] = field(default_factory=dict)


def picture(size: str = "854x480", rate: str = "25", then: str = "null") -> tuple[str, ...]:
    quarter = "drawbox=x={x}:y={y}:w=iw/2:h=ih/2:c={color}:t=fill"
    box = "drawbox=x=iw*3/8:y=ih*3/8:w=iw/4:h=ih/4:c={color}:t=fill:enable='gte(t,{begin})'"
    drawn = [
        f"color=red:s={size}:r={rate}:d={SECONDS}",
        quarter.format(x="iw/2", y="0", color="lime"),
        quarter.format(x="0", y="ih/2", color="blue"),
        quarter.format(x="iw/2", y="ih/2", color="yellow"),
        *(box.format(color=one, begin=at * COLOR_SECONDS) for at, one in enumerate(COLORS)),
        then,
    ]
    return ("-f", "lavfi", "-i", ",".join(drawn))


def tone(hertz: int = FIRST_HERTZ) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"sine=frequency={hertz}:sample_rate=48000:duration={SECONDS}")


# Seconds from and to, and what is said in a language.
CUES = ((1.0, 4.0, "{}: a beginning"), (7.0, 10.0, "{}: déjà vu"), (12.0, 13.75, "{}: the end"))


def said(language: str) -> tuple[tuple[float, float, str], ...]:
    return tuple((begin, end, text.format(language)) for begin, end, text in CUES)


def sidecar(language: str, head: str = "", point: str = ",") -> str:
    """SubRip, or with another head and decimal point WebVTT."""
    cues = (
        f"{number}\n00:00:{begin:06.3f} --> 00:00:{end:06.3f}\n".replace(".", point) + f"{text}\n"
        for number, (begin, end, text) in enumerate(said(language), start=1)
    )
    return head + "\n".join(cues)


USUAL = (*picture(), *tone(), *H264)
TWO_SOUNDS = (*tone(), *tone(SECOND_HERTZ), "-map", "0", "-map", "1", "-map", "2", *LANGUAGES)
FILMS = {
    "landscape.mp4": Film(
        USUAL,
        sidecars={"en.srt": sidecar("en"), "de.vtt": sidecar("de", "WEBVTT\n\n", ".")},
    ),
    "portrait.mp4": Film(USUAL, sizes=((480, 854), (360, 640)), quarters=TURNED, turned=90),
    "cinema.mkv": Film((*picture(rate="24000/1001"), *tone(), *H264)),
    "silent.mp4": Film((*picture(), *H264), hertz=()),
    "languages.mkv": Film(
        (*picture(), *TWO_SOUNDS, *H264),
        hertz=(FIRST_HERTZ, SECOND_HERTZ),
        languages=("en", "de"),
        sidecars={"en.srt": sidecar("en")},
    ),
    "interlaced.ts": Film(
        (*picture("854x480", "50", "interlace=scan=tff"), *tone(), *INTERLACED),
        profile="per-format",
        sidecars={"en.srt": sidecar("en")},
    ),
    "phone_hlg.mov": Film((*picture(rate="30", then=HLG), *tone(), *H264[:4])),
}
