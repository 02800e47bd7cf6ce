"""Recipes of real source files: in each a white flash and a beep come at the same time."""

from dataclasses import dataclass
from fractions import Fraction

# More than a GOP.
SECONDS = 3
FLASH_SECONDS = 1
# Red and green over blue and yellow: shows what is up. White for a fifth of a second.
QUARTERS = (
    "color=red:s={size}:r={rate}:d={seconds},drawbox=x=iw/2:y=0:w=iw/2:h=ih/2:c=0x00ff00:t=fill,"
    "drawbox=x=0:y=ih/2:w=iw/2:h=ih/2:c=blue:t=fill,"
    "drawbox=x=iw/2:y=ih/2:w=iw/2:h=ih/2:c=yellow:t=fill,"
    "drawbox=w=iw:h=ih:c=white:t=fill:enable='between(t,1,1.19)',{then}"
)
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
INTERLACED = ("-c:v", "mpeg2video", "-b:v", "3M", "-flags", "+ildct+ilme")
HLG = (
    "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc"
)
BOTH = ("-map", "0", "-map", "1", "-map", "2")
LANGUAGES = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger")
PCM = ("-c:a", "pcm_s16le")
RED, GREEN, BLUE, YELLOW = (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)
UPRIGHT = (RED, GREEN, BLUE, YELLOW)


def picture(size: str = "320x180", rate: str = "25", then: str = "null") -> tuple[str, ...]:
    film = QUARTERS.format(size=size, rate=rate, seconds=SECONDS, then=then)
    return ("-f", "lavfi", "-i", film)


def tone(hertz: int = 440, channels: int = 1) -> tuple[str, ...]:
    """A beep as long as the flash."""
    wave = "|".join([f"0.3*sin({2 * hertz}*PI*t)*between(t\\,1\\,1.2)"] * channels)
    return ("-f", "lavfi", "-i", f"aevalsrc={wave}:s=48000:d={SECONDS}")


@dataclass(frozen=True)
class Case:
    """``size`` and ``rate`` of the MP4, whose box is 360p; ``colors`` of the quarters as a viewer
    sees them. ``turned`` clockwise by the header."""

    make: tuple[str, ...]
    size: tuple[int, int] | None
    rate: Fraction | int = 25
    sounds: int = 0
    colors: tuple[tuple[int, int, int], ...] = UPRIGHT
    turned: int = 0


CASES = {
    "plain.mp4": Case((*picture("1280x720"), *tone(channels=2), *H264), (640, 360), sounds=1),
    "turned.mp4": Case(
        (*picture(), *tone(), *H264),
        (180, 320),
        colors=(BLUE, RED, YELLOW, GREEN),
        turned=90,
        sounds=1,
    ),
    "turned.mkv": Case(
        (*picture(), *H264), (180, 320), colors=(GREEN, YELLOW, RED, BLUE), turned=270
    ),
    "anamorphic.ts": Case((*picture("360x288", then="setsar=64/45"), *H264), (512, 288)),
    "interlaced.ts": Case(
        (*picture("360x288", "50", "setsar=64/45,interlace=scan=tff"), *tone(), *INTERLACED),
        (512, 288),
        sounds=1,
    ),
    "phone_hlg.mov": Case(
        (*picture(rate="30", then=HLG), *tone(), "-c:v", "libx264", "-preset", "ultrafast"),
        (320, 180),
        30,
        sounds=1,
    ),
    "slow_motion.mp4": Case((*picture(rate="240"), *tone(), *H264), (320, 180), 30, sounds=1),
    "variable.mp4": Case(
        (
            *picture(rate="30", then="select='not(between(n,40,85))'"),
            *tone(),
            *H264,
            "-fps_mode",
            "vfr",
        ),
        (320, 180),
        30,
        sounds=1,
    ),
    "full_range.avi": Case(
        (*picture(), *tone(), "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "2"),
        (320, 180),
        sounds=1,
    ),
    "mono_tracks.mxf": Case(
        (*picture(), *tone(), *tone(880), *BOTH, "-c:v", "mpeg2video", "-q:v", "2", *PCM),
        (320, 180),
        sounds=1,
    ),
    "languages.mkv": Case(
        (*picture(), *tone(channels=6), *tone(880, 2), *BOTH, *LANGUAGES, *H264, "-c:a", "aac"),
        (320, 180),
        sounds=2,
    ),
    "silent.webm": Case(
        (*picture(), "-c:v", "libvpx", "-deadline", "realtime", "-b:v", "500k"), (320, 180)
    ),
    "song.m4a": Case((*tone(channels=2), "-c:a", "aac"), None, sounds=1),
    "song.mp3": Case((*tone(channels=2), "-c:a", "libmp3lame"), None, sounds=1),
}
