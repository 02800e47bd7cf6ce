"""Every way to name an upload to the API."""

from typing import Any

NUMBERS = {"partNumbers": [1]}
ETAGS = {"parts": [{"PartNumber": 1, "ETag": "e"}]}


def routes(
    key: str, upload_id: str, multipart_id: str
) -> dict[str, tuple[str, str, Any, dict[str, str] | None]]:
    """Every route that names an upload: method, path, body, query."""
    target = {"key": key, "multipartId": multipart_id}
    own, s3 = f"/v1/uploads/{upload_id}", f"/s3/multipart/{multipart_id}"
    query = {"key": key}
    signing = {"key": key, "uploadId": multipart_id}
    return {
        "get": ("GET", own, None, None),
        "abort": ("DELETE", own, None, None),
        "list": ("GET", f"{own}/parts", None, target),
        "sign": ("POST", f"{own}/parts", {**target, **NUMBERS}, None),
        "complete": ("POST", f"{own}/complete", target, None),
        "complete a form": ("POST", f"{own}/complete", {}, None),
        "captions": (
            "POST",
            "/v1/uploads",
            {"filename": "a.vtt", "size": 1, "captionsFor": upload_id, "language": "en"},
            None,
        ),
        "s3 list": ("GET", s3, None, query),
        "s3 sign": ("GET", f"{s3}/1", None, query),
        "s3 complete": ("POST", f"{s3}/complete", ETAGS, query),
        "s3 abort": ("DELETE", s3, None, query),
        "s3 sign a part": ("POST", "/s3/sign", {"method": "PUT", **signing, "partNumber": 1}, None),
        "s3 sign a list": ("POST", "/s3/sign", {"method": "GET", **signing}, None),
        "s3 sign a completion": ("POST", "/s3/sign", {"method": "POST", **signing}, None),
        "s3 sign an abort": ("POST", "/s3/sign", {"method": "DELETE", **signing}, None),
    }
