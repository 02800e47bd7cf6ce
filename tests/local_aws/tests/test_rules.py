"""Every rule: a job that is fine, broken in one place, gives exactly that one line."""

from collections.abc import Callable
from typing import Any

import pytest

from local_aws.mediaconvert.rules import violations
from local_aws.tests import job_requests as make

Job = dict[str, Any]


def full_job() -> Job:
    return make.job(make.cmaf(), make.hls(), make.dash(), make.mp4(), make.thumbnails())


def groups(job: Job) -> list[Any]:
    return job["Settings"]["OutputGroups"]


def own(job: Job, index: int) -> dict[str, Any]:
    settings = groups(job)[index]["OutputGroupSettings"]
    return next(value for value in settings.values() if isinstance(value, dict))


def output(job: Job, group: int, index: int = 0) -> dict[str, Any]:
    return groups(job)[group]["Outputs"][index]


def h264(job: Job, group: int = 0, index: int = 0) -> dict[str, Any]:
    return output(job, group, index)["VideoDescription"]["CodecSettings"]["H264Settings"]


def aac(job: Job) -> dict[str, Any]:
    return output(job, 0, 2)["AudioDescriptions"][0]["CodecSettings"]["AacSettings"]


def source(job: Job) -> dict[str, Any]:
    return job["Settings"]["Inputs"][0]


def encryption(**values: str) -> dict[str, Any]:
    return {"DestinationSettings": {"S3Settings": {"Encryption": values}}}


def typed(name: str, kind: str) -> dict[str, Any]:
    """An audio output of a CMAF group with an AudioTrackType."""
    settings = {"AudioTrackType": f"ALTERNATE_AUDIO_AUTO_{kind}"}
    container = {"Container": "CMFC", "CmfcSettings": settings}
    return {**make.audio("CMFC", name), "ContainerSettings": container}


KMS = "SERVER_SIDE_ENCRYPTION_KMS"
ALIAS = f"arn:aws:kms:us-east-1:{make.ACCOUNT}:alias/media"
TRICK = {"ImageBasedTrickPlay": "ADVANCED"}


def trick_play(**values: Any) -> dict[str, Any]:
    return {**TRICK, "ImageBasedTrickPlaySettings": values}


