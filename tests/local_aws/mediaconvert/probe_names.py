"""The service's names for what ffmpeg found: Probe's answer and INPUT_INFORMATION's details."""

import re
from typing import Any

from local_aws.mediaconvert.media import Media
from local_aws.mediaconvert.tracks import Track

FORMATS = {
    "matroska,webm": "matroska",
    "mpegts": "mpegts",
    "mpeg": "mpegps",
    "avi": "avi",
    "mxf": "mxf",
    "asf": "asf",
    "wav": "wave",
    "mp3": "mp3",
    "flac": "flac",
    "ogg": "ogg",
    "aac": "aac",
    "ac3": "ac3",
    "eac3": "eac3",
}
CODECS = {
    **{"h264": "AVC", "hevc": "HEVC", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "theora": "THEORA"},
    **{"mpeg4": "MP4V", "mpeg2video": "MPEG2", "mpeg1video": "MPEG1", "prores": "PRORES"},
    **{"mjpeg": "MJPEG", "dvvideo": "DV", "vc1": "VC1", "dnxhd": "VC3", "h263": "H263"},
    **{"aac": "AAC", "ac3": "AC3", "eac3": "EAC3", "flac": "FLAC", "mp2": "MP2", "mp3": "MP3"},
    **{"opus": "OPUS", "vorbis": "VORBIS", "wmav1": "WMA", "wmav2": "WMA2", "wmapro": "WMAPRO"},
}
JOB_CODECS = {"AVC": "H_264", "HEVC": "H_265"}
PRIMARIES = {"bt709": "ITU_709", "bt2020": "ITU_2020", "smpte170m": "SMPTE_170M"}
TRANSFER = {"bt709": "ITU_709", "smpte2084": "SMPTE_2084", "arib-std-b67": "ARIB_B67"}
MATRIX = {"bt709": "ITU_709", "bt2020nc": "ITU_2020_NCL", "smpte170m": "SMPTE_170M"}
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}


def container(media: Media, size_bytes: int) -> dict[str, Any]:
    """Probe's Container."""
    return {
        "BitRate": int(size_bytes * 8 / media.duration) if media.duration else None,
        "Duration": media.duration,
        "Format": _format(media),
        "Tracks": [_track(media, track) for track in media.tracks],
    }


def _format(media: Media) -> str | None:
    if media.container.startswith("mov,"):
        # A QuickTime file says so in its major brand, which ffmpeg's list of names does not.
        return "quicktime" if media.brand == "qt" else "mp4"
    if media.container == "matroska,webm" and media.brand == "webm":
        return "webm"
    return FORMATS.get(media.container)


def codec(track: Track) -> str:
    """The service's name of a codec."""
    return CODECS.get(track.codec) or ("PCM" if track.codec.startswith("pcm_") else "UNKNOWN")


def _track(media: Media, track: Track) -> dict[str, Any]:
    row: dict[str, Any] = {
        "Codec": codec(track),
        "Duration": media.duration,
        "Index": track.index + 1,
        "TrackType": track.kind,
    }
    if track.kind == "video":
        row["VideoProperties"] = _video(track)
    elif track.kind == "audio":
        row["AudioProperties"] = {
            "BitRate": track.bit_rate,
            "ChannelLayout": LAYOUTS.get(track.channels),
            "Channels": track.channels,
            "LanguageCode": track.language,
            "SampleRate": track.sample_rate,
        }
    return row


def _video(track: Track) -> dict[str, Any]:
    space = re.search(r"(?:tv|pc), (?:([\w-]+)/([\w-]+)/([\w-]+)|([\w-]+))", track.text)
    if space and space[4]:
        matrix = primaries = transfer = space[4]
    else:
        matrix, primaries, transfer = space.groups()[:3] if space else ("", "", "")
    rate, aspect = track.frame_rate, track.sample_aspect
    display = aspect * track.width / track.height if track.height else aspect
    return {
        "BitDepth": track.bit_depth,
        "BitRate": track.bit_rate,
        "ColorPrimaries": PRIMARIES.get(primaries, "UNSPECIFIED"),
        "DisplayAspectRatio": _fraction(display),
        "FrameRate": _fraction(rate) if rate else None,
        "Height": track.height,
        "MatrixCoefficients": MATRIX.get(matrix, "UNSPECIFIED"),
        # model: null when there is no rotation or it is 0 degrees.
        "Rotation": track.rotation or None,
        "SampleAspectRatio": _fraction(aspect),
        "TransferCharacteristics": TRANSFER.get(transfer, "UNSPECIFIED"),
        "Width": track.width,
    }


def _fraction(value: Any) -> dict[str, int]:
    return {"Numerator": value.numerator, "Denominator": value.denominator}


def input_details(media: Media) -> dict[str, Any]:
    """Audio and video members of INPUT_INFORMATION's inputDetails."""
    return {
        "audio": [
            {
                "channels": track.channels,
                "codec": codec(track),
                "language": (track.language or "und").upper(),
                "sampleRate": track.sample_rate,
                "streamId": track.index + 1,
            }
            for track in media.sounds
        ],
        "video": [
            {
                "bitDepth": track.bit_depth,
                "codec": JOB_CODECS.get(codec(track), codec(track)),
                "colorFormat": "YUV_420",
                "frameRate": round(float(track.frame_rate), 3) if track.frame_rate else None,
                "height": track.height,
                "interlaceMode": "INTERLACED" if track.interlaced else "PROGRESSIVE",
                "sar": f"{track.sample_aspect.numerator}:{track.sample_aspect.denominator}",
                "standard": "UNSPECIFIED",
                "streamId": track.index + 1,
                "width": track.width,
            }
            for track in media.tracks
            if track.kind == "video"
        ],
    }
