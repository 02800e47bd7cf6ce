"""The service's names for what ffmpeg found: Probe's answer and INPUT_INFORMATION's details."""

import re
from fractions import Fraction
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
PRIMARIES = {
    **{"bt709": "ITU_709", "bt2020": "ITU_2020", "smpte170m": "SMPTE_170M"},
    **{"smpte431": "SMPTE_431_2", "smpte432": "SMPTE_EG_432_1"},
}
TRANSFER = {"bt709": "ITU_709", "smpte2084": "SMPTE_2084", "arib-std-b67": "ARIB_B67"}
MATRIX = {"bt709": "ITU_709", "bt2020nc": "ITU_2020_NCL", "smpte170m": "SMPTE_170M"}
SUBSAMPLINGS = {"420": "4:2:0", "422": "4:2:2", "444": "4:4:4"}
# model (CodecMetadata): returned for these, "might not be returned for other codecs".
ESSENCES_READ = {"AVC", "HEVC", "MPEG2"}
# model (Container.Format): blank for a format that Probe does not recognize, such as FLV.
UNRECOGNIZED: dict[str, Any] = {"Tracks": []}
LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}


def container(media: Media, size_bytes: int) -> dict[str, Any]:
    """Probe's Container."""
    name, seconds = _format(media), media.declared_duration
    if name is None:
        return dict(UNRECOGNIZED)
    return {
        "BitRate": int(size_bytes * 8 / seconds) if seconds else None,
        "Duration": seconds,
        "Format": name,
        "Tracks": [_track(media, track) for track in media.tracks],
    }


def _format(media: Media) -> str | None:
    if media.container.startswith("mov,"):
        # A QuickTime file says so in its major brand, which ffmpeg's list of names does not.
        brands = {"qt": "quicktime", "3gp": "three_gp", "3g2": "three_g2"}
        return next((brands[one] for one in brands if media.brand.startswith(one)), "mp4")
    if media.container == "matroska,webm" and media.brand == "webm":
        return "webm"
    return FORMATS.get(media.container)


def codec(track: Track) -> str:
    """The service's name of a codec."""
    return CODECS.get(track.codec) or ("PCM" if track.codec.startswith("pcm_") else "UNKNOWN")


def _track(media: Media, track: Track) -> dict[str, Any]:
    row: dict[str, Any] = {
        "Codec": codec(track),
        "Duration": media.declared_duration,
        "Index": track.index + 1,
        "TrackType": track.kind,
    }
    if track.kind == "video":
        # model: the color of a transport or program stream stands under CodecMetadata alone.
        row["VideoProperties"] = _video(track) | (
            {} if media.container in ("mpegts", "mpeg") else _color(track)
        )
    elif track.kind == "audio":
        row["AudioProperties"] = {
            "BitRate": track.bit_rate,
            "ChannelLayout": LAYOUTS.get(track.channels),
            "Channels": track.channels,
            # model: in three characters.
            "LanguageCode": track.language if len(track.language or "") == 3 else None,
            "SampleRate": track.sample_rate,
        }
    return row


def _video(track: Track) -> dict[str, Any]:
    rate = track.frame_rate
    essence = {"CodecMetadata": _essence(track)} if codec(track) in ESSENCES_READ else {}
    return essence | {
        "BitDepth": track.bit_depth,
        "BitRate": track.bit_rate,
        "FrameRate": _fraction(rate) if rate else None,
        "Height": track.height,
        # model: null when there is no rotation or it is 0 degrees.
        "Rotation": track.rotation or None,
        "Width": track.width,
        **_aspects(track.container_aspect, track),
    }


def _essence(track: Track) -> dict[str, Any]:
    """CodecMetadata. assumed: ScanType's words, which the model does not list."""
    sampling = re.search(r"yuvj?(4\d\d)p", track.pixel_format)
    order = {"top first": "TopFieldFirst", "bottom first": "BottomFieldFirst"}
    profile = re.match(r"\w+ \(([^)]+)\)", track.text)
    return {
        "BitDepth": track.bit_depth,
        "ChromaSubsampling": SUBSAMPLINGS.get(sampling[1]) if sampling else None,
        "CodedFrameRate": _fraction(track.base_rate) if track.base_rate else None,
        "FieldOrder": order.get(track.scan),
        "Height": track.height,
        "Profile": profile[1] if profile else None,
        "ScanType": "Interlaced" if track.interlaced else "Progressive",
        "Width": track.width,
        **_color(track),
        **_aspects(track.essence_aspect, track),
    }


def _color(track: Track) -> dict[str, Any]:
    color = track.color
    return {
        "ColorPrimaries": PRIMARIES.get(color.primaries, "UNSPECIFIED"),
        "MatrixCoefficients": MATRIX.get(color.matrix, "UNSPECIFIED"),
        "TransferCharacteristics": TRANSFER.get(color.transfer, "UNSPECIFIED"),
    }


def _aspects(sample: Fraction | None, track: Track) -> dict[str, Any]:
    """model: each place tells its own aspect ratio, null where it has none."""
    if sample is None or not track.height:
        return {}
    display = sample * track.width / track.height
    return {"DisplayAspectRatio": _fraction(display), "SampleAspectRatio": _fraction(sample)}


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
