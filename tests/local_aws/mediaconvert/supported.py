"""What the local account carries out of a job's settings. Everything else is refused with a clear
message, never ignored."""

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from local_aws.mediaconvert import validation
from local_aws.mediaconvert.errors import bad_request

ANY: set[Any] = set()
# x264 and x265; assumed to be what leaving them out means.
ENCODER = {
    "Bitrate": ANY,
    "CodecLevel": ANY,
    "FramerateControl": ANY,
    "FramerateConversionAlgorithm": {"DUPLICATE_DROP"},
    "FramerateDenominator": ANY,
    "FramerateNumerator": ANY,
    "GopClosedCadence": {1},
    "GopSize": ANY,
    "GopSizeUnits": ANY,
    "InterlaceMode": {"PROGRESSIVE"},
    "MaxBitrate": ANY,
    "NumberBFramesBetweenReferenceFrames": {0},
    "ParControl": ANY,
    "ParDenominator": ANY,
    "ParNumerator": ANY,
    "QualityTuningLevel": ANY,
    "QvbrSettings": ANY,
    "RateControlMode": ANY,
    "SceneChangeDetect": {"DISABLED"},
    "SlowPal": {"DISABLED"},
    "Telecine": {"NONE"},
}
STREAMS = {
    "Destination": ANY,
    "DestinationSettings": ANY,
    "ImageBasedTrickPlay": {"NONE", "ADVANCED"},
    "ImageBasedTrickPlaySettings": ANY,
    "SegmentControl": {"SEGMENTED_FILES"},
    "SegmentLength": ANY,
    "SegmentLengthControl": {"EXACT", "GOP_MULTIPLE"},
}
PLAYLISTS = {
    "ClientCache": {"ENABLED"},
    "CodecSpecification": ANY,
    "ManifestCompression": {"NONE"},
    "ManifestDurationFormat": {"FLOATING_POINT"},
    "StreamInfResolution": {"INCLUDE"},
    "TargetDurationCompatibilityMode": ANY,
}
RENDITIONS = {
    "AudioGroupId": ANY,
    "AudioRenditionSets": ANY,
    "AudioTrackType": ANY,
    "DescriptiveVideoServiceFlag": {"DONT_FLAG"},
    "IFrameOnlyManifest": {"INCLUDE", "EXCLUDE"},
}
# Not each key frame: with segments of an exact length these come irregularly.
TILES = {
    "IntervalCadence": {"FOLLOW_CUSTOM"},
    "ThumbnailHeight": ANY,
    "ThumbnailInterval": ANY,
    "ThumbnailWidth": ANY,
    "TileHeight": ANY,
    "TileWidth": ANY,
}
QVBR = {"QvbrQualityLevel": ANY, "QvbrQualityLevelFineTune": ANY}
# The model's structures; for each member its values, ANY for all that the model and the rules take.
CARRIED_OUT: dict[str, dict[str, set[Any]]] = {
    "JobSettings": {"Inputs": ANY, "OutputGroups": ANY, "TimecodeConfig": ANY},
    # Outputs have no time codes.
    "TimecodeConfig": {"Source": ANY},
    "Input": {
        "AudioSelectors": ANY,
        "CaptionSelectors": ANY,
        "FileInput": ANY,
        "TimecodeSource": ANY,
        "VideoSelector": ANY,
    },
    "VideoSelector": {
        "AlphaBehavior": {"DISCARD"},
        "ColorSpace": {"FOLLOW"},
        "PadVideo": {"DISABLED"},
        "Rotate": ANY,
        "SampleRange": {"FOLLOW"},
    },
    "AudioSelector": {
        "AudioDurationCorrection": {"DISABLED"},
        "CustomLanguageCode": ANY,
        "DefaultSelection": ANY,
        "LanguageCode": ANY,
        "Offset": {0},
        "SelectorType": {"TRACK", "LANGUAGE_CODE"},
        "Tracks": ANY,
    },
    "CaptionSelector": {"SourceSettings": ANY},
    "CaptionSourceSettings": {
        "EmbeddedSourceSettings": ANY,
        "FileSourceSettings": ANY,
        "SourceType": {"EMBEDDED", "SRT", "TTML", "WEBVTT"},
    },
    "EmbeddedSourceSettings": {
        "Convert608To708": {"DISABLED"},
        # The first of each field.
        "Source608ChannelNumber": {1, 3},
        "Source608TrackNumber": ANY,
        "TerminateCaptions": {"END_OF_INPUT"},
    },
    "FileSourceSettings": {"SourceFile": ANY},
    "OutputGroup": {"CustomName": ANY, "Name": ANY, "OutputGroupSettings": ANY, "Outputs": ANY},
    "OutputGroupSettings": {
        "CmafGroupSettings": ANY,
        "DashIsoGroupSettings": ANY,
        "FileGroupSettings": ANY,
        "HlsGroupSettings": ANY,
        "Type": ANY,
    },
    "CmafGroupSettings": {
        **STREAMS,
        **PLAYLISTS,
        "FragmentLength": ANY,
        "WriteDashManifest": ANY,
        "WriteHlsManifest": ANY,
    },
    "CmafImageBasedTrickPlaySettings": TILES,
    "DashIsoGroupSettings": {**STREAMS, "FragmentLength": ANY},
    "DashIsoImageBasedTrickPlaySettings": TILES,
    # A last segment is never shorter than the sound or picture that is left.
    "HlsGroupSettings": {
        **STREAMS,
        **PLAYLISTS,
        "CaptionSegmentLengthControl": ANY,
        "DirectoryStructure": {"SINGLE_DIRECTORY"},
        "MinSegmentLength": {0},
        "OutputSelection": {"MANIFESTS_AND_SEGMENTS"},
        "ProgramDateTime": {"EXCLUDE"},
    },
    "HlsImageBasedTrickPlaySettings": TILES,
    "FileGroupSettings": {"Destination": ANY, "DestinationSettings": ANY},
    "Output": {
        "AudioDescriptions": ANY,
        "CaptionDescriptions": ANY,
        "ContainerSettings": ANY,
        "Extension": ANY,
        "NameModifier": ANY,
        "OutputSettings": ANY,
        "VideoDescription": ANY,
    },
    "OutputSettings": {"HlsSettings": ANY},
    "HlsSettings": {**RENDITIONS, "AudioOnlyContainer": {"M2TS"}},
    "ContainerSettings": {
        "CmfcSettings": ANY,
        "Container": {"CMFC", "M3U8", "MPD", "MP4", "MOV", "RAW"},
        "Mp4Settings": ANY,
        "MpdSettings": ANY,
    },
    "CmfcSettings": RENDITIONS,
    "Mp4Settings": {"MoovPlacement": ANY},
    "MpdSettings": {"CaptionContainerType": ANY},
    "CaptionDescription": {
        "CaptionSelectorName": ANY,
        "CustomLanguageCode": ANY,
        "DestinationSettings": ANY,
        "LanguageCode": ANY,
        "LanguageDescription": ANY,
        "Source": {"INPUT_CAPTION_SELECTOR"},
    },
    "CaptionDestinationSettings": {
        "DestinationType": {"IMSC", "TTML", "WEBVTT"},
        "ImscDestinationSettings": ANY,
        "TtmlDestinationSettings": ANY,
        "WebvttDestinationSettings": ANY,
    },
    "ImscDestinationSettings": {"Accessibility": ANY, "StylePassthrough": {"DISABLED"}},
    "TtmlDestinationSettings": {"StylePassthrough": {"DISABLED"}},
    "WebvttDestinationSettings": {
        "Accessibility": ANY,
        "StylePassthrough": {"DISABLED", "ENABLED", "STRICT"},
    },
    "VideoDescription": {
        "AfdSignaling": {"NONE"},
        "AntiAlias": ANY,
        "CodecSettings": ANY,
        "ColorMetadata": {"INSERT"},
        "Height": ANY,
        "RespondToAfd": {"NONE"},
        "ScalingBehavior": {"DEFAULT", "STRETCH_TO_OUTPUT", "FIT", "FIT_NO_UPSCALE", "FILL"},
        "TimecodeInsertion": {"DISABLED"},
        "VideoPreprocessors": ANY,
        "Width": ANY,
    },
    "VideoCodecSettings": {
        "Codec": {"H_264", "H_265", "FRAME_CAPTURE"},
        "FrameCaptureSettings": ANY,
        "H264Settings": ANY,
        "H265Settings": ANY,
    },
    "H264Settings": {**ENCODER, "CodecProfile": {"BASELINE", "MAIN", "HIGH"}},
    "H264QvbrSettings": QVBR,
    "H265Settings": {
        **ENCODER,
        "CodecProfile": {"MAIN_MAIN", "MAIN10_MAIN"},
        "WriteMp4PackagingType": ANY,
    },
    "H265QvbrSettings": QVBR,
    "VideoPreprocessor": {"ColorCorrector": ANY, "Deinterlacer": ANY},
    "Deinterlacer": {
        "Algorithm": {"INTERPOLATE"},
        "Control": ANY,
        "Mode": {"DEINTERLACE", "ADAPTIVE"},
    },
    "ColorCorrector": {
        "ColorSpaceConversion": {"NONE", "FORCE_601", "FORCE_709"},
        "HdrToSdrToneMapper": ANY,
        "SampleRangeConversion": ANY,
    },
    "AudioDescription": {
        "AudioNormalizationSettings": ANY,
        "AudioSourceName": ANY,
        "AudioTypeControl": {"FOLLOW_INPUT"},
        "CodecSettings": ANY,
        "CustomLanguageCode": ANY,
        "LanguageCode": ANY,
        "LanguageCodeControl": ANY,
        "StreamName": ANY,
    },
    "AudioNormalizationSettings": {
        "Algorithm": ANY,
        "AlgorithmControl": ANY,
        "LoudnessLogging": {"DONT_LOG"},
        "PeakCalculation": ANY,
        "TargetLkfs": ANY,
        "TruePeakLimiterThreshold": ANY,
    },
    "AudioCodecSettings": {"AacSettings": ANY, "Codec": {"AAC"}},
    "AacSettings": {
        "AudioDescriptionBroadcasterMix": {"NORMAL"},
        "Bitrate": ANY,
        "CodecProfile": {"LC"},
        "CodingMode": {
            *("CODING_MODE_1_0", "CODING_MODE_1_1", "CODING_MODE_2_0", "CODING_MODE_5_1"),
            "CODING_MODE_AUTO",
        },
        "PassthroughControl": {"NO_PASSTHROUGH"},
        "RateControlMode": ANY,
        "RawFormat": {"NONE"},
        "SampleRate": ANY,
        "Specification": {"MPEG4"},
        "VbrQuality": ANY,
    },
}
CAPTIONS = {
    "CMAF_GROUP_SETTINGS": {"WEBVTT"},
    "DASH_ISO_GROUP_SETTINGS": {"IMSC", "TTML"},
    "HLS_GROUP_SETTINGS": {"WEBVTT"},
}
FILE_CONTAINERS = {"MP4", "MOV", "RAW"}
# What loudnorm takes.
LOUDEST_LKFS = -5


