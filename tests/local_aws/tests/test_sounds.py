"""Sound: tracks chosen and joined, channels, languages, loudness."""

import re
import subprocess
from array import array
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from local_aws.mediaconvert import media as files
from local_aws.mediaconvert.errors import JobError
from local_aws.tests import job_requests as make
from local_aws.tests.encodes import BASE, encode, raw
from local_aws.tests.media_files import Media

MPD = "{urn:mpeg:dash:schema:mpd:2011}"
PICTURE = ("-f", "lavfi", "-i", "color=s=64x64:r=10:d=2")
TONE = ("-f", "lavfi", "-i", "sine=f=440:r=48000:d=2")
LOW_RATE_TONE = ("-f", "lavfi", "-i", "sine=f=440:r=22050:d=1")
SILENCE = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d=2")
CENTER = ("-f", "lavfi", "-i", "aevalsrc=0|0|0.5*sin(880*PI*t)|0|0|0:c=5.1:s=48000:d=2")
CLICKS = ("-f", "lavfi", "-i", "aevalsrc=0.5*sin(880*PI*t)*lt(mod(t\\,0.5)\\,0.02):s=48000:d=4")
# A track for each: what it holds, and its language.
TRACKS = {
    "tone": TONE,
    "silence": SILENCE,
    "low": LOW_RATE_TONE,
    "center": CENTER,
    "clicks": CLICKS,
}


def source(media: Media, *tracks: str, languages: tuple[str, ...] = ()) -> Path:
    """A film with sound tracks."""
    line = [*PICTURE, *(word for track in tracks for word in TRACKS[track]), "-map", "0"]
    for number in range(len(tracks)):
        line += ["-map", str(number + 1)]
    for number, code in enumerate(languages):
        line += [f"-metadata:s:a:{number}", f"language={code}"]
    name = "-".join([*tracks, *languages])
    return media.make(f"{name}.mkv", *line, "-c:v", "mpeg4", "-c:a", "pcm_s16le")


def selector(*tracks: int, **more: Any) -> dict[str, Any]:
    """AudioSelectors of an input, with one of tracks."""
    chosen = {"SelectorType": "TRACK", "Tracks": [*tracks]} if tracks else {}
    return {"AudioSelectors": {"Audio Selector 1": {**chosen, **more}}}


def mp4(mode: str = "CODING_MODE_2_0", **description: Any) -> dict[str, Any]:
    """An MP4 with a sound of this coding mode."""
    group = make.mp4(f"{BASE}index")
    sound = group["Outputs"][0]["AudioDescriptions"][0]
    sound.update(description)
    sound["CodecSettings"]["AacSettings"]["CodingMode"] = mode
    return group


def peaks(media: Media, path: Path, channels: int) -> list[bool]:
    """Whether anything is heard in each channel, in the last quarter of a second."""
    data = array("h", raw(media, "-i", str(path), "-map", "0:a", "-f", "s16le"))
    end = data[-channels * 12_000 :]
    return [max(end[number::channels]) > 500 for number in range(channels)]


@pytest.mark.parametrize(
    ("tracks", "wanted", "mode", "heard"),
    [
        (("tone", "silence"), (1,), "CODING_MODE_2_0", [True, True]),
        (("tone", "silence"), (2,), "CODING_MODE_2_0", [False, False]),
        (("tone", "silence"), (1, 2), "CODING_MODE_2_0", [True, False]),
        (("tone", "silence"), (2, 1), "CODING_MODE_2_0", [False, True]),
        (("tone", "low"), (1, 2), "CODING_MODE_2_0", [True, False]),
        (("tone", "silence"), (1, 2), "CODING_MODE_1_0", [True]),
        (("tone",), (1,), "CODING_MODE_AUTO", [True]),
        (("center",), (1,), "CODING_MODE_2_0", [True, True]),
        (("center",), (1,), "CODING_MODE_5_1", [False, False, True, False, False, False]),
        (
            ("silence", "silence", "tone", *["silence"] * 3),
            (1, 2, 3, 4, 5, 6),
            "CODING_MODE_AUTO",
            [False, False, True, False, False, False],
        ),
    ],
)
def test_tracks_become_the_channels_asked_for(
    media: Media, tracks: tuple[str, ...], wanted: tuple[int, ...], mode: str, heard: list[bool]
) -> None:
    done = encode(media, source(media, *tracks), mp4(mode), **selector(*wanted))
    assert done.track(kind="audio").channels == len(heard)
    assert peaks(media, done.folder / "index.mp4", len(heard)) == heard
    assert files.read(done.folder / "index.mp4").duration == pytest.approx(2, abs=0.05)


