"""Sections 2 and 8: sound and languages."""

from streaming.presentation import Presentation
from streaming.rules.rule import MUST, SHOULD, Faults, Rules, of_playlists

rules = Rules(lambda found: any(found.sounds))
playlists = Rules(of_playlists)

HE_AAC = {"HE-AAC", "HE-AACv2"}
# A measured rate, with the padding of the ends.
MEASURED = 1.05


@rules("2.3", MUST, "There is stereo AAC.")
def stereo_aac(found: Presentation) -> Faults:
    sounds = [one for _, one in found.sounds]
    if sounds and not any(one.codec == "aac" and one.channels == 2 for one in sounds):
        yield ", ".join(f"{one.codec} of {one.channels} channels" for one in sounds)


@rules("2.4", SHOULD, "HE-AAC is not used above 64 kbit/s.")
def he_aac(found: Presentation) -> Faults:
    for at, one in found.sounds:
        if one.profile in HE_AAC and one.bitrate_bps > 64_000 * MEASURED:
            yield f"{at.name}: {one.bitrate_bps / 1000:.0f} kbit/s"


@rules("2.9", SHOULD, "Stereo AAC has 32 to 160 kbit/s.")
def aac_rate(found: Presentation) -> Faults:
    for at, one in found.sounds:
        if one.channels == 2 and not 32_000 / MEASURED <= one.bitrate_bps <= 160_000 * MEASURED:
            yield f"{at.name}: {one.bitrate_bps / 1000:.0f} kbit/s"


@rules("2.17", MUST, "A segment has one sound at most.")
def one_sound(found: Presentation) -> Faults:
    for path, stream in found.streams.items():
        if len(stream.sounds) > 1:
            yield f"{path.name}: {len(stream.sounds)}"


@playlists("8.9", MUST, "Each AUDIO attribute has its EXT-X-MEDIA tags.")
def audio_groups(found: Presentation) -> Faults:
    groups = {one.group for one in found.hls.audio} if found.hls else set()
    for one in found.variants:
        if one.audio_group and one.audio_group not in groups:
            yield f"{one.name}: {one.audio_group}"


@playlists("8.10", MUST, "Each EXT-X-MEDIA tag but of TYPE=VIDEO has a LANGUAGE.")
def languages(found: Presentation) -> Faults:
    for one in found.hls.renditions if found.hls else []:
        if one.kind != "VIDEO" and not one.language:
            yield f"{one.kind} {one.name}"


@playlists("9.5", SHOULD, "Picture and sound are separate streams.")
def separate(found: Presentation) -> Faults:
    for one in found.video_variants:
        if one.has_audio_codec and not one.audio_group:
            yield one.name
