"""An asset to erase, and a look at all that a pipeline holds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from api_client import ApiClient
from e2e.interventions import send
from e2e.observation import until
from local_aws.account import Account
from pipeline.uploads.upload import asset_id
from pipeline_client import Pipeline

# Two passes, the second one 90 s after the last job ended, and 180 s more where one was killed.
ERASED_SECONDS = 480
TOMBSTONE = {"assetId", "schemaVersion", "status", "revision", "erasedAt", "erasedBy", "expiresAt"}

# No file of a case is as large; those of other tests are.
MOST_BYTES = 10_000_000


def found(everything: list[tuple[str, str]], *words: str) -> list[str]:
    """Where any of the words stands."""
    return [f"{place}: {word}" for place, text in everything for word in words if word in text]


@contextmanager
def suppressed(*codes: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise


@dataclass
class Case:
    """``mark`` is in its file's bytes, and in its captions where it has some: nowhere else.
    ``others`` are assets that stay, or what else the case has to tell."""

    asset: str
    key: str
    mark: str
    others: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (self.asset, self.key, self.mark)


def marked(clip: Path, mark: str) -> bytes:
    """With a box of MP4 that players skip."""
    box = b"free" + mark.encode()
    return clip.read_bytes() + (len(box) + 4).to_bytes(4, "big") + box


@dataclass
class Stage:
    """The pipeline, who acts on it, and since when."""

    pipeline: Pipeline
    account: Account
    api: ApiClient
    eve: str
    root: Path
    clip: Path
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def bucket(self) -> str:
        return str(self.pipeline.names["uploads_bucket_name"])

    @property
    def table(self) -> str:
        return str(self.pipeline.names["asset_table_name"])

    def upload(self, key: str, clip: Path | None = None) -> Case:
        mark = f"mark{uuid4().hex}"
        body = marked(clip or self.clip, mark)
        made = self.pipeline.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return Case(asset_id(self.bucket, key, made["VersionId"]), key, mark)

    def done(self, case: Case) -> dict[str, Any]:
        record = self.pipeline.follow(case.asset, lambda _: None)
        assert record["status"] == "SUCCEEDED", record
        return record

    def erase(self, asset: str) -> None:
        send(self.pipeline, "erasures", json.dumps({"erase": {"assetId": asset, "by": "operator"}}))

    def gone(self, asset: str) -> dict[str, Any]:
        """Its tombstone."""

        def look() -> dict[str, Any] | None:
            record = self.pipeline.record(asset)
            return record if record["status"] == "ERASED" else None

        return until(look, f"the end of {asset}", ERASED_SECONDS)

    def versions(self, bucket: str, prefix: str = "") -> list[dict[str, Any]]:
        pages = self.pipeline.s3.get_paginator("list_object_versions").paginate(
            Bucket=bucket, Prefix=prefix
        )
        return [
            one
            for page in pages
            for kind in ("Versions", "DeleteMarkers")
            for one in page.get(kind, ())
        ]

    def look(self) -> list[tuple[str, str]]:
        """All that there is, by where it is: keys, contents, items and messages."""
        return [*self.stored(), *self._messages()]

    def stored(self) -> list[tuple[str, str]]:
        """Without messages: whoever looks at them hides them from others."""
        return [*self._objects(), *self._items()]

    def traces(self, *words: str) -> list[str]:
        return found(self.look(), *words)

    def _objects(self) -> Iterator[tuple[str, str]]:
        s3, began = self.pipeline.s3, self.began.replace(microsecond=0)
        for bucket in (self.bucket, self.pipeline.names["outputs_bucket_name"]):
            for one in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", ()):
                yield f"parts in {bucket}", one["Key"]
            for one in self.versions(bucket):
                yield f"a key in {bucket}", one["Key"]
                if one.get("Size", MOST_BYTES) < MOST_BYTES and one["LastModified"] >= began:
                    where = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
                    with suppressed("NoSuchKey", "NoSuchVersion"):  # erasures go on
                        body = s3.get_object(**where)["Body"].read()
                        yield f"the bytes of {one['Key']}", body.decode("latin-1")

    def _items(self) -> Iterator[tuple[str, str]]:
        scan = self.pipeline.dynamodb.get_paginator("scan")
        for name in (self.table, "media-dev-upload-sessions"):
            for page in scan.paginate(TableName=name, ConsistentRead=True):
                for item in page["Items"]:
                    # A tombstone has the id, and no more than it may.
                    is_erased = item.get("status") == {"S": "ERASED"}
                    if not is_erased or item.keys() - {"ownerDigest"} != TOMBSTONE:
                        yield name, json.dumps(item, default=str, ensure_ascii=False)

    def _messages(self) -> Iterator[tuple[str, str]]:
        """A look at those that wait: they are hidden for a moment."""
        sqs = self.pipeline.client("sqs")
        look = {"MaxNumberOfMessages": 10, "WaitTimeSeconds": 0, "VisibilityTimeout": 5}
        for name, url in self.pipeline.names["queue_urls"].items():
            seen: dict[str, str] = {}
            while more := sqs.receive_message(QueueUrl=url, **look).get("Messages"):
                if not {one["MessageId"] for one in more} - seen.keys():
                    break
                seen |= {one["MessageId"]: one["Body"] for one in more}
            for body in seen.values():
                yield f"a message in {name}", body
