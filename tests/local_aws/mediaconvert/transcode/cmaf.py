"""CMAF groups: one set of segments, an HLS and a DASH manifest over it."""

from typing import Any

from local_aws.mediaconvert.transcode import (
    Finish,
    GroupResult,
    mpd,
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
    made = presentation.prepare(command, group, streams.CMAF)

    def finish() -> GroupResult:
        result = GroupResult(naming.s3_settings(settings))
        names = []
        result.files = [(path, where.url(name)) for path, name in made.read()]
        manifests: dict[str, str] = {}
        if settings.get("WriteDashManifest") != "DISABLED":
            manifests[f"{where.base}.mpd"] = mpd.manifest(made)
            names.append(f"{where.base}.mpd")
        if settings.get("WriteHlsManifest") != "DISABLED":
            manifests |= playlists.children(made)
            manifests[f"{where.base}.m3u8"] = playlists.parent(made)
            names.append(f"{where.base}.m3u8")
        folder = command.new_folder()
        for number, (name, text) in enumerate(manifests.items()):
            path = folder / str(number)
            path.write_text(text)
            result.files.append((path, where.url(name)))
        result.detail = {
            "outputDetails": made.details(),
            # guide: both top-level manifests, the MPD first.
            "playlistFilePaths": [where.url(name) for name in names],
            "type": "CMAF_GROUP",
        }
        return result

    return finish
