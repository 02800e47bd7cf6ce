"""Recipes of real source files: in each a white flash and a beep come at the same time.

CI makes ``CASES``, ``make test-media`` makes ``MORE`` too.
"""

import base64
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
    "drawbox=w=iw:h=ih:c=white:t=fill:enable='between(t,{flash},{flash}+0.19)',{then}"
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


def picture(
    size: str = "320x180",
    rate: str = "25",
    then: str = "null",
    seconds: float = SECONDS,
    flash: float = FLASH_SECONDS,
) -> tuple[str, ...]:
    film = QUARTERS.format(size=size, rate=rate, seconds=seconds, then=then, flash=flash)
    return ("-f", "lavfi", "-i", film)


def tone(
    hertz: int = 440,
    channels: int = 1,
    late: float = 0,
    seconds: float = SECONDS,
    flash: float = FLASH_SECONDS,
) -> tuple[str, ...]:
    """A beep as long as the flash, in a sound that begins ``late`` seconds after the picture."""
    begin = flash - late
    beep = f"0.3*sin({2 * hertz}*PI*t)*between(t\\,{begin}\\,{begin + 0.2})"
    sound = f"aevalsrc={'|'.join([beep] * channels)}:s=48000:d={seconds - late}"
    return ("-itsoffset", str(late), "-f", "lavfi", "-i", sound)


@dataclass(frozen=True)
class Case:
    """``size`` and ``rate`` of the MP4, whose box is 360p; ``colors`` of the quarters as a viewer
    sees them. ``turned`` clockwise by the header. The sound begins ``late``, by seconds. Without
    ``shape_reported``, Probe tells no rotation. ``kept`` of its bytes: the rest was cut off."""

    make: tuple[str, ...]
    size: tuple[int, int] | None
    rate: Fraction | int = 25
    sounds: int = 0
    colors: tuple[tuple[int, int, int], ...] = UPRIGHT
    turned: int = 0
    late: float = 0
    seconds: float = SECONDS
    flash_seconds: float | None = FLASH_SECONDS
    shape_reported: bool = True
    kept: float = 1


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
    "fade_in.mp4": Case(
        (*picture(then="fade=in:d=0.5"), *H264), (320, 180), colors=((0, 0, 0),) * 4
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

COVER = ("-f", "lavfi", "-i", "color=gray:s=600x600:r=25:d=0.04")
PQ = "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error")
PRORES = ("-c:v", "prores_ks", "-profile:v")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M")
NTSC = Fraction(30000, 1001)
FILM = Fraction(24000, 1001)
USUAL = (*picture(), *tone(channels=2))
TEN = ("eng", "ger", "fre", "spa", "ita", "por", "dut", "swe", "dan", "fin")
SUBTITLES = "1\n00:00:00,000 --> 00:00:02,000\nHello\n"
CHAPTERS = ";FFMETADATA1\n" + "".join(
    f"[CHAPTER]\nTIMEBASE=1/1\nSTART={at}\nEND={at + 1}\ntitle=Part {at}\n" for at in range(SECONDS)
)
SMALL = (320, 180)
ON_ITS_SIDE = (BLUE, RED, YELLOW, GREEN)
ON_ITS_HEAD = (YELLOW, BLUE, GREEN, RED)


def usual(*codecs: str, sounds: int = 1) -> Case:
    """An ordinary film in a container and codecs of its own."""
    return Case((*USUAL, *codecs), SMALL, sounds=sounds)


def inline(format_: str, text: str) -> tuple[str, ...]:
    """A small file as another input."""
    data = base64.b64encode(text.encode()).decode()
    return ("-f", format_, "-i", f"data:text/plain;base64,{data}")


def with_subtitles(*codecs: str) -> Case:
    """Beside chapters."""
    more = (*inline("srt", SUBTITLES), *inline("ffmetadata", CHAPTERS))
    return Case(
        (*USUAL, *more, *BOTH, "-map_chapters", "3", "-metadata:s:s:0", "language=eng", *codecs),
        SMALL,
        sounds=1,
    )