def test_a_selector_chooses_by_language(media: Media) -> None:
    path = source(media, "silence", "tone", languages=("deu", "fra"))
    chosen = selector(SelectorType="LANGUAGE_CODE", LanguageCode="FRA")
    done = encode(media, path, mp4(), **chosen)
    assert peaks(media, done.folder / "index.mp4", 2) == [True, True]
    assert done.track(kind="audio").language == "fra"


@pytest.mark.parametrize(
    "chosen",
    [selector(1, 3), selector(SelectorType="LANGUAGE_CODE", LanguageCode="ITA")],
)
def test_what_is_not_there_is_1021(media: Media, chosen: dict[str, Any]) -> None:
    with pytest.raises(JobError) as raised:
        encode(media, source(media, "tone", "silence"), mp4(), **chosen)
    assert raised.value.code == 1021


@pytest.mark.parametrize(
    ("given", "description", "written"),
    [
        ("deu", {}, "deu"),
        ("deu", {"LanguageCode": "FRA"}, "deu"),
        ("deu", {"LanguageCode": "FRA", "LanguageCodeControl": "USE_CONFIGURED"}, "fra"),
        (None, {"LanguageCode": "FRA", "LanguageCodeControl": "FOLLOW_INPUT"}, "fra"),
        (None, {"CustomLanguageCode": "pt-BR", "LanguageCodeControl": "USE_CONFIGURED"}, "pt-BR"),
        (None, {}, None),
    ],
)
def test_the_language_is_the_inputs_or_the_configured_one(
    media: Media, given: str | None, description: dict[str, str], written: str | None
) -> None:
    path = source(media, "tone", languages=(given,) if given else ())
    output = make.audio("CMFC")
    output["AudioDescriptions"][0].update(description)
    small = make.video("CMFC", 64, 64, "_small")
    done = encode(media, path, make.group("CmafGroupSettings", [small, output], f"{BASE}index"))
    told = re.search(r'LANGUAGE="([^"]*)"', done.text("index.m3u8"))
    assert (told[1] if told else None) == written
    sets = Xml.parse(done.folder / "index.mpd").getroot().iter(f"{MPD}AdaptationSet")
    assert [one.get("lang") for one in sets] == [None, written or "und"]


def language(code: str, kind: str, **settings: str) -> dict[str, Any]:
    """A CMAF audio output of a language."""
    output = make.audio("CMFC", f"_{code.lower()}")
    output["ContainerSettings"]["CmfcSettings"] = {
        "AudioTrackType": f"ALTERNATE_AUDIO_{kind}",
        **settings,
    }
    output["AudioDescriptions"][0].update(
        AudioSourceName=code, StreamName={"DEU": "Deutsch", "FRA": "Fran ais"}[code]
    )
    return output


def media_lines(text: str) -> list[dict[str, str]]:
    rows = re.findall(r"#EXT-X-MEDIA:(.*)", text)
    return [dict(re.findall(r'([A-Z-]+)="?([^",]*)', row)) for row in rows]


TWO: dict[str, Any] = {
    "AudioSelectors": {
        "DEU": {"SelectorType": "TRACK", "Tracks": [1]},
        "FRA": {"SelectorType": "TRACK", "Tracks": [2]},
    }
}


