"""File groups: MP4 or MOV files, and frame capture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from local_aws.mediaconvert import media
from local_aws.mediaconvert.transcode import (
    Finish,
    GroupResult,
    cadence,
    naming,
    preprocessors,
    video,
)
from local_aws.mediaconvert.transcode.command import Command, require_content

OutputFinish = Callable[[], tuple[list[tuple[Path, str]], dict[str, Any]]]


def prepare(command: Command, group: dict[str, Any]) -> Finish:
    """Add the group's outputs to the command."""
    settings = naming.settings_of(group)
    where = naming.destination(settings, command.input["FileInput"])
    made: list[OutputFinish] = []
    for output in group["Outputs"]:
        picture = output.get("VideoDescription") or {"CodecSettings": {}}
        capture = picture["CodecSettings"].get("Codec") == "FRAME_CAPTURE"
        made.append((_frames if capture else _file)(command, output, where))

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        details = []
        for one in made:
            written, detail = one()
            result.files += written
            details.append(detail)
        result.detail = {"outputDetails": details, "type": "FILE_GROUP"}
        return result

    return finish


def _file(command: Command, output: dict[str, Any], where: naming.Destination) -> OutputFinish:
    path = command.new_folder() / "file"
    container = output["ContainerSettings"]["Container"].lower()
    name = f"{where.base}{output.get('NameModifier', '')}.{output.get('Extension', container)}"
    line: list[str] = []
    description, size = output.get("VideoDescription"), None
    if description:
        label, size = command.add_picture(description)
        rate = video.frame_rate(description) or command.frame_rate
        own = cadence.of_file(video.settings(description), rate)
        color = preprocessors.output_color(description, command.track)
        line += ["-map", label, *video.arguments(description, own, color)]
    for number, sound in enumerate(output.get("AudioDescriptions") or []):
        line += command.add_sound(sound, number)
    placement = output["ContainerSettings"].get("Mp4Settings") or {}
    if placement.get("MoovPlacement") != "NORMAL":
        line += ["-movflags", "+faststart"]
    command.add_output(*line, "-map_metadata", "-1", "-f", container, f"{path.parent.name}/file")

    def finish() -> tuple[list[tuple[Path, str]], dict[str, Any]]:
        seconds, url = media.read(path).duration, where.url(name)
        require_content(seconds)
        detail = {"outputFilePaths": [url], "durationInMs": round(seconds * 1000)}
        if description and size:
            detail["videoDetails"] = video.details(
                description, size.width, size.height, path.stat().st_size, seconds
            )
        return [(path, url)], detail

    return finish


def _frames(command: Command, output: dict[str, Any], where: naming.Destination) -> OutputFinish:
    folder = command.new_folder()
    description = output["VideoDescription"]
    capture = description["CodecSettings"].get("FrameCaptureSettings") or {}
    rate = f"{capture.get('FramerateNumerator', 1)}/{capture.get('FramerateDenominator', 1)}"
    label, size = command.add_picture(description, f"fps={rate}:start_time=0:round=up")
    # JPEG quality 1 to 100 against ffmpeg's 31 to 2.
    scale = round(31 - 29 * capture.get("Quality", 80) / 100)
    command.add_output(
        *("-map", label, "-c:v", "mjpeg", "-q:v", str(scale)),
        *("-frames:v", str(capture.get("MaxCaptures", 10_000_000))),
        *("-f", "image2", "-start_number", "0", f"{folder.name}/%07d.jpg"),
    )
    name = f"{where.base}{output.get('NameModifier', '')}"

    def finish() -> tuple[list[tuple[Path, str]], dict[str, Any]]:
        # model: filename.n.jpg, n counted from 0; seen: seven digits.
        taken = sorted(folder.iterdir())
        written = [(path, where.url(f"{name}.{path.stem}.jpg")) for path in taken]
        detail = {
            "outputFilePaths": [url for _, url in written[-1:]],
            "durationInMs": round(command.media.duration * 1000),
            "videoDetails": {"widthInPx": size.width, "heightInPx": size.height},
        }
        return written, detail

    return finish
