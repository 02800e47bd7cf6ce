"""The whole of a CreateJob request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from pipeline.captions.caption import as_text as captions_as_text
from pipeline.transcoding import captions
from pipeline.transcoding.output_groups import audio_selector, output_groups
from pipeline.transcoding.places import FORMATS_BY_GROUP, as_text, destination
from pipeline.transcoding.plan import JobPlan

# AUTO knows the rotation of MP4 and QuickTime alone.
ROTATIONS: Mapping[int | None, str] = {
    None: "AUTO",
    0: "DEGREE_0",
    90: "DEGREES_90",
    180: "DEGREES_180",
    270: "DEGREES_270",
}


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where jobs run and where their outputs go: the environment's settings, by their names."""

    outputs_bucket_name: str
    data_key_arn: str
    transcode_queue_arn: str
    mediaconvert_role_arn: str
    status_update_interval_seconds: int


def client_request_token(asset_id: str, attempt: int, job: str) -> str:
    """The same for every try to create the same job (at most 64 characters)."""
    return str(uuid5(UUID(asset_id), f"{attempt}/{job}"))


def user_metadata(asset_id: str, attempt: int, plan: JobPlan) -> dict[str, str]:
    """Our ids, and what the job makes: only the source decides the latter. Nothing of the upload:
    the service refuses values with characters that keys may hold."""
    told = {
        "captions": captions_as_text(plan.captions) if plan.captions else None,
        "captures": plan.thumbnails.largest.text if plan.thumbnails else None,
        "storyboard": plan.storyboard.text if plan.storyboard else None,
    }
    return {
        "assetId": asset_id,
        "job": plan.name,
        "attempt": str(attempt),
        "outputGroups": as_text(plan.output_groups),
        **{key: text for key, text in told.items() if text is not None},
    }


def job_request(
    asset_id: str, attempt: int, source_url: str, plan: JobPlan, target: Target
) -> dict[str, Any]:
    """All parameters of CreateJob for one job of an asset's attempt."""
    base = {
        group: {
            "Destination": destination(target.outputs_bucket_name, asset_id, attempt, group),
            "DestinationSettings": {"S3Settings": _s3_settings(target)},
        }
        for group in FORMATS_BY_GROUP
    }
    return {
        "Queue": target.transcode_queue_arn,
        "Role": target.mediaconvert_role_arn,
        "ClientRequestToken": client_request_token(asset_id, attempt, plan.name),
        "UserMetadata": user_metadata(asset_id, attempt, plan),
        "StatusUpdateInterval": f"SECONDS_{target.status_update_interval_seconds}",
        "AccelerationSettings": {"Mode": "DISABLED"},
        # Jobs carry no tags: the bill shows those of the queue.
        "BillingTagsSource": "QUEUE",
        "Settings": {
            "TimecodeConfig": {"Source": "ZEROBASED"},
            "Inputs": [_input(source_url, plan)],
            "OutputGroups": list(output_groups(plan, base)),
        },
    }


def _input(source_url: str, plan: JobPlan) -> dict[str, Any]:
    shape: dict[str, Any] = {"FileInput": source_url, "TimecodeSource": "ZEROBASED"}
    if plan.has_picture:
        shape["VideoSelector"] = {"Rotate": ROTATIONS[plan.rotation_degrees]}
    if plan.sounds:
        shape["AudioSelectors"] = {
            audio_selector(number): {
                "SelectorType": "TRACK",
                "Tracks": list(sound.tracks),
                "DefaultSelection": "DEFAULT" if number == 1 else "NOT_DEFAULT",
            }
            for number, sound in enumerate(plan.sounds, start=1)
        }
    if plan.captions:
        bucket_url = source_url[: source_url.index("/", len("s3://")) + 1]
        shape["CaptionSelectors"] = captions.selectors(plan.captions, bucket_url)
    return shape


def _s3_settings(target: Target) -> dict[str, Any]:
    """Intelligent tiering from the start costs no transition, and nothing for what is read."""
    encryption = {"EncryptionType": "SERVER_SIDE_ENCRYPTION_KMS", "KmsKeyArn": target.data_key_arn}
    return {"Encryption": encryption, "StorageClass": "INTELLIGENT_TIERING"}
