"""Uploads: one version of one object in the uploads bucket, as S3's event announces it."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pipeline.failures import Failure
from pipeline.text.timestamps import from_text
from pipeline.text.visible import plain
from pipeline.uploads.keys import KEY_LIMIT_BYTES, unsafe_part

# The namespace of asset ids: uuid5(NAMESPACE_URL, "https://media-pipeline/asset"). Never change it:
# the same upload must get the same id for ever.
ASSET_NAMESPACE = UUID("5f6185e3-36df-559c-ae63-f43c75a3bfd4")
ASSET_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"

# Containers that MediaConvert takes (user guide, "Supported input formats") and that its Probe
# knows (Container.Format). FLV is not among the latter: nothing could be planned for it.
SUFFIXES_BY_CONTAINER: Mapping[str, tuple[str, ...]] = {
    "MP4": ("mp4", "m4v", "m4a", "f4v"),
    "QuickTime": ("mov", "qt"),
    "3GP, 3G2": ("3gp", "3g2"),
    "Matroska": ("mkv", "mka"),
    "WebM": ("webm",),
    "MPEG-TS": ("ts", "m2t", "m2ts", "mts"),
    "MPEG-PS": ("mpg", "mpeg", "vob"),
    "AVI": ("avi",),
    "ASF": ("asf", "wmv", "wma"),
    "MXF": ("mxf",),
    "WAVE": ("wav",),
    "MP3": ("mp3",),
    "AAC": ("aac",),
    "FLAC": ("flac",),
    "Ogg": ("ogg", "oga", "opus"),
    "AC-3, E-AC-3": ("ac3", "ec3", "eac3"),
}
SUPPORTED_SUFFIXES = frozenset(one for some in SUFFIXES_BY_CONTAINER.values() for one in some)
# Of files that are taken beside a video, under its name and a language alone.
CAPTION_SUFFIXES = ("srt", "vtt", "ttml")
CAPTIONS_HINT = " Captions of film.mp4 are named film.en.srt, by their language."
# S3's version ids and ETags, as far as we rely on their form.
_TOKEN = re.compile(r"[!-~]{1,1024}")


class NotAnUploadError(Exception):
    """The message is no "Object Created" event of our bucket and prefix."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """``key`` is the object's key as it is, ``etag`` is without quotes."""

    bucket: str
    key: str
    version_id: str
    etag: str
    size_bytes: int
    uploaded_at: datetime
    uploader_id: str | None

    @property
    def asset_id(self) -> str:
        return asset_id(self.bucket, self.key, self.version_id)

    @property
    def url(self) -> str:
        """S3's URL, unencoded. It names no version: MediaConvert reads the newest."""
        return f"s3://{self.bucket}/{self.key}"

    @property
    def filename(self) -> str:
        return posixpath.basename(self.key)

    @property
    def is_folder_marker(self) -> bool:
        """Consoles and file-system tools make an empty object for a folder."""
        return self.key.endswith("/") and self.size_bytes == 0


@dataclass(frozen=True)
class Limits:
    """What the environment accepts."""

    max_source_size_bytes: int
    max_source_duration_seconds: int


def upload_of_event(event: Mapping[str, Any], *, bucket: str, prefix: str) -> Upload:
    """Read an S3 event as EventBridge delivers it (keys arrive unencoded).

    Raises NotAnUploadError, also for an event of another bucket or prefix.
    """
    if event.get("source") != "aws.s3":
        raise NotAnUploadError("the message is not an event of S3")
    if event.get("detail-type") != "Object Created":
        raise NotAnUploadError("the event is of another type than Object Created")
    try:
        upload = _upload(event["detail"], from_text(event["time"]), prefix)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnUploadError(f"the event of S3 is incomplete or wrong: {error!r}") from error
    if upload.bucket != bucket:
        raise NotAnUploadError("the event is of another bucket")
    if not upload.key.startswith(prefix):
        raise NotAnUploadError(f"the object is not under {prefix}")
    return upload


def _upload(detail: Mapping[str, Any], uploaded_at: datetime, prefix: str) -> Upload:
    """Strict: who can send to the queue can say anything. Raises ValueError among others."""
    entry = detail["object"]
    key, size = entry["key"], entry.get("size", 0)
    if not 0 < len(key.encode()) <= KEY_LIMIT_BYTES:
        raise ValueError("the key has no byte, or more than S3 allows")
    if type(size) is not int or not 0 <= size < 2**63:
        raise ValueError("the size is no number of bytes")
    uploader_id, separator, _ = key.removeprefix(prefix).partition("/")
    return Upload(
        bucket=detail["bucket"]["name"],
        key=key,
        # S3 calls the version of an object in an unversioned bucket "null".
        version_id=_token(entry.get("version-id") or "null"),
        etag=_token(entry["etag"].strip('"')),
        size_bytes=size,
        uploaded_at=uploaded_at,
        uploader_id=uploader_id if separator and uploader_id else None,
    )


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError("a version id or ETag has a form that S3 gives none")
    return text


def asset_id(bucket: str, key: str, version_id: str) -> str:
    """The id of an upload's asset: the same for every delivery of its event."""
    # No bucket name, and no version id, holds a line feed: the key may hold anything.
    return str(uuid5(ASSET_NAMESPACE, "\n".join((bucket, version_id, key))))


def is_asset_id(text: str) -> bool:
    """By its form."""
    return re.fullmatch(ASSET_ID, text) is not None


def refuse_upload(upload: Upload, limits: Limits) -> Failure | None:
    """What can be judged from the event alone."""
    if upload.uploader_id is None:
        return Failure("NO_UPLOADER", "The key names no uploader: expected {uploaderId}/{file}.")
    if unsafe := unsafe_part(upload.key):
        return Failure("UNSAFE_KEY", f"The key has {unsafe}: upload the file under another one.")
    if upload.size_bytes == 0:
        return Failure("EMPTY_FILE", "The file is empty.")
    suffix = posixpath.splitext(upload.filename)[1].removeprefix(".").lower()
    if suffix not in SUPPORTED_SUFFIXES:
        found = f".{plain(suffix, 20)}" if suffix else "no suffix"
        hint = CAPTIONS_HINT if suffix in CAPTION_SUFFIXES else ""
        return Failure("UNSUPPORTED_SUFFIX", f"The file type is not supported: {found}.{hint}")
    return refuse_size(upload.size_bytes, limits)


def refuse_size(size_bytes: int, limits: Limits) -> Failure | None:
    """By what the event says, and again by what the file has."""
    if size_bytes <= limits.max_source_size_bytes:
        return None
    most = limits.max_source_size_bytes
    return Failure(
        "FILE_TOO_LARGE", f"The file has {size_bytes} bytes; at most {most} are accepted."
    )
