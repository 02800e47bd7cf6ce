"""Events as AWS delivers them."""

import json
from datetime import datetime
from typing import Any

from fakes.clock import START

ACCOUNT_ID = "000000000000"
REGION = "us-east-1"
UPLOADS_BUCKET = f"media-test-uploads-{ACCOUNT_ID}"
QUEUE_ARN = f"arn:aws:mediaconvert:{REGION}:{ACCOUNT_ID}:queues/media-test-transcode"
ETAG = "9b2cf535f27731c974343645a3985328"


def object_created(
    key: str = "uploads/u1/clip.mp4",
    *,
    size: int = 1_000_000,
    etag: str = ETAG,
    version_id: str = "v1",
    bucket: str = UPLOADS_BUCKET,
    at: datetime = START,
) -> dict[str, Any]:
    """S3's "Object Created" as EventBridge delivers it: the key is not encoded."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": ACCOUNT_ID,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {
                "key": key,
                "size": size,
                "etag": etag,
                "version-id": version_id,
                "sequencer": "00617F08299329D189",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": ACCOUNT_ID,
            "source-ip-address": "192.0.2.1",
            "reason": "PutObject",
        },
    }


def job_state_change(
    status: str,
    *,
    job_id: str,
    metadata: dict[str, str],
    at: datetime = START,
    queue: str = QUEUE_ARN,
    **detail: Any,
) -> dict[str, Any]:
    """MediaConvert's "MediaConvert Job State Change"; ``detail`` adds what a status carries."""
    return {
        "version": "0",
        "id": "b3d44a8d-0e2c-4f4b-8b1f-000000000000",
        "detail-type": "MediaConvert Job State Change",
        "source": "aws.mediaconvert",
        "account": ACCOUNT_ID,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:mediaconvert:{REGION}:{ACCOUNT_ID}:jobs/{job_id}"],
        "detail": {
            "timestamp": int(at.timestamp() * 1000),
            "accountId": ACCOUNT_ID,
            "queue": queue,
            "jobId": job_id,
            "status": status,
            "userMetadata": metadata,
            **detail,
        },
    }


def resubmit(asset_id: object, attempt: object) -> dict[str, Any]:
    """Asks for the jobs of a PENDING attempt. Tests send wrong values, too."""
    return {"resubmit": {"assetId": asset_id, "attempt": attempt}}


def reprocess(asset_id: object, attempt: object, **more: object) -> dict[str, Any]:
    """Asks for a new attempt after one that ended."""
    return {"reprocess": {"assetId": asset_id, "attempt": attempt, **more}}


def remove(asset_id: object, attempt: object) -> dict[str, Any]:
    """Asks for the removal of an attempt's outputs."""
    return {"remove": {"assetId": asset_id, "attempt": attempt}}


def erase(asset_id: object, by: object = "operator", **more: object) -> dict[str, Any]:
    """Asks for the erasure of an asset."""
    return {"erase": {"assetId": asset_id, "by": by, **more}}


def queue_batch(*bodies: dict[str, Any] | str, receive_count: int = 1) -> dict[str, Any]:
    """An invocation of a function by a queue's event source mapping."""
    return {
        "Records": [
            {
                "messageId": f"00000000-0000-0000-0000-{number:012d}",
                "receiptHandle": f"handle-{number}",
                "body": body if isinstance(body, str) else json.dumps(body, ensure_ascii=False),
                "attributes": {
                    "ApproximateReceiveCount": str(receive_count),
                    "SentTimestamp": "1767268800000",
                    "SenderId": "events.amazonaws.com",
                    "ApproximateFirstReceiveTimestamp": "1767268800001",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:queue",
                "awsRegion": REGION,
            }
            for number, body in enumerate(bodies)
        ]
    }


def stream_batch(*changes: tuple[dict[str, Any] | None, dict[str, Any] | None]) -> dict[str, Any]:
    """Records of a table's stream, from (old image, new image) in DynamoDB's typed form."""
    records = []
    for number, (old, new) in enumerate(changes, start=1):
        images = {"OldImage": old, "NewImage": new}
        (asset_id, *_) = (image["assetId"] for image in (new, old) if image)
        records.append(
            {
                "eventID": str(number),
                "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": REGION,
                "dynamodb": {
                    "Keys": {"assetId": asset_id},
                    "SequenceNumber": f"{number:021d}",
                    "SizeBytes": 1000,
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                    **{name: image for name, image in images.items() if image is not None},
                },
                "eventSourceARN": f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/t/stream/s",
            }
        )
    return {"Records": records}