BREAKS: dict[str, tuple[Callable[[Job], Any], str]] = {
    "role missing": (lambda j: j.pop("Role"), "Role:"),
    "role no arn": (lambda j: j.update(Role="mediaconvert"), "Role:"),
    "queue missing": (lambda j: j.pop("Queue"), "Queue:"),
    "token long": (lambda j: j.update(ClientRequestToken="x" * 65), "ClientRequestToken:"),
    "token not ascii": (lambda j: j.update(ClientRequestToken="ü"), "ClientRequestToken:"),
    "metadata pairs": (
        lambda j: j["UserMetadata"].update({f"k{n}": "v" for n in range(8)}),
        "at most 10 pairs",
    ),
    "metadata value": (lambda j: j["UserMetadata"].update(k="a&b"), "UserMetadata.k:"),
    "metadata long value": (lambda j: j["UserMetadata"].update(k="a" * 257), "UserMetadata.k:"),
    "metadata key": (lambda j: j["UserMetadata"].update({"a%b": "v"}), "UserMetadata: key"),
    "tags": (lambda j: j.update(Tags={f"t{n}": "" for n in range(51)}), "Tags:"),
    "hop to itself": (
        lambda j: j.update(HopDestinations=[{"Queue": make.QUEUE, "WaitMinutes": 5}]),
        "HopDestinations[0].Queue",
    ),
    "input missing": (lambda j: source(j).pop("FileInput"), "FileInput: is required"),
    "input scheme": (lambda j: source(j).update(FileInput="file:///x.mp4"), "FileInput: must"),
    "input folder": (lambda j: source(j).update(FileInput="s3://uploads/a/"), "FileInput: must"),
    "input long": (
        lambda j: source(j).update(FileInput="s3://uploads/" + "x" * 2048),
        "at most 2048",
    ),
    "input twice": (
        lambda j: source(j).update(VideoGenerator={"Duration": 1000}),
        "exclude each other",
    ),
    "selector without tracks": (
        lambda j: source(j)["AudioSelectors"]["Audio Selector 1"].update(SelectorType="TRACK"),
        "Tracks: is required",
    ),
    "track zero": (
        lambda j: source(j)["AudioSelectors"]["Audio Selector 1"].update(Tracks=[0]),
        "numbers start at 1",
    ),
    "selector without language": (
        lambda j: source(j)["AudioSelectors"]["Audio Selector 1"].update(
            SelectorType="LANGUAGE_CODE"
        ),
        "LanguageCode: is required",
    ),
    "no outputs": (lambda j: groups(j)[3].update(Outputs=[]), "at least one output is"),
    "no type": (lambda j: groups(j)[0]["OutputGroupSettings"].pop("Type"), "Type: is required"),
    "no container": (
        lambda j: output(j, 0)["ContainerSettings"].pop("Container"),
        "Container: is required",
    ),
    "cmaf in ts": (
        lambda j: output(j, 0)["ContainerSettings"].update(Container="M3U8"),
        "M3U8 is not one of CMFC",
    ),
    "hls in mp4": (
        lambda j: output(j, 1)["ContainerSettings"].update(Container="MP4"),
        "MP4 is not one of M3U8, RAW",
    ),
    "dash in ts": (
        lambda j: output(j, 2)["ContainerSettings"].update(Container="M2TS"),
        "M2TS is not one of CMFC, MPD",
    ),
    "file in cmaf": (
        lambda j: output(j, 3)["ContainerSettings"].update(Container="CMFC"),
        "CMFC is not one of",
    ),
    "preset and container": (lambda j: output(j, 0).update(Preset="p"), "Preset and Container"),
    "empty output": (lambda j: output(j, 0).pop("VideoDescription"), "needs VideoDescription"),
    "muxed cmaf": (
        lambda j: output(j, 0).update(AudioDescriptions=[make.sound()]),
        "output of its own in CMAF_GROUP_SETTINGS",
    ),
    "muxed dash": (
        lambda j: output(j, 2).update(AudioDescriptions=[make.sound()]),
        "output of its own in DASH_ISO_GROUP_SETTINGS",
    ),
    "two sounds in cmaf": (
        lambda j: output(j, 0, 2)["AudioDescriptions"].append(make.sound()),
        "one audio per output",
    ),
    "unknown audio group": (
        lambda j: output(j, 0)["ContainerSettings"].update(
            CmfcSettings={"AudioRenditionSets": "aac"}
        ),
        "AudioGroupId 'aac'",
    ),
    "no name": (lambda j: output(j, 0).pop("NameModifier"), "NameModifier: is required"),
    "name with slash": (lambda j: output(j, 0).update(NameModifier="a/b"), "no slash"),
    "http destination": (lambda j: own(j, 0).update(Destination="https://x/y"), "s3://bucket"),
    "no destination": (lambda j: own(j, 0).pop("Destination"), "s3://bucket"),
    "escaping": (lambda j: own(j, 0).update(Destination="s3://outputs/a/../b"), "not leave"),
    "empty folder": (lambda j: own(j, 0).update(Destination="s3://outputs/a//b"), "empty folder"),
    "key without type": (
        lambda j: own(j, 0).update(encryption(KmsKeyArn=make.KEY)),
        "needs EncryptionType",
    ),
    "key alias": (
        lambda j: own(j, 0).update(encryption(KmsKeyArn=ALIAS, EncryptionType=KMS)),
        "not of an alias",
    ),
    "context without key": (
        lambda j: own(j, 0).update(encryption(KmsEncryptionContext="e30=", EncryptionType=KMS)),
        "KmsEncryptionContext: needs",
    ),
    "fragments": (lambda j: own(j, 0).update(FragmentLength=4), "no multiple of FragmentLength"),
    "no manifest": (
        lambda j: own(j, 0).update(WriteHlsManifest="DISABLED", WriteDashManifest="DISABLED"),
        "both DISABLED",
    ),
    "least segment": (lambda j: own(j, 1).update(MinSegmentLength=7), "longer than Segment"),
    "gop": (lambda j: h264(j).update(GopSizeUnits="SECONDS", GopSize=4.0), "whole number of GOPs"),
    "auto gop": (lambda j: h264(j).update(GopSize=2.0), "GopSize: leave it out"),
    "no gop": (lambda j: h264(j).update(GopSizeUnits="SECONDS"), "GopSize: is required"),
    "half a frame": (
        lambda j: h264(j).update(GopSizeUnits="FRAMES", GopSize=2.5),
        "no whole number of frames",
    ),
    "open gops": (lambda j: h264(j).update(GopClosedCadence=0), "without a closed GOP"),
    "profile": (lambda j: h264(j).update(CodecProfile="HIGH_422"), "needs an AVC-I license"),
    "entropy": (
        lambda j: h264(j).update(CodecProfile="BASELINE", EntropyEncoding="CABAC"),
        "CABAC is not for",
    ),
    "level of a size": (lambda j: h264(j).update(CodecLevel="LEVEL_3"), "LEVEL_3 is too low"),
    "level of a rate": (
        lambda j: h264(j).update(
            CodecLevel="LEVEL_3_1",
            FramerateControl="SPECIFIED",
            FramerateNumerator=60,
            FramerateDenominator=1,
        ),
        "LEVEL_3_1 is too low",
    ),
    "trick play alone": (lambda j: own(j, 0).update(TRICK), "is required for ADVANCED"),
    "trick play off": (
        lambda j: own(j, 0).update(ImageBasedTrickPlaySettings={"TileWidth": 2}),
        "must be ADVANCED",
    ),
    "trick play width": (
        lambda j: own(j, 0).update(trick_play(ThumbnailWidth=300)),
        "divisible by 8",
    ),
    "trick play height": (
        lambda j: own(j, 0).update(trick_play(ThumbnailHeight=99)),
        "divisible by 2",
    ),
    "trick play interval": (
        lambda j: own(j, 0).update(trick_play(IntervalCadence="FOLLOW_CUSTOM")),
        "ThumbnailInterval: is required for FOLLOW_CUSTOM",
    ),
    "trick play tile": (lambda j: own(j, 0).update(trick_play(TileWidth=20)), "4096 pixels"),
    "odd width": (lambda j: output(j, 0)["VideoDescription"].update(Width=853), "must be even"),
    "wide": (lambda j: output(j, 0)["VideoDescription"].update(Width=7680), "up to 4096"),
    "smart crop": (
        lambda j: output(j, 4)["VideoDescription"].update(ScalingBehavior="SMART_CROP"),
        "SMART_CROP needs",
    ),
    "no codec": (
        lambda j: output(j, 0)["VideoDescription"]["CodecSettings"].pop("Codec"),
        "Codec: is required",
    ),
    "no rate control": (lambda j: h264(j).pop("RateControlMode"), "RateControlMode: is required"),
    "qvbr without max": (lambda j: h264(j).pop("MaxBitrate"), "MaxBitrate: is required for QVBR"),
    "qvbr with bitrate": (lambda j: h264(j).update(Bitrate=5000), "Bitrate: is not for QVBR"),
    "cbr": (
        lambda j: (h264(j).pop("MaxBitrate"), h264(j).update(RateControlMode="CBR")),
        "Bitrate: is required for CBR",
    ),
    "cbr with max": (
        lambda j: h264(j).update(RateControlMode="CBR", Bitrate=5000),
        "only with VBR or QVBR",
    ),
    "vbr max": (
        lambda j: h264(j).update(RateControlMode="VBR", Bitrate=5_000_000),
        "is below Bitrate",
    ),
    "vbr with qvbr": (
        lambda j: h264(j).update(
            RateControlMode="VBR", Bitrate=5000, QvbrSettings={"QvbrQualityLevel": 7}
        ),
        "QvbrSettings: only",
    ),
    "average": (
        lambda j: h264(j).update(QvbrSettings={"MaxAverageBitrate": 5000}),
        "only with QualityTuningLevel MULTI_PASS_HQ",
    ),
    "quality unsaid": (lambda j: h264(j).pop("QualityTuningLevel"), "QualityTuningLevel: say it"),
    "frame rate": (
        lambda j: h264(j).update(FramerateControl="SPECIFIED", FramerateNumerator=25),
        "FramerateDenominator: is required",
    ),
    "frames in mp4": (
        lambda j: output(j, 4)["ContainerSettings"].update(Container="MP4"),
        "FRAME_CAPTURE needs Container RAW",
    ),
    "frames without rate": (
        lambda j: output(j, 4)["VideoDescription"]["CodecSettings"]["FrameCaptureSettings"].pop(
            "FramerateNumerator"
        ),
        "FramerateNumerator: is required",
    ),
    "unknown audio source": (
        lambda j: output(j, 0, 2)["AudioDescriptions"][0].update(AudioSourceName="Nobody"),
        "'Nobody' is no audio selector",
    ),
    "language unsaid": (
        lambda j: output(j, 0, 2)["AudioDescriptions"][0].update(
            LanguageCodeControl="USE_CONFIGURED"
        ),
        "LanguageCode: is required",
    ),
    "two sounds without a type": (
        lambda j: groups(j)[0]["Outputs"].append(make.audio("CMFC", "_more")),
        "each needs an AudioTrackType",
    ),
    "two default sounds": (
        lambda j: groups(j)[0].update(
            Outputs=[output(j, 0), typed("_a", "SELECT_DEFAULT"), typed("_b", "SELECT_DEFAULT")]
        ),
        "only one AudioTrackType",
    ),
    "no audio codec": (
        lambda j: output(j, 0, 2)["AudioDescriptions"][0]["CodecSettings"].pop("Codec"),
        "Codec: is required",
    ),
    "aac mode": (lambda j: aac(j).pop("CodingMode"), "CodingMode: is required"),
    "aac rate": (lambda j: aac(j).pop("SampleRate"), "SampleRate: is required"),
    "aac strange rate": (lambda j: aac(j).update(SampleRate=47_000), "47000 Hz"),
    "aac bitrate": (lambda j: aac(j).pop("Bitrate"), "Bitrate: is required"),
    "aac strange bitrate": (lambda j: aac(j).update(Bitrate=100_000), "100000 is not one"),
    "aac vbr": (
        lambda j: (aac(j).pop("Bitrate"), aac(j).update(RateControlMode="VBR")),
        "VbrQuality: is required",
    ),
    "aac vbr with bitrate": (
        lambda j: aac(j).update(RateControlMode="VBR", VbrQuality="HIGH"),
        "Bitrate: is not for VBR",
    ),
}