def check(settings: dict[str, Any]) -> None:
    """Refuse settings that local transcoding does not carry out.

    :raises ServiceError: BadRequestException that says that the limit is the local account's.
    """
    shape = next(route for route in validation.routes() if route.operation.name == "CreateJob")
    assert shape.operation.input_shape
    _walk(shape.operation.input_shape.members["Settings"], settings)
    inputs = settings["Inputs"]
    if len(inputs) != 1:
        _refuse("jobs with more than one input")
    if not (inputs[0].get("FileInput") or "").startswith("s3://"):
        _refuse("inputs outside S3")
    for group in settings["OutputGroups"]:
        kind = group["OutputGroupSettings"]["Type"]
        _images(group)
        for output in group["Outputs"]:
            _output(kind, output)
            for description in output.get("CaptionDescriptions") or []:
                _captions(kind, description, inputs[0])


def _walk(shape: Shape, value: Any) -> None:
    if isinstance(shape, ListShape):
        for one in value:
            _walk(shape.member, one)
    elif isinstance(shape, MapShape):
        for one in value.values():
            _walk(shape.value, one)
    elif isinstance(shape, StructureShape) and shape.name in CARRIED_OUT:
        members = CARRIED_OUT[shape.name]
        for name, one in value.items():
            if name not in members:
                _refuse(name if one is None or isinstance(one, dict | list) else f"{name} {one}")
            if members[name] and one not in members[name]:
                _refuse(f"{name} {one}")
            _walk(shape.members[name], one)


