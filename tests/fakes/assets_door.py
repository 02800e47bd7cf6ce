"""λ assets-api on moto's tables and queue, and records for it to tell of."""

import json
from dataclasses import dataclass, replace
from typing import Any

from fakes.assets import apply, claimed, moved
from fakes.clock import START
from fakes.function_environment import ENVIRONMENT, PREFIX, TABLE
from fakes.http_requests import Person
from fakes.uploads_door import Door
from pipeline.assets.asset import Asset, ErasedBy
from pipeline.assets.erasing import erasing, tombstone_of
from pipeline.aws.asset_table import AssetTable
from pipeline.jobs.job import JobState
from pipeline.transcoding.places import Output

ANN = Person()
BOB = Person("bob")
SERVER = Person("server", "assets:read assets:write assets:all")
# Nobody's.
STRANGE_ID = "11111111-1111-5111-8111-111111111111"
# As terraform/modules/asset_table makes them: keys, and what is projected beside them.
INDEXES: dict[str, tuple[str, str, list[str]]] = {
    "StatusIndex": (
        *("status", "updatedAt"),
        ["attempt", "filename", "progressPercent", "revision", "s3Key", "uploaderId"],
    ),
    "UploaderIndex": (
        *("uploaderId", "createdAt"),
        [
            *("attempt", "filename", "mediaId", "passthrough", "posterUri", "progressPercent"),
            *("projectId", "revision", "s3Key", "status"),
        ],
    ),
    "RemovalIndex": ("removalState", "removalDueAt", []),
}


def create_asset_table(dynamodb: Any) -> None:
    keys = ("assetId", *(key for index in INDEXES.values() for key in index[:2]))
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "assetId", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        GlobalSecondaryIndexes=[
            {
                "IndexName": name,
                "KeySchema": [
                    {"AttributeName": key, "KeyType": "HASH"},
                    {"AttributeName": sort, "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": projected}
                if projected
                else {"ProjectionType": "KEYS_ONLY"},
            }
            for name, (key, sort, projected) in INDEXES.items()
        ],
    )


def owned(person: Person = ANN, name: str = "clip.mp4", **changes: Any) -> Asset:
    """PENDING, of an upload by the API; ``changes`` are of the record."""
    key = f"uploads/{person.owner}/{name}"
    return replace(claimed({"main": GROUPS}, key=key, uploader_id=person.owner), **changes)


GROUPS = ("cmaf", "mp4", "thumbnails", "storyboard")


def processing(asset: Asset, percent: int = 40) -> Asset:
    return apply(asset, moved(JobState.PROGRESSING, percent=percent), START)


def succeeded(asset: Asset, thumbnail_count: int | None = 10) -> Asset:
    """With a poster and a storyboard, as the pipeline makes them."""
    news = moved(JobState.COMPLETE, thumbnail_count=thumbnail_count)
    folder = f"s3://outputs/{asset.id}/1"
    outputs: dict[str, Output] = {
        "hls": f"{folder}/cmaf/index.m3u8",
        "dash": f"{folder}/cmaf/index.mpd",
        "mp4": f"{folder}/mp4/index.mp4",
        "thumbnails": {"prefix": f"{folder}/thumbnails/index_thumbnail."},
        "poster": {
            "uri": f"{folder}/thumbnails/index_thumbnail_1280.0000003.jpg",
            "number": 3,
        },
        "storyboard": f"{folder}/storyboard/index.vtt",
    }
    return apply(asset, replace(news, outputs=outputs), START)


@dataclass
class AssetsDoor(Door):
    table_name = TABLE
    key_pair_id = ENVIRONMENT["GRANT_KEY_PAIR_ID"]

    @property
    def table(self) -> AssetTable:
        return AssetTable(self.clients["dynamodb"], TABLE)

    def keep(self, asset: Asset) -> Asset:
        """In the table."""
        self.table.create(asset)
        return asset

    def record(self, asset: Asset) -> Asset:
        """As it is now."""
        found = self.table.get(asset.id)
        assert isinstance(found, Asset)
        return found

    def erase(self, asset: Asset) -> None:
        """To the end: a tombstone stands for it."""
        now = self.clock.now()
        gone = replace(erasing(asset, ErasedBy.OPERATOR, now), revision=asset.revision + 1)
        self.table.save(gone, if_revision=asset.revision)
        self.table.bury(tombstone_of(gone, now), if_revision=gone.revision)

    def create_signing_key(self) -> str:
        """The ARN of a key as Terraform makes it."""
        kms = self.clients["kms"]
        return kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]

    def messages(self, queue: str = "upload-events") -> list[dict[str, Any]]:
        """Taken off it."""
        sqs = self.clients["sqs"]
        url = sqs.get_queue_url(QueueName=f"{PREFIX}-{queue}")["QueueUrl"]
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for one in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
        return [json.loads(one["Body"]) for one in found]
