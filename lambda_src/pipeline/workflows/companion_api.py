"""λ uploads-api, other people's protocols: ``/s3`` is Companion's, which Uppy's AwsS3 speaks, and
``/uploads/presign``.

They tell no size and take S3's id of a multipart upload for the upload's.
"""

import re
from collections.abc import Mapping
from typing import Any

from pipeline.api.caller import Scope
from pipeline.api.exchange import Answer, Request
from pipeline.api.members import Members
from pipeline.settings import UploadsApiSettings
from pipeline.upload_sessions.parts_request import (
    etags_by_number,
    key,
    multipart_id,
    part_number,
    read_sign_request,
)
from pipeline.upload_sessions.request import read_companion_upload, read_presign
from pipeline.upload_sessions.sending import URL_LIFE, SignedCall
from pipeline.upload_sessions.session import Method, UploadSession
from pipeline.workflows import send_upload
from pipeline.workflows.services import UploadsApiServices

_METADATA = re.compile(r"metadata\[(\w{1,64})\]")
_EXPIRES = int(URL_LIFE.total_seconds())


def params(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``GET /s3/params``: one form."""
    request.demand(Scope.UPLOADS_WRITE)
    metadata = {
        found[1]: value
        for name, value in request.query.items()
        if (found := _METADATA.fullmatch(name))
    }
    query = request.query
    asked = read_companion_upload(query.get("filename"), query.get("type"), metadata)
    session = send_upload.begin(asked, request.caller.owner, Method.FORM, services, settings)
    form = send_upload.form_of(session, services, settings)
    sending = {"method": "post", "url": form.url, "fields": dict(form.fields)}
    return _answer({**sending, "expires": _EXPIRES}, "began an upload by form", session)


def create(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``POST /s3/multipart``."""
    request.demand(Scope.UPLOADS_WRITE)
    body = request.json_object()
    members = Members(body, ("filename", "type", "metadata"))
    metadata = members.read("metadata", _object) or {}
    members.end()
    asked = read_companion_upload(body.get("filename"), body.get("type"), metadata)
    session = send_upload.begin(asked, request.caller.owner, Method.MULTIPART, services, settings)
    made = {"key": session.key, "uploadId": session.multipart_id}
    return _answer(made, "began an upload by multipart", session)


def sign_part(
    request: Request, services: UploadsApiServices, settings: UploadsApiSettings
) -> Answer:
    """``GET /s3/multipart/{multipartId}/{partNumber}``."""
    target = _target(request, settings)
    members = Members(request.path, None)
    number = members.read("partNumber", _part_number)
    members.end()
    url = services.signer.url(SignedCall.SEND_PART, target.key, target.multipart_id, number)
    return _told({"url": url, "expires": _EXPIRES}, "signed 1 part", target)


def list_parts(
    request: Request, services: UploadsApiServices, settings: UploadsApiSettings
) -> Answer:
    """``GET /s3/multipart/{multipartId}``."""
    target = _target(request, settings)
    parts = [
        {"PartNumber": part.number, "Size": part.size_bytes, "ETag": f'"{part.etag}"'}
        for part in send_upload.parts_of_target(target, services)
    ]
    return _told(parts, f"has {len(parts)} parts", target)


def complete(
    request: Request, services: UploadsApiServices, settings: UploadsApiSettings
) -> Answer:
    """``POST /s3/multipart/{multipartId}/complete``. It tells the asset's id, too."""
    target = _target(request, settings)
    members = Members(request.json_object(), ("parts",))
    told = members.demand("parts", lambda value: etags_by_number(value, "PartNumber", "ETag"))
    members.end()
    asset_id = send_upload.complete(target, told, services, settings)
    location = services.signer.location(target.key)
    made = {"location": location, "bucket": settings.uploads_bucket_name, "key": target.key}
    return _told({**made, "assetId": asset_id}, "completed the upload", target)


def abort(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``DELETE /s3/multipart/{multipartId}``."""
    target = _target(request, settings)
    session = send_upload.find_target(target, request.caller, services)
    send_upload.abort(session, target.multipart_id, services)
    return _told({}, "aborted the upload", target)


def sign(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``POST /s3/sign``: Uppy 6 asks S3 itself, each time by a signature of ours. Where an upload
    begins, the key is ours. Signing a completion counts what was sent, like a completion."""
    request.demand(Scope.UPLOADS_WRITE)
    asked = read_sign_request(request.json_object())
    owner = request.caller.owner
    if asked.call is None:
        upload = read_companion_upload(asked.filename, asked.content_type, {})
        session = send_upload.begin(upload, owner, Method.FORM, services, settings)
        form = send_upload.form_of(session, services, settings)
        signed = {"url": form.url, "fields": dict(form.fields), "key": session.key}
        return _answer(signed, "began an upload by form", session)
    if asked.call is SignedCall.CREATE:
        upload = read_companion_upload(asked.filename, asked.content_type, {})
        session = send_upload.begin(upload, owner, Method.SIGNED, services, settings)
        url = services.signer.url(asked.call, session.key)
        return _answer({"url": url, "key": session.key}, "began an upload by signatures", session)
    target = send_upload.target_of(asked.key, asked.multipart_id, request.caller, settings)
    if asked.call is SignedCall.COMPLETE:
        sent = send_upload.parts_of_target(target, services)
        send_upload.count(target, sent, None, services, settings)
    url = services.signer.url(asked.call, target.key, target.multipart_id, asked.part_number)
    return _told({"url": url, "key": target.key}, f"signed {asked.call}", target)


def presign(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``POST /uploads/presign``."""
    request.demand(Scope.UPLOADS_WRITE)
    asked, count = read_presign(request.json_object())
    session = send_upload.begin(asked, request.caller.owner, Method.MULTIPART, services, settings)
    multipart = session.multipart_id or ""
    urls = [
        services.signer.url(SignedCall.SEND_PART, session.key, multipart, number)
        for number in range(1, count + 1)
    ]
    made = {"bucket": settings.uploads_bucket_name, "key": session.key, "uploadId": multipart}
    return _answer({**made, "presignedUrls": urls}, f"began an upload of {count} parts", session)


def _target(request: Request, settings: UploadsApiSettings) -> send_upload.Target:
    request.demand(Scope.UPLOADS_WRITE)
    members = Members({**request.path, **request.query}, None)
    asked = (
        members.demand("key", key) or "",
        members.demand("multipartId", multipart_id) or "",
    )
    members.end()
    return send_upload.target_of(*asked, request.caller, settings)


def _part_number(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value):
        raise ValueError("is no part's number")
    return part_number(int(value))


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("is no object")
    return value


def _answer(document: Any, what: str, session: UploadSession) -> Answer:
    facts = {"uploadId": session.id, "owner": session.owner}
    return Answer(document=document, what=what, facts=facts)


def _told(document: Any, what: str, target: send_upload.Target) -> Answer:
    facts = {"uploadId": target.place.folder, "owner": target.place.owner}
    return Answer(document=document, what=what, facts=facts)