def test_a_job_of_every_group_breaks_no_rule() -> None:
    assert violations(full_job()) == []


@pytest.mark.parametrize(("breaks", "line"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_rule_is_the_only_line(breaks: Callable[[Job], Any], line: str) -> None:
    job = full_job()
    breaks(job)
    found = violations(job)
    assert len(found) == 1, found
    assert line in found[0]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"MaxBitrate": 0}, "H265Settings.MaxBitrate: is required for QVBR"),
        ({"GopSizeUnits": "SECONDS"}, "H265Settings.GopSize: is required"),
        ({"GopClosedCadence": 0}, "without a closed GOP"),
        ({"ParControl": "SPECIFIED", "ParNumerator": 1}, "ParDenominator: is required"),
    ],
)
def test_hevc_keeps_the_same_rules(settings: dict[str, Any], line: str) -> None:
    job = full_job()
    codec = output(job, 0)["VideoDescription"]["CodecSettings"]
    codec.update(Codec="H_265", H265Settings={**codec.pop("H264Settings"), **settings})
    found = violations(job)
    assert len(found) == 1, found
    assert line in found[0]


def test_settings_object_of_the_type_is_required() -> None:
    job = make.job(make.mp4())
    groups(job)[0]["OutputGroupSettings"].pop("FileGroupSettings")
    assert any("FileGroupSettings: is required" in line for line in violations(job))


