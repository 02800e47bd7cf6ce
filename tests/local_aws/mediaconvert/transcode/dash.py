"""DASH ISO groups: fragmented MP4 segments and an MPD."""

from typing import Any

from local_aws.mediaconvert.transcode import Finish, GroupResult, mpd, naming, presentation, streams
from local_aws.mediaconvert.transcode.command import Command


def prepare(command: Command, group: dict[str, Any]) -> Finish:
    """Add the group's outputs to the command; the result packages them."""
    settings = naming.settings_of(group)
    where = naming.destination(settings, command.input["FileInput"])
    made = presentation.prepare(command, group, streams.DASH)

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        result.files = [(path, where.url(name)) for path, name in made.read()]
        manifest = where.url(f"{where.base}.mpd")
        path = command.new_folder() / "manifest"
        path.write_text(mpd.manifest(made))
        result.files.append((path, manifest))
        result.detail = {
            "outputDetails": made.details(),
            "playlistFilePaths": [manifest],
            "type": "DASH_ISO_GROUP",
        }
        return result

    return finish
