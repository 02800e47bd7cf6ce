"""What of the uploads bucket goes with an asset.

Exactly its own version of its key: other versions are other assets. Then what is left without any
asset: the markers of the key, and the sidecars of the file's name.
"""

import posixpath
from collections.abc import Sequence

from pipeline.captions.sidecars import is_sidecar_of, prefix_of
from pipeline.uploads.upload import SUPPORTED_SUFFIXES, Upload
from pipeline.uploads.versions import ObjectVersion


def prefix_beside(key: str) -> str:
    """What the keys of all that may go begin with: the key's own, too."""
    return prefix_of(key) if posixpath.splitext(key)[1] else key


def erased_versions(upload: Upload, listed: Sequence[ObjectVersion]) -> tuple[ObjectVersion, ...]:
    """Of those that are ``listed``: all below ``prefix_beside``."""
    own = (upload.key, upload.version_id)
    others = {one.key for one in listed if not one.is_marker and (one.key, one.version_id) != own}
    alone = is_last(upload, listed)
    unnamed = _is_video(upload.key) and not any(_of_one_name(upload.key, key) for key in others)
    return tuple(
        one
        for one in listed
        if (one.key, one.version_id) == own
        or (alone and one.is_marker and one.key == upload.key)
        or (unnamed and is_sidecar_of(one.key, upload.key))
    )


def is_last(upload: Upload, listed: Sequence[ObjectVersion]) -> bool:
    """Whether its key has no other version."""
    return not any(
        one.key == upload.key and one.version_id != upload.version_id and not one.is_marker
        for one in listed
    )


def _of_one_name(key: str, other: str) -> bool:
    """Whether both share their sidecars."""
    return _is_video(other) and posixpath.splitext(key)[0] == posixpath.splitext(other)[0]


def _is_video(key: str) -> bool:
    """Or a sound: what may have sidecars."""
    return posixpath.splitext(key)[1].removeprefix(".").lower() in SUPPORTED_SUFFIXES
