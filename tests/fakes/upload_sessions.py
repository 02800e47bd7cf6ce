"""The table of upload sessions, as the module api makes it, and a session for it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from fakes.clock import START
from fakes.function_environment import UPLOAD_SESSIONS_TABLE
from pipeline.aws.attribute_values import plain_item
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.upload_sessions.keys import captions_upload_id
from pipeline.upload_sessions.quota import Allowance, Quota, day_of
from pipeline.upload_sessions.session import ClientWords, Method, UploadSession

OWNER = "a" * 64
UPLOAD_ID = "11111111-1111-4111-8111-111111111111"
KEY = f"uploads/{OWNER}/{UPLOAD_ID}/film.mp4"
CAPTIONS_KEY = f"uploads/{OWNER}/{UPLOAD_ID}/film.en.srt"
ALLOWANCE = Allowance(OWNER, day_of(START), Quota(100, 10**9, Decimal(50)))
WORDS = ClientWords(passthrough="order 7", project_id="summer", media_id="m-1")
SESSION = UploadSession(
    id=UPLOAD_ID,
    owner=OWNER,
    key=KEY,
    filename="film.mp4",
    method=Method.FORM,
    created_at=START,
    size_bytes=1_000_000,
    words=WORDS,
)
CAPTIONS = replace(
    SESSION,
    id=captions_upload_id(CAPTIONS_KEY),
    key=CAPTIONS_KEY,
    captions_for=UPLOAD_ID,
    language="en",
)


def definition(name: str) -> dict[str, Any]:
    """The request of CreateTable."""
    keys = ("uploadId", "state", "createdAt")
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": [{"AttributeName": "uploadId", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "StateIndex",
                "KeySchema": [
                    {"AttributeName": "state", "KeyType": "HASH"},
                    {"AttributeName": "createdAt", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    }


class Sessions:
    """``begun`` is the video's."""

    def __init__(self, client: Any) -> None:
        self.client, self.table = client, UploadSessionsTable(client, UPLOAD_SESSIONS_TABLE)

    @property
    def begun(self) -> UploadSession | None:
        return self.table.get(UPLOAD_ID)

    @property
    def counted(self) -> tuple[Any, ...]:
        """Uploads, bytes and dollars of the owner's day."""
        key = {"uploadId": {"S": f"quota#{OWNER}#2026-01-01"}}
        item = plain_item(self.client.get_item(TableName=UPLOAD_SESSIONS_TABLE, Key=key)["Item"])
        return item["uploads"], item["bytes"], item.get("estimateUsd")
