"""A pipeline as its clients see it: uploads in, records and outputs out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer
from botocore.config import Config

from pipeline.uploads.upload import asset_id

TERMINAL = ("SUCCEEDED", "FAILED")
POLL_SECONDS = 0.5
# The whole way from the upload to its record, on a slow machine.
CLAIM_SECONDS = 60


@dataclass(frozen=True)
class Output:
    """One object of an asset in the outputs bucket."""

    key: str
    size_bytes: int


class NotClaimedError(Exception):
    """No record appeared for an upload."""


class Pipeline:
    """An applied pipeline, as a client sees it.

    :param environment: variables that point at the account.
    :param outputs: outputs of the applied environment.
    """

    def __init__(self, environment: dict[str, str], outputs: dict) -> None:
        self._environment = environment
        session = boto3.Session(
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=environment.get("AWS_SESSION_TOKEN"),
            region_name=environment["AWS_REGION"],
        )
        config = Config(retries={"total_max_attempts": 2})
        self._client = partial(
            session.client,
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            verify=environment["AWS_CA_BUNDLE"],
            config=config,
        )
        self.names = outputs
        # Uploads are encrypted with KMS: S3 takes nothing that is presigned in the old way.
        self.s3 = self._client("s3", config=config.merge(Config(signature_version="s3v4")))
        self.dynamodb = self._client("dynamodb")

    def client(self, service: str) -> Any:
        """A boto3 client of the account."""
        return self._client(service)

    def of(self, access_key_id: str, secret_access_key: str) -> "Pipeline":
        """The same pipeline, for somebody else."""
        keys = {"AWS_ACCESS_KEY_ID": access_key_id, "AWS_SECRET_ACCESS_KEY": secret_access_key}
        return Pipeline({**self._environment, **keys}, self.names)

    def upload(self, source: Path, key: str, sent: Callable[[int], None] = lambda _: None) -> str:
        """Upload a file and return the id its asset will have; ``sent`` gets byte counts."""
        bucket = self.names["uploads_bucket_name"]
        self.s3.upload_file(str(source), bucket, key, Callback=sent)
        version = self.s3.head_object(Bucket=bucket, Key=key)["VersionId"]
        return asset_id(bucket, key, version)

    def asset(self, asset: str) -> dict | None:
        """The asset's record, or None where there is none."""
        item = self.dynamodb.get_item(
            TableName=self.names["asset_table_name"],
            Key={"assetId": {"S": asset}},
            ConsistentRead=True,
        ).get("Item")
        read = TypeDeserializer().deserialize
        return {name: read(value) for name, value in item.items()} if item else None

    def record(self, asset: str) -> dict:
        """The record of an asset that has one.

        :raises LookupError: it has none.
        """
        found = self.asset(asset)
        if found is None:
            raise LookupError(f"no record of asset {asset}")
        return found

    def follow(self, asset: str, progress: Callable[[dict], None]) -> dict:
        """Watch the record until its status is final, and return it.

        :raises NotClaimedError: no record within a minute.
        """
        deadline = time.monotonic() + CLAIM_SECONDS
        while True:
            record = self.asset(asset)
            if record:
                progress(record)
                if record["status"] in TERMINAL:
                    return record
            elif time.monotonic() > deadline:
                raise NotClaimedError(f"no record of asset {asset} after {CLAIM_SECONDS} s")
            time.sleep(POLL_SECONDS)

    def outputs(self, asset: str) -> list[Output]:
        """What the asset has in the outputs bucket, by key."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.names["outputs_bucket_name"], Prefix=f"{asset}/"
        )
        return [
            Output(item["Key"], item["Size"]) for page in pages for item in page.get("Contents", [])
        ]

    def fetch(self, output: Output, path: Path) -> None:
        """Download one output."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.s3.download_file(self.names["outputs_bucket_name"], output.key, str(path))
