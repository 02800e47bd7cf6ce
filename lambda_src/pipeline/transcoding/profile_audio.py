"""The sound of a transcoding profile."""

from dataclasses import dataclass
from typing import Self

from pipeline.transcoding.profile_fields import Fields

# Bit rates that MediaConvert accepts of AAC-LC at constant bit rate: for stereo at both sample
# rates, and for one or two channels at 32 kHz (one channel at 48 kHz begins at 56 kbit/s):
# https://docs.aws.amazon.com/mediaconvert/latest/ug/aac-support.html
AUDIO_BITRATES_BPS = (96000, 112000, 128000, 160000, 192000, 224000, 256000, 288000, 320000)
AUDIO_SAMPLE_RATES_HZ = (44100, 48000)
LOW_AUDIO_BITRATES_BPS = (40000, 48000, 56000, 64000, 80000)
LOW_AUDIO_CHANNELS = (1, 2)
LOW_AUDIO_SAMPLE_RATE_HZ = 32000
# What the service can aim at: AudioNormalizationSettings.TargetLkfs.
LOUDNESS_LIMITS_LKFS = (-59, 0)


@dataclass(frozen=True)
class LowAudio:
    """AAC-LC for slow networks, which plays with the rendition of the lowest bit rate."""

    bitrate_bps: int
    channels: int

    @property
    def sample_rate_hz(self) -> int:
        return LOW_AUDIO_SAMPLE_RATE_HZ

    @classmethod
    def read(cls, fields: Fields) -> Self:
        return cls(
            bitrate_bps=fields.one_of("bitrate_bps", LOW_AUDIO_BITRATES_BPS, default=48000),
            channels=fields.one_of("channels", LOW_AUDIO_CHANNELS, default=1),
        )


@dataclass(frozen=True)
class Audio:
    """AAC-LC, stereo. ``loudness_lkfs`` is the loudness that all sound is brought to, by
    ITU-R BS.1770; None leaves it as it is. MediaConvert charges for it."""

    bitrate_bps: int = 128000
    sample_rate_hz: int = 48000
    loudness_lkfs: float | None = None
    low: LowAudio | None = None

    @classmethod
    def of(cls, profile: Fields) -> Self:
        """``profile`` holds the object as its field ``audio``, or has none."""
        fields = profile.object("audio", set(cls.__dataclass_fields__))
        if fields is None:
            return cls()
        low = fields.object("low", set(LowAudio.__dataclass_fields__))
        return cls(
            bitrate_bps=fields.one_of("bitrate_bps", AUDIO_BITRATES_BPS, default=128000),
            sample_rate_hz=fields.one_of("sample_rate_hz", AUDIO_SAMPLE_RATES_HZ, default=48000),
            loudness_lkfs=fields.number("loudness_lkfs", *LOUDNESS_LIMITS_LKFS),
            low=LowAudio.read(low) if low else None,
        )
