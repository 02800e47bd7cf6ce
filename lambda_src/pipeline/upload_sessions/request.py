"""Requests to upload a file, in the three protocols that ask for one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.api.caller import is_owner
from pipeline.api.members import Members, matching, text, whole_number
from pipeline.captions.caption import tag_of
from pipeline.captions.sidecars import MOST_BYTES as CAPTIONS_LIMIT_BYTES
from pipeline.text.visible import UNSEEN
from pipeline.upload_sessions.file_name import safe_name, suffix_of
from pipeline.upload_sessions.keys import UPLOAD_ID
from pipeline.upload_sessions.sending import SIGNED_AT_ONCE
from pipeline.upload_sessions.session import ClientWords
from pipeline.uploads.upload import CAPTION_SUFFIXES, SUPPORTED_SUFFIXES

# No file system takes a longer name; whole paths come, too.
FILENAME_LIMIT = 1024
FILENAME_KEPT = 255
PASSTHROUGH_LIMIT = 255
WORDS = ("passthrough", "projectId", "mediaId")
NATIVE = ("filename", "size", "contentType", "captionsFor", "language", "uploaderId", *WORDS)
PRESIGN = ("filename", "contentType", "projectId", "mediaId", "parts")

# RFC 6838 names types so, RFC 9110 has parameters; neither may reach a header line.
_MEDIA_TYPE = r"[\w!#$&^.+-]{1,63}/[\w!#$&^.+-]{1,63}(; ?[\w-]{1,20}=[\w.,+-]{1,60}){0,3}"
_content_type = matching(_MEDIA_TYPE, "media type like video/mp4")
identifier = matching(r"[\w.:@-]{1,128}", "identifier: 1 to 128 of A-Z a-z 0-9 _ . : @ -")


@dataclass(frozen=True, kw_only=True)
class UploadRequest:
    """``name`` is safe for a key. ``uploader_id`` is an owner in whose place a server acts."""

    filename: str
    name: str
    size_bytes: int | None = None
    content_type: str | None = None
    words: ClientWords = field(default_factory=ClientWords)
    captions_for: str | None = None
    language: str | None = None
    uploader_id: str | None = None


def read_upload(body: Mapping[str, Any], most_bytes: int) -> UploadRequest:
    """Of our own protocol, which tells the size. Raises ProblemError."""
    members = Members(body, NATIVE)
    captions_for = members.read("captionsFor", matching(UPLOAD_ID, "uploadId"))
    language = members.read("language", _language)
    is_captions = body.get("captionsFor") is not None
    if is_captions and body.get("language") is None:
        members.refuse("language", "is missing: captions are in one")
    if not is_captions and body.get("language") is not None:
        members.refuse("language", "is of captions alone: captionsFor names their video's upload")
    most = min(most_bytes, CAPTIONS_LIMIT_BYTES) if is_captions else most_bytes
    filename = _filename(members, is_captions=is_captions)
    found = UploadRequest(
        filename=shown(filename),
        name=safe_name(filename),
        size_bytes=members.demand("size", whole_number(1, most)),
        content_type=members.read("contentType", _content_type),
        words=_words(members),
        captions_for=captions_for,
        language=language,
        uploader_id=members.read("uploaderId", _owner),
    )
    members.end()
    return found


def read_companion_upload(
    filename: Any, content_type: Any, metadata: Mapping[str, Any]
) -> UploadRequest:
    """Of Companion's: what the page's own metadata holds beside our words is let be."""
    told = {**metadata, "filename": filename, "type": content_type or None}
    members = Members(told, None)
    name = _filename(members)
    found = UploadRequest(
        filename=shown(name),
        name=safe_name(name),
        content_type=members.read("type", _content_type),
        words=_words(members),
    )
    members.end()
    return found


def read_presign(body: Mapping[str, Any]) -> tuple[UploadRequest, int]:
    """And the number of parts."""
    members = Members(body, PRESIGN)
    name = _filename(members)
    parts = members.read("parts", whole_number(1, SIGNED_AT_ONCE)) or 1
    found = UploadRequest(
        filename=shown(name),
        name=safe_name(name),
        content_type=members.read("contentType", _content_type),
        words=_words(members),
    )
    members.end()
    return found, parts


def shown(filename: str) -> str:
    """As people see it again."""
    return UNSEEN.sub("", filename)[-FILENAME_KEPT:]


def _filename(members: Members, *, is_captions: bool = False) -> str:
    name = members.demand("filename", text(FILENAME_LIMIT)) or ""
    suffix = suffix_of(safe_name(name))
    if is_captions and suffix not in CAPTION_SUFFIXES:
        members.refuse("filename", f"has none of the suffixes {', '.join(CAPTION_SUFFIXES)}")
    elif not is_captions and suffix in CAPTION_SUFFIXES:
        members.refuse("filename", "is of captions: captionsFor and language say whose")
    elif not is_captions and suffix not in SUPPORTED_SUFFIXES:
        members.refuse("filename", "has no suffix of a type that is supported, like .mp4")
    return name


def _words(members: Members) -> ClientWords:
    return ClientWords(
        passthrough=members.read("passthrough", text(PASSTHROUGH_LIMIT)),
        project_id=members.read("projectId", identifier),
        media_id=members.read("mediaId", identifier),
    )


def _language(value: Any) -> str:
    tag = tag_of(value) if isinstance(value, str) else None
    if tag is None:
        raise ValueError("is no tag of a language, like en or pt-BR")
    return tag


def _owner(value: Any) -> str:
    if not isinstance(value, str) or not is_owner(value):
        raise ValueError("is no uploaderId: 64 hexadecimal digits")
    return value
