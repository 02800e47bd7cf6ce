"""λ uploads-api on moto's table and bucket, and S3 as a browser reaches it."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlparse

from fakes.clock import FakeClock
from fakes.events import UPLOADS_BUCKET
from fakes.function_environment import UPLOAD_SESSIONS_TABLE
from fakes.http_requests import Person, Told, request
from fakes.recorder import Recorder
from handlers import uploads_api
from openapi_document import faults_of_answer, faults_of_request
from pipeline.aws.attribute_values import plain_item, typed

ANN = Person()
BOB = Person("bob")
SERVER = Person("server", "uploads:write assets:all")
MIB = 1024 * 1024
LARGE = 65 * MIB
VIDEO = {"filename": "beach day.mp4", "size": 3 * MIB, "contentType": "video/mp4"}
LARGE_VIDEO = {**VIDEO, "size": LARGE}
# Nobody's.
STRANGE_ID = "11111111-1111-4111-8111-111111111111"


@dataclass
class Door:
    clock: FakeClock
    recorder: Recorder
    clients: dict[str, Any]
    api: Any = uploads_api

    def ask(
        self, method: str, path: str, body: Any = None, person: Person = ANN, **more: Any
    ) -> Told:
        """And forget the calls of before: ``calls`` are those of this request. The answer is one
        that the API's document knows."""
        self.recorder.calls.clear()
        context = SimpleNamespace(aws_request_id="invocation")
        answer = self.api.handler(request(person, method, path, body, **more), context)
        headers = {**answer.get("headers", {})}
        for name, values in answer.get("multiValueHeaders", {}).items():
            headers[name] = ",".join(values)
        if answer.get("cookies"):
            headers["Set-Cookie"] = "\n".join(answer["cookies"])
        told = Told(answer["statusCode"], headers, answer.get("body") or "")
        faults = faults_of_answer(method, path, told)
        if told.status < HTTPStatus.BAD_REQUEST:
            faults += faults_of_request(method, path, body, more.get("query"))
        assert not faults, f"docs/openapi.yaml says otherwise: {faults}"
        return told

    def begin(self, person: Person = ANN, **told: Any) -> dict[str, Any]:
        answer = self.ask("POST", "/v1/uploads", {**VIDEO, **told}, person)
        assert answer.status == 201, answer.text
        return answer.document

    @property
    def calls(self) -> list[str]:
        """Signatures call nothing."""
        return [name for name in self.recorder.calls if not name.startswith("generate_")]

    def send_parts(self, key: str, multipart_id: str, *sizes: int) -> list[dict[str, Any]]:
        """As S3 has them afterwards; moto does not look at what a part holds."""
        return [
            {
                "partNumber": number,
                "etag": self.clients["s3"].upload_part(
                    Bucket=UPLOADS_BUCKET,
                    Key=key,
                    UploadId=multipart_id,
                    PartNumber=number,
                    Body=b"\0" * size,
                )["ETag"],
            }
            for number, size in enumerate(sizes, start=1)
        ]

    def put(self, key: str, body: bytes = b"x") -> str:
        """By a form, as S3 would take it; its version."""
        return self.clients["s3"].put_object(Bucket=UPLOADS_BUCKET, Key=key, Body=body)["VersionId"]

    def objects(self) -> list[str]:
        found = self.clients["s3"].list_objects_v2(Bucket=UPLOADS_BUCKET)
        return [one["Key"] for one in found.get("Contents", [])]

    def multipart_uploads(self) -> list[str]:
        found = self.clients["s3"].list_multipart_uploads(Bucket=UPLOADS_BUCKET)
        return [one["UploadId"] for one in found.get("Uploads", [])]

    def items(self) -> dict[str, dict[str, Any]]:
        """Sessions and counters by their keys."""
        found = self.clients["dynamodb"].scan(TableName=UPLOAD_SESSIONS_TABLE)["Items"]
        return {item["uploadId"]: item for item in map(plain_item, found)}

    def change(self, upload_id: str, **values: Any) -> None:
        """What somebody else writes into a session."""
        for name, value in values.items():
            self.clients["dynamodb"].update_item(
                TableName=UPLOAD_SESSIONS_TABLE,
                Key={"uploadId": {"S": upload_id}},
                UpdateExpression="SET #n = :v",
                ExpressionAttributeNames={"#n": name},
                ExpressionAttributeValues={":v": typed(value)},
            )


def signed(url: str) -> dict[str, str]:
    """What a URL's query says. It must be signed as S3 with a key of KMS demands, for an hour."""
    query = {name: values[0] for name, values in parse_qs(urlparse(url).query, True).items()}
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["X-Amz-Expires"] == "3600"
    assert query["X-Amz-SignedHeaders"] == "host"
    assert not [name for name in query if re.search("checksum", name, re.IGNORECASE)]
    host = urlparse(url).netloc
    assert host == f"{UPLOADS_BUCKET}.s3.us-east-1.amazonaws.com"
    return query