def test_several_languages_are_renditions_of_one_group(media: Media) -> None:
    path = source(media, "tone", "silence", languages=("deu", "fra"))
    small = make.video("CMFC", 64, 64, "_small")
    small["ContainerSettings"]["CmfcSettings"] = {"AudioRenditionSets": "sound"}
    outputs = [
        small,
        language("DEU", "AUTO_SELECT_DEFAULT", AudioGroupId="sound"),
        language("FRA", "NOT_AUTO_SELECT", AudioGroupId="sound"),
    ]
    done = encode(media, path, make.group("CmafGroupSettings", outputs, f"{BASE}index"), **TWO)
    first, second = media_lines(done.text("index.m3u8"))
    assert first == {
        "TYPE": "AUDIO",
        "GROUP-ID": "sound",
        "LANGUAGE": "deu",
        "NAME": "Deutsch",
        "AUTOSELECT": "YES",
        "DEFAULT": "YES",
        "CHANNELS": "2",
        "URI": "index_deu.m3u8",
    }
    assert (second["LANGUAGE"], second["AUTOSELECT"], second["DEFAULT"]) == ("fra", "NO", "NO")
    assert re.findall(r'AUDIO="(\w+)"', done.text("index.m3u8")) == ["sound"]
    assert peaks(media, done.folder / done.joined("index_fra", ".cmfa"), 2) == [False, False]
    sets = list(Xml.parse(done.folder / "index.mpd").getroot().iter(f"{MPD}AdaptationSet"))
    assert [one.get("lang") for one in sets] == [None, "deu", "fra"]


def test_without_group_ids_every_sound_is_a_group_of_every_picture(media: Media) -> None:
    path = source(media, "tone", "silence", languages=("deu", "fra"))
    outputs = [
        make.video("CMFC", 64, 64, "_small"),
        language("DEU", "AUTO_SELECT_DEFAULT"),
        language("FRA", "AUTO_SELECT"),
    ]
    done = encode(media, path, make.group("CmafGroupSettings", outputs, f"{BASE}index"), **TWO)
    text = done.text("index.m3u8")
    assert [one["GROUP-ID"] for one in media_lines(text)] == ["program_audio_0", "program_audio_1"]
    assert re.findall(r'AUDIO="(\w+)"\n(.*)', text) == [
        ("program_audio_0", "index_small.m3u8"),
        ("program_audio_1", "index_small.m3u8"),
    ]


def test_a_file_has_every_sound_with_its_language(media: Media) -> None:
    path = source(media, "tone", "silence", languages=("deu", "fra"))
    group = mp4(AudioSourceName="DEU")
    group["Outputs"][0]["AudioDescriptions"].append({**make.sound(), "AudioSourceName": "FRA"})
    done = encode(media, path, group, **TWO)
    found = files.read(done.folder / "index.mp4").sounds
    assert [one.language for one in found] == ["deu", "fra"]


