"""HLS groups: transport-stream segments, a child playlist each, a parent playlist."""

from typing import Any

from local_aws.mediaconvert.transcode import Finish, GroupResult, naming, playlists, streams
from local_aws.mediaconvert.transcode.command import Command


def prepare(command: Command, group: dict[str, Any]) -> Finish:
    """Add the group's outputs to the command; the result packages them."""
    settings = naming.settings_of(group)
    where = naming.destination(settings, command.input["FileInput"])
    made = streams.prepare(command, group, streams.TRANSPORT)

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        folder = command.new_folder()
        details = []
        for number, stream in enumerate(made):
            stream.read()
            child = where.url(f"{stream.name}.m3u8")
            path = folder / str(number)
            path.write_text(playlists.child(stream))
            result.files += [(one, where.url(name)) for one, name in stream.files()]
            result.files.append((path, child))
            details.append({"outputFilePaths": [child], **stream.detail()})
        parent = where.url(f"{where.base}.m3u8")
        path = folder / "parent"
        path.write_text(playlists.parent(made))
        result.files.append((path, parent))
        result.detail = {
            "outputDetails": details,
            "playlistFilePaths": [parent],
            "type": "HLS_GROUP",
        }
        return result

    return finish
