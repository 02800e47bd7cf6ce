"""HLS groups: transport-stream segments, a child playlist each, a parent playlist."""

from typing import Any

from local_aws.mediaconvert.transcode import (
    Finish,
    GroupResult,
    naming,
    playlists,
    presentation,
    streams,
)
from local_aws.mediaconvert.transcode.command import Command


def prepare(command: Command, group: dict[str, Any]) -> Finish:
    """Add the group's outputs to the command; the result packages them."""
    settings = naming.settings_of(group)
    where = naming.destination(settings, command.input["FileInput"])
    made = presentation.prepare(command, group, streams.TRANSPORT)

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        result.files = [(path, where.url(name)) for path, name in made.read()]
        details = [
            {"outputFilePaths": [where.url(f"{one.name}.m3u8")], **one.detail()}
            for one in made.parts
        ]
        parent = f"{where.base}.m3u8"
        manifests = playlists.children(made) | {parent: playlists.parent(made)}
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