def test_codec_settings_object_is_required() -> None:
    job = full_job()
    output(job, 0)["VideoDescription"]["CodecSettings"].pop("H264Settings")
    assert any("H264Settings: is required for Codec H_264" in line for line in violations(job))


def test_the_first_selector_is_the_audio_source_unless_said() -> None:
    job = full_job()
    output(job, 0, 2)["AudioDescriptions"][0].pop("AudioSourceName")
    assert violations(job) == []


def test_names_are_unique_in_a_group() -> None:
    job = full_job()
    output(job, 0, 1)["NameModifier"] = "_720p"
    assert any("is used by another output" in line for line in violations(job))


def test_two_groups_may_not_write_the_same_file() -> None:
    job = make.job(make.mp4(), make.mp4())
    assert [line for line in violations(job) if "same file" in line]


def test_files_of_one_group_need_names() -> None:
    job = make.job(make.mp4())
    groups(job)[0]["Outputs"].append(make.video("MP4", 320, 180, "_small"))
    assert violations(job) == ["Settings.OutputGroups[0].Outputs[0].NameModifier: is required"]


def test_frame_capture_alone_is_no_job() -> None:
    assert any("only output" in line for line in violations(make.job(make.thumbnails())))


def test_files_of_one_name_differ_by_their_extension() -> None:
    sound = {**make.audio("MP4"), "Extension": "m4a"}
    del sound["NameModifier"]
    alone = make.group("FileGroupSettings", [sound], "s3://outputs/a-1/1/mp4/index")
    assert violations(make.job(make.mp4(), alone)) == []


@pytest.mark.parametrize("kind", ["CmafGroupSettings", "HlsGroupSettings"])
def test_a_playlist_of_sounds_alone_needs_a_variant(kind: str) -> None:
    sound = make.audio({"CmafGroupSettings": "CMFC", "HlsGroupSettings": "M3U8"}[kind])
    group = make.group(kind, [sound], "s3://outputs/a-1/1/audio/index")
    assert ["AUDIO_ONLY_VARIANT_STREAM" in line for line in violations(make.job(group))] == [True]
    variant = {"AudioTrackType": "AUDIO_ONLY_VARIANT_STREAM"}
    if kind == "CmafGroupSettings":
        sound["ContainerSettings"]["CmfcSettings"] = variant
    else:
        sound["OutputSettings"] = {"HlsSettings": variant}
    assert violations(make.job(group)) == []


def test_an_empty_request_is_refused_line_by_line() -> None:
    assert [line.split(":")[0] for line in violations({})] == [
        "Role",
        "Queue",
        "Settings.Inputs",
        "Settings.OutputGroups",
    ]
