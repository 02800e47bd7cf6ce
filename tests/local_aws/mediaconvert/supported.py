"""Features of the real service that this one lacks: refused with a clear message, never ignored."""

from typing import Any

from local_aws.mediaconvert.errors import bad_request

GROUPS = {
    *("CMAF_GROUP_SETTINGS", "DASH_ISO_GROUP_SETTINGS", "FILE_GROUP_SETTINGS"),
    "HLS_GROUP_SETTINGS",
}
FILE_CONTAINERS = {"MP4", "MOV", "RAW"}
VIDEO_CODECS = {"H_264", "H_265", "FRAME_CAPTURE"}


def check(settings: dict[str, Any]) -> None:
    """Refuse settings that local transcoding does not know.

    :raises ServiceError: BadRequestException that says that the limit is the local account's.
    """
    inputs = settings.get("Inputs") or []
    if len(inputs) != 1:
        _refuse("jobs with more than one input")
    for name in ("InputClippings", "AudioSelectorGroups", "DynamicAudioSelectors", "Crop"):
        if inputs[0].get(name):
            _refuse(name)
    if not (inputs[0].get("FileInput") or "").startswith("s3://"):
        _refuse("inputs outside S3")
    for group in settings.get("OutputGroups") or []:
        _group(group)


def _group(group: dict[str, Any]) -> None:
    kind = group["OutputGroupSettings"]["Type"]
    if kind not in GROUPS:
        _refuse(kind)
    if group.get("AutomatedEncodingSettings"):
        _refuse("automated ABR")
    own = next(one for one in group["OutputGroupSettings"].values() if isinstance(one, dict))
    if own.get("SegmentControl") == "SINGLE_FILE":
        _refuse("SegmentControl SINGLE_FILE")
    for name in ("Encryption", "AdditionalManifests", "ImageBasedTrickPlaySettings"):
        if own.get(name):
            _refuse(f"{name} of {kind}")
    for output in group.get("Outputs") or []:
        _output(kind, output)


def _output(kind: str, output: dict[str, Any]) -> None:
    for name in ("Preset", "CaptionDescriptions"):
        if output.get(name):
            _refuse(name)
    container = output["ContainerSettings"]["Container"]
    if kind == "FILE_GROUP_SETTINGS" and container not in FILE_CONTAINERS:
        _refuse(f"container {container}")
    picture = output.get("VideoDescription")
    if picture:
        codec = picture["CodecSettings"]["Codec"]
        if codec not in VIDEO_CODECS:
            _refuse(f"codec {codec}")
        if codec == "FRAME_CAPTURE" and kind != "FILE_GROUP_SETTINGS":
            _refuse(f"frame capture in {kind}")
    for sound in output.get("AudioDescriptions") or []:
        if sound["CodecSettings"]["Codec"] != "AAC":
            _refuse(f"codec {sound['CodecSettings']['Codec']}")


def _refuse(what: str) -> None:
    raise bad_request(f"the local account does not transcode {what}")