def _images(group: dict[str, Any]) -> None:
    """The model has no default for these settings; images are of a picture of the group."""
    own = next(one for one in group["OutputGroupSettings"].values() if isinstance(one, dict))
    if own.get("ImageBasedTrickPlay", "NONE") == "NONE":
        return
    for name in ("IntervalCadence", "TileWidth", "TileHeight"):
        if name not in own["ImageBasedTrickPlaySettings"]:
            _refuse(f"ImageBasedTrickPlaySettings without {name}")
    if not any(output.get("VideoDescription") for output in group["Outputs"]):
        _refuse("ImageBasedTrickPlay of sound alone")


def _output(kind: str, output: dict[str, Any]) -> None:
    """What is carried out, but not together."""
    container = output["ContainerSettings"]["Container"]
    if kind == "FILE_GROUP_SETTINGS" and container not in FILE_CONTAINERS:
        _refuse(f"container {container} in {kind}")
    if kind != "FILE_GROUP_SETTINGS" and container == "RAW":
        _refuse(f"container {container} in {kind}")
    if kind == "DASH_ISO_GROUP_SETTINGS" and container == "CMFC":
        _refuse(f"container {container} in {kind}")
    picture = output.get("VideoDescription")
    if picture and container == "M3U8" and picture["CodecSettings"]["Codec"] == "H_265":
        _refuse("codec H_265 in transport streams")
    if container == "RAW" and not (
        picture and picture["CodecSettings"]["Codec"] == "FRAME_CAPTURE"
    ):
        _refuse("files without a container, but for frame capture")
    for sound in output.get("AudioDescriptions") or []:
        target = (sound.get("AudioNormalizationSettings") or {}).get("TargetLkfs", LOUDEST_LKFS)
        if target > LOUDEST_LKFS:
            _refuse(f"TargetLkfs {target}")


def _captions(kind: str, description: dict[str, Any], job_input: dict[str, Any]) -> None:
    """What is carried out, but not together."""
    destination = description["DestinationSettings"]
    form = destination["DestinationType"]
    if form not in CAPTIONS.get(kind, set()):
        _refuse(f"{form} captions in {kind}")
    source = job_input["CaptionSelectors"][description["CaptionSelectorName"]]["SourceSettings"]
    file = (source.get("FileSourceSettings") or {}).get("SourceFile", "s3://")
    if not file.startswith("s3://"):
        _refuse("captions outside S3")
    own = destination.get("WebvttDestinationSettings") or {}
    if own.get("StylePassthrough") == "ENABLED" and source["SourceType"] == "TTML":
        _refuse("StylePassthrough ENABLED of TTML")


def _refuse(what: str) -> None:
    raise bad_request(f"the local account does not transcode {what}")
