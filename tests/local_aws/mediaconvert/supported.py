"""Whatever of a job's settings the local account does not carry out is refused with a clear
message, never ignored."""

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from local_aws.mediaconvert import validation
from local_aws.mediaconvert.carried_out import CARRIED_OUT
from local_aws.mediaconvert.errors import bad_request

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