def loudness(media: Media, path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and the highest true peak in dBFS."""
    command = [str(media.ffmpeg), "-nostdin", "-i", str(path), "-af", "ebur128=peak=true"]
    ran = subprocess.run(
        [*command, "-f", "null", "-"], capture_output=True, text=True, check=True, timeout=60
    )
    summary = ran.stderr.rpartition("Summary:")[2]
    found = [re.search(rf"{name}: +(-?[\d.]+)", summary) for name in ("I", "Peak")]
    assert all(found)
    return float(found[0][1]), float(found[1][1])  # type: ignore[index]


CORRECT = {"Algorithm": "ITU_BS_1770_4", "AlgorithmControl": "CORRECT_AUDIO"}


@pytest.mark.parametrize(
    ("asked", "lufs"),
    [
        ({}, -21.8),
        ({"AlgorithmControl": "MEASURE_ONLY", "TargetLkfs": -14.0}, -21.8),
        ({**CORRECT, "TargetLkfs": -14.0, "TruePeakLimiterThreshold": -1.0}, -14),
        (CORRECT, -23),
        ({**CORRECT, "Algorithm": "ITU_BS_1770_1"}, -24),
    ],
)
def test_loudness_is_corrected_to_the_target(
    media: Media, asked: dict[str, Any], lufs: float
) -> None:
    path = source(media, "tone")
    group = mp4()
    if asked:
        group["Outputs"][0]["AudioDescriptions"][0]["AudioNormalizationSettings"] = asked
    done = encode(media, path, group)
    assert loudness(media, done.folder / "index.mp4")[0] == pytest.approx(lufs, abs=0.6)


@pytest.mark.parametrize(("threshold", "peak"), [(-1.0, -1), (-8.0, -8)])
def test_peaks_of_corrected_sound_are_limited(media: Media, threshold: float, peak: float) -> None:
    """Short clicks, which would have to be louder than full scale."""
    asked = {**CORRECT, "TargetLkfs": -14.0, "TruePeakLimiterThreshold": threshold}
    group = mp4()
    group["Outputs"][0]["AudioDescriptions"][0]["AudioNormalizationSettings"] = asked
    done = encode(media, source(media, "clicks"), group)
    assert loudness(media, done.folder / "index.mp4")[1] == pytest.approx(peak, abs=1)


VARIANT = {"AudioTrackType": "AUDIO_ONLY_VARIANT_STREAM"}


def alone(container: str, **more: Any) -> dict[str, Any]:
    """An output of sound alone that stands in playlists as a picture does."""
    output = {**make.audio(container), **more}
    if container == "CMFC":
        output["ContainerSettings"]["CmfcSettings"] = VARIANT
    if container == "M3U8":
        output["OutputSettings"] = {"HlsSettings": VARIANT}
    return output


@pytest.mark.parametrize("name", ["talk.wav", "talk.mp3", "talk.m4a", "talk.flac"])
def test_sound_alone_becomes_streams_and_a_file(media: Media, name: str) -> None:
    path = media.make(name, *TONE)
    kinds = {"CmafGroupSettings": "CMFC", "HlsGroupSettings": "M3U8", "DashIsoGroupSettings": "MPD"}
    groups = [make.group(kind, [alone(one)], f"{BASE}{one}/index") for kind, one in kinds.items()]
    file = alone("MP4", Extension="m4a")
    groups.append(make.group("FileGroupSettings", [file], f"{BASE}index"))
    done = encode(media, path, *groups)
    for played in ("CMFC/index.m3u8", "M3U8/index.m3u8", "CMFC/index.mpd", "MPD/index.mpd"):
        found = media.read(done.folder / played)
        assert (found.video, found.audio) == ("", "aac")
        assert found.seconds == pytest.approx(2, abs=0.1)
    for parent in ("CMFC/index.m3u8", "M3U8/index.m3u8"):
        assert 'CODECS="mp4a.40.2"\nindex_audio.m3u8' in done.text(parent)
        assert "EXT-X-MEDIA:" not in done.text(parent)
    assert media.read(done.folder / "index_audio.m4a").seconds == pytest.approx(2, abs=0.1)


def test_the_mpd_lasts_as_long_as_the_longest_stream(media: Media) -> None:
    picture = ("-f", "lavfi", "-i", "color=s=64x64:r=10:d=1")
    path = media.make("outlasts.mp4", *picture, *CLICKS)
    outputs = [make.video("MPD", 64, 64, "_small"), make.audio("MPD")]
    done = encode(media, path, make.group("DashIsoGroupSettings", outputs, f"{BASE}index"))
    told = Xml.parse(done.folder / "index.mpd").getroot().get("mediaPresentationDuration", "")
    assert float(told.strip("PTS")) == pytest.approx(4, abs=0.1)
