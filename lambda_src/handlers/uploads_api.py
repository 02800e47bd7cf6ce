"""λ uploads-api: requests to the HTTP API that are of uploads."""

import os
from functools import cache, partial
from typing import Any

from handlers import log_lines
from handlers.http_api import HttpApi, logger
from pipeline.aws.clients import client
from pipeline.aws.clock import Clock
from pipeline.aws.multipart_uploads import MultipartUploads
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.aws.upload_signer import UploadSigner
from pipeline.settings import UploadsApiSettings
from pipeline.workflows import companion_api, uploads_api
from pipeline.workflows.services import UploadsApiServices

ROUTES = {
    "POST /v1/uploads": uploads_api.create,
    "GET /v1/uploads/{uploadId}": uploads_api.get,
    "DELETE /v1/uploads/{uploadId}": uploads_api.abort,
    "GET /v1/uploads/{uploadId}/parts": uploads_api.list_parts,
    "POST /v1/uploads/{uploadId}/parts": uploads_api.sign_parts,
    "POST /v1/uploads/{uploadId}/complete": uploads_api.complete,
    "GET /s3/params": companion_api.params,
    "POST /s3/multipart": companion_api.create,
    "GET /s3/multipart/{multipartId}": companion_api.list_parts,
    "DELETE /s3/multipart/{multipartId}": companion_api.abort,
    "GET /s3/multipart/{multipartId}/{partNumber}": companion_api.sign_part,
    "POST /s3/multipart/{multipartId}/complete": companion_api.complete,
    "POST /s3/sign": companion_api.sign,
    "POST /uploads/presign": companion_api.presign,
}


@cache
def api() -> HttpApi:
    settings = UploadsApiSettings.from_env(os.environ)
    log_lines.log_versions(logger)
    bucket = settings.uploads_bucket_name
    services = UploadsApiServices(
        clock=Clock(),
        sessions=UploadSessionsTable(client("dynamodb"), settings.upload_sessions_table_name),
        multipart_uploads=MultipartUploads(lambda: client("s3"), bucket),
        signer=UploadSigner(lambda: client("s3"), bucket),
    )
    routes = {
        key: partial(run, services=services, settings=settings) for key, run in ROUTES.items()
    }
    return HttpApi(routes, settings.subject_claim)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return api().answer(event, context)