def film(size: str, shown: tuple[int, int], rate: str = "25", then: str = "null") -> Case:
    """An ordinary file with a picture of its own."""
    make = (*picture(size, rate, then), *tone(channels=2), *H264)
    return Case(make, shown, Fraction(rate), sounds=1)


MORE = {
    # Containers and codecs.
    "00012.MTS": usual(*H264, "-c:a", "ac3", "-f", "mpegts", "-mpegts_m2ts_mode", "1"),
    "camera.m2t": usual(*INTERLACED[:2], "-q:v", "2", "-c:a", "mp2", "-f", "mpegts"),
    "phone.3gp": usual(*H264, "-c:a", "aac"),
    "clip.f4v": usual(*H264, "-c:a", "aac", "-f", "mp4"),
    "xvid.avi": usual("-c:v", "mpeg4", "-q:v", "2", "-c:a", "libmp3lame"),
    "film.vob": usual("-c:v", "mpeg2video", "-q:v", "2", "-c:a", "ac3", "-f", "vob"),
    "hevc.mp4": usual(*HEVC, "-pix_fmt", "yuv420p", "-tag:v", "hvc1"),
    "av1_surround.mkv": Case(
        (*picture(), *tone(channels=6), "-c:v", "libsvtav1", "-preset", "12", "-c:a", "libopus"),
        SMALL,
        sounds=1,
    ),
    "browser_without_duration.webm": usual(
        *(
            "-c:v",
            "libvpx",
            "-deadline",
            "realtime",
            "-b:v",
            "500k",
            "-c:a",
            "libopus",
            "-live",
            "1",
        )
    ),
    "alpha.webm": usual(*VP9, "-pix_fmt", "yuva420p", "-c:a", "libopus"),
    "studio_422.mov": usual(*PRORES, "3", *PCM),
    "studio_alpha.mov": usual(*PRORES, "4444", "-pix_fmt", "yuva444p10le", *PCM),
    "fragmented.mp4": usual(*H264, "-movflags", "frag_keyframe+empty_moov"),
    "timecode.mov": usual(*H264, "-timecode", "00:00:10:00"),
    "wrapping_time_stamps.ts": usual(*H264, "-output_ts_offset", "95440"),
    "cover_first.mkv": Case(
        (*COVER, *USUAL, *BOTH, "-c:v:0", "mjpeg", "-c:v:1", *H264[1:]), SMALL, sounds=1
    ),
    # Shapes.
    "turned_180.mov": Case((*USUAL, *H264), SMALL, sounds=1, colors=ON_ITS_HEAD, turned=180),
    "turned_anamorphic.mp4": Case(
        (*picture("320x240", then="setsar=3/2"), *H264),
        (240, 480),
        colors=ON_ITS_SIDE,
        turned=90,
    ),
    "shape_in_stream.mp4": film("360x288", (512, 288), then="setsar=64/45"),
    "wide.mp4": film("3840x240", (640, 40)),
    "tall.mp4": film("96x1280", (48, 640)),
    "square.mp4": film("400x400", (360, 360)),
    "odd_sides_444.mkv": Case((*picture("321x181"), *H264[:-1], "yuv444p"), (320, 180)),
    "uhd.mp4": film("3840x2160", (640, 360)),
    "dvd.mpg": Case(
        (
            *picture("720x480", "60000/1001", "setsar=8/9,interlace=scan=tff"),
            *tone(channels=2),
            *INTERLACED,
        ),
        (480, 360),
        NTSC,
        sounds=1,
    ),
    # AVI tells no shape of pixels: the picture is fitted into a box of the stored shape.
    "camcorder_dv.avi": Case(
        (*picture("720x576", then="setsar=16/15"), *tone(channels=2), "-c:v", "dvvideo", *PCM),
        (450, 338),
        sounds=1,
    ),
    "eight_k.mp4": film("7680x4320", (640, 360), "5"),
    # An SDK that knows no rotation: MediaConvert has to find it.
    "turned_unknown.mp4": Case(
        (*picture(), *tone(), *H264),
        # Into a box that nobody could turn.
        (102, 180),
        colors=ON_ITS_SIDE,
        turned=90,
        sounds=1,
        shape_reported=False,
    ),
    # Durations.
    "one_frame.mp4": Case(
        (*picture(), *H264, "-frames:v", "1"), SMALL, seconds=0.04, flash_seconds=None
    ),
    "one_frame.ts": Case(
        (*picture(), *H264, "-frames:v", "1"), SMALL, seconds=0.04, flash_seconds=None
    ),
    "two_hours.mp4": Case(
        (*picture("64x36", "1", seconds=7200, flash=7000), *H264),
        (64, 36),
        1,
        seconds=7200,
        flash_seconds=7000,
    ),
    "ten_minutes.mp4": Case(
        (
            *picture("64x36", "5", seconds=600, flash=590),
            *tone(channels=2, seconds=600, flash=590),
            *H264,
        ),
        (64, 36),
        5,
        sounds=1,
        seconds=600,
        flash_seconds=590,
    ),
    # Colors.
    "phone_pq.mp4": Case((*picture(then=PQ), *tone(), *HEVC), SMALL, sounds=1),
    "phone_hlg.ts": Case((*picture(then=HLG), *tone(), *HEVC), SMALL, sounds=1),
    "wide_gamut.mp4": film("320x180", SMALL, then="setparams=color_primaries=smpte432"),
    # Frame rates.
    "cinema.mkv": film("320x180", SMALL, str(FILM)),
    "ntsc.mp4": film("320x180", SMALL, str(NTSC)),
    "sports_50.mp4": Case((*picture(rate="50"), *tone(), *H264), SMALL, sounds=1),
    "game_120.mp4": Case((*picture(rate="120"), *tone(), *H264), SMALL, 30, sounds=1),
    "game_144.mp4": Case((*picture(rate="144"), *tone(), *H264), SMALL, Fraction("28.8"), sounds=1),
    "time_lapse.mp4": film("320x180", SMALL, "1"),
    # Sounds.
    "late_sound.mp4": Case((*picture(), *tone(late=0.5), *H264), SMALL, sounds=1, late=0.5),
    "seven_one.mkv": Case((*picture(), *tone(channels=8), *H264, "-c:a", "flac"), SMALL, sounds=1),
    "second_track.mkv": Case(
        (
            *(*picture(), *tone(channels=2), *tone(880, 2), *BOTH, *H264),
            *("-disposition:a:0", "0", "-disposition:a:1", "default"),
        ),
        SMALL,
        sounds=2,
    ),
    "mono_languages.mkv": Case(
        (*picture(), *tone(), *tone(880), *BOTH, *LANGUAGES, *H264), SMALL, sounds=2
    ),
    "regional_language.mkv": usual(*H264, "-metadata:s:a:0", "language=pt-BR"),
    # More than are made.
    "ten_sounds.mkv": Case(
        (
            *picture(),
            *(word for number in range(10) for word in tone(440 + 40 * number, 2)),
            *(word for number in range(11) for word in ("-map", str(number))),
            *(
                word
                for number, code in enumerate(TEN)
                for word in (f"-metadata:s:a:{number}", f"language={code}")
            ),
            *H264,
        ),
        SMALL,
        sounds=8,
    ),
    # Beside picture and sound.
    "chapters_subtitles.mp4": with_subtitles(*H264, "-c:s", "mov_text"),
    "chapters_subtitles.mkv": with_subtitles(*H264, "-c:s", "srt"),
    "song.wav": Case(tone(channels=2), None, sounds=1),
    "song.flac": Case(tone(channels=2), None, sounds=1),
    "song.ogg": Case((*tone(channels=2), "-c:a", "libvorbis"), None, sounds=1),
}

# Breaks off after about a half; its header declares all of it.
CUT = Case(
    (*picture(seconds=12), *tone(channels=2, seconds=12), *H264, "-movflags", "+faststart"),
    SMALL,
    sounds=1,
    seconds=12,
    kept=0.5,
)
