"""HLS groups: transport-stream segments, a child playlist each, a parent playlist."""

from typing import Any

from local_aws.mediaconvert.transcode import (
    Finish,
    GroupResult,
    naming,
    playlists,
    streams,
    trick_play,
)
from local_aws.mediaconvert.transcode.command import Command


def prepare(command: Command, group: dict[str, Any]) -> Finish:
    """Add the group's outputs to the command; the result packages them."""
    settings = naming.settings_of(group)
    where = naming.destination(settings, command.input["FileInput"])
    made = streams.prepare(command, group, streams.TRANSPORT)
    sheets = trick_play.prepare(command, settings, made)

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        details = []
        for stream in made:
            stream.read()
            result.files += [(path, where.url(name)) for path, name in stream.files()]
            details.append(
                {"outputFilePaths": [where.url(f"{stream.name}.m3u8")], **stream.detail()}
            )
        for one in sheets:
            one.read()
            result.files += [(path, where.url(name)) for path, name in one.files()]
        parent = f"{where.base}.m3u8"
        manifests = playlists.children(made, sheets) | {parent: playlists.parent(made, sheets)}
        folder = command.new_folder()
        for number, (name, text) in enumerate(manifests.items()):
            path = folder / str(number)
            path.write_text(text)
            result.files.append((path, where.url(name)))
        result.detail = {
            "outputDetails": details,
            "playlistFilePaths": [where.url(parent)],
            "type": "HLS_GROUP",
        }
        return result

    return finish
