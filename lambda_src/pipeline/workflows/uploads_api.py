"""λ uploads-api, our own protocol: ``/v1/uploads``."""

from http import HTTPStatus
from typing import Any

from pipeline.api.caller import Scope
from pipeline.api.exchange import Answer, ProblemError, Request
from pipeline.api.members import Members
from pipeline.api.problem import NOT_FOUND
from pipeline.settings import UploadsApiSettings
from pipeline.text.timestamps import to_text
from pipeline.upload_sessions.documents import session_document
from pipeline.upload_sessions.parts_request import (
    etags_by_number,
    key,
    multipart_id,
    part_numbers,
)
from pipeline.upload_sessions.request import read_upload
from pipeline.upload_sessions.sending import URL_LIFE, SignedCall, parts_of
from pipeline.upload_sessions.session import Method, SessionState, UploadSession
from pipeline.workflows import send_upload
from pipeline.workflows.services import UploadsApiServices


def create(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``POST /v1/uploads``."""
    request.demand(Scope.UPLOADS_WRITE)
    asked = read_upload(request.json_object(), settings.most_bytes)
    owner = asked.uploader_id or request.caller.owner
    if not request.caller.acts_for(owner):
        request.demand(Scope.ASSETS_ALL)
    method = Method.MULTIPART if parts_of(asked.size_bytes or 0) else Method.FORM
    session = send_upload.begin(asked, owner, method, services, settings)
    return Answer(
        document=_document(session, services, settings),
        status=HTTPStatus.CREATED,
        what=f"began an upload by {method}",
        facts={"uploadId": session.id, "owner": owner},
    )


def get(request: Request, services: UploadsApiServices, settings: UploadsApiSettings) -> Answer:
    """``GET /v1/uploads/{uploadId}``: with it a page that was loaded again can go on."""
    request.demand(Scope.UPLOADS_WRITE)
    session = send_upload.find(request.path["uploadId"], request.caller, services)
    return Answer(
        document=_document(session, services, settings),
        what=f"the upload is {session.state}",
        facts={"uploadId": session.id, "owner": session.owner},
    )


def sign_parts(
    request: Request, services: UploadsApiServices, settings: UploadsApiSettings
) -> Answer:
    """``POST /v1/uploads/{uploadId}/parts``."""
    request.demand(Scope.UPLOADS_WRITE)
    members = Members(request.json_object(), ("key", "multipartId", "partNumbers"))
    target, numbers = _asked(members), members.demand("partNumbers", part_numbers) or ()
    members.end()
    found = _target(request, target, settings)
    urls = [
        {
            "partNumber": number,
            "url": services.signer.url(SignedCall.SEND_PART, found.key, found.multipart_id, number),
        }
        for number in numbers
    ]
    expires_at = to_text(services.clock.now() + URL_LIFE)
    return Answer(
        document={"parts": urls, "expiresAt": expires_at},
        what=f"signed {len(urls)} parts",
        facts=_facts(found),
    )


def list_parts(
    request: Request, services: UploadsApiServices, settings: UploadsApiSettings
) -> Answer:
    """``GET /v1/uploads/{uploadId}/parts``."""
    request.demand(Scope.UPLOADS_WRITE)
    members = Members(request.query, ("key", "multipartId"))
    target = _asked(members)
    members.end()
    found = _target(request, target, settings)
    parts = [
        {"partNumber": part.number, "size": part.size_bytes, "etag": part.etag}
        for part in send_upload.parts_of_target(found, services)
    ]
    return Answer(document={"parts": parts}, what=f"has {len(parts)} parts", facts=_facts(found))


def complete(
    request: Request, services: UploadsApiServices, settings: UploadsApiSettings
) -> Answer:
    """``POST /v1/uploads/{uploadId}/complete``. Of a form, the body is an empty object."""
    request.demand(Scope.UPLOADS_WRITE)
    body = request.json_object()
    if not body:
        session = send_upload.find(request.path["uploadId"], request.caller, services)
        asset = send_upload.asset_of(session, services, settings)
        asset_id = None if session.captions_for else asset
        return _completed(session.id, asset_id, session.owner)
    members = Members(body, ("key", "multipartId", "parts"))
    target = _asked(members)
    told = members.read("parts", lambda value: etags_by_number(value, "partNumber", "etag"))
    members.end()
    found = _target(request, target, settings)
    asset = send_upload.complete(found, told, services, settings)
    return _completed(found.place.folder, asset, found.place.owner)


def abort(
    request: Request,
    services: UploadsApiServices,
    settings: UploadsApiSettings,  # noqa: ARG001 - every route is called alike
) -> Answer:
    """``DELETE /v1/uploads/{uploadId}``."""
    request.demand(Scope.UPLOADS_WRITE)
    session = send_upload.find(request.path["uploadId"], request.caller, services)
    send_upload.abort(session, session.multipart_id, services)
    return Answer(
        document=None,
        status=HTTPStatus.NO_CONTENT,
        what="aborted the upload",
        facts={"uploadId": session.id, "owner": session.owner},
    )


def _asked(members: Members) -> tuple[str, str]:
    return (
        members.demand("key", key) or "",
        members.demand("multipartId", multipart_id) or "",
    )


def _target(
    request: Request, asked: tuple[str, str], settings: UploadsApiSettings
) -> send_upload.Target:
    found = send_upload.target_of(*asked, request.caller, settings)
    if found.place.folder != request.path["uploadId"]:
        raise ProblemError(NOT_FOUND)
    return found


def _facts(target: send_upload.Target) -> dict[str, str]:
    return {"uploadId": target.place.folder, "owner": target.place.owner}


def _completed(upload_id: str, asset_id: str | None, owner: str) -> Answer:
    told = {"assetId": asset_id} if asset_id else {}
    return Answer(
        document={"uploadId": upload_id, **told},
        what="completed the upload",
        facts={"uploadId": upload_id, "owner": owner, **told},
    )


def _document(
    session: UploadSession, services: UploadsApiServices, settings: UploadsApiSettings
) -> dict[str, Any]:
    document = session_document(session)
    if session.state is SessionState.WAITING:
        document["sending"] = _sending(session, services, settings)
    return document


def _sending(
    session: UploadSession, services: UploadsApiServices, settings: UploadsApiSettings
) -> dict[str, Any]:
    """How the bytes go to S3. A form is made anew each time, for an hour."""
    if session.method is Method.FORM:
        form = send_upload.form_of(session, services, settings)
        expires_at = to_text(services.clock.now() + URL_LIFE)
        told = {"url": form.url, "fields": dict(form.fields), "expiresAt": expires_at}
        return {"method": session.method.value, **told}
    sending: dict[str, Any] = {"method": session.method.value}
    if session.multipart_id is not None:
        sending["multipartId"] = session.multipart_id
    if session.size_bytes is not None and (parts := parts_of(session.size_bytes)):
        sending |= {"partSize": parts.size_bytes, "partCount": parts.count}
    return sending
