"""DASH ISO groups: fragmented MP4 segments and an MPD."""

from typing import Any

from local_aws.mediaconvert.transcode import Finish, GroupResult, mpd, naming, streams, trick_play
from local_aws.mediaconvert.transcode.command import Command


def prepare(command: Command, group: dict[str, Any]) -> Finish:
    """Add the group's outputs to the command; the result packages them."""
    settings = naming.settings_of(group)
    where = naming.destination(settings, command.input["FileInput"])
    made = streams.prepare(command, group, streams.DASH)
    sheets = trick_play.prepare(command, settings, made)

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        for stream in made:
            stream.read()
            result.files += [(path, where.url(name)) for path, name in stream.files()]
        for one in sheets:
            one.read()
            result.files += [(path, where.url(name)) for path, name in one.files()]
        manifest = where.url(f"{where.base}.mpd")
        path = command.new_folder() / "manifest"
        path.write_text(mpd.manifest(made, sheets))
        result.files.append((path, manifest))
        result.detail = {
            "outputDetails": [stream.detail() for stream in made],
            "playlistFilePaths": [manifest],
            "type": "DASH_ISO_GROUP",
        }
        return result

    return finish
