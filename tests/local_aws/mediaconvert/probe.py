"""Probe: read a file's container, tracks and metadata, with the caller's permissions."""

import tempfile
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local_aws.access import decisions, keys
from local_aws.mediaconvert import buckets, media, probe_names, store
from local_aws.mediaconvert.errors import bad_request, forbidden, not_found, unprocessable

Parameters = dict[str, Any]


def authorize(headers: dict[str, str], query: dict[str, Any], parameters: Parameters) -> None:
    """Check that the caller may read the files, and learn that one is not there, as S3 tells it.

    :raises ServiceError: ForbiddenException.
    """
    from ministack.core import router
    from ministack.core.responses import get_region

    caller, region = router.extract_access_key_id(headers, query), get_region()
    for one in parameters.get("InputFiles") or []:
        bucket, key = buckets.split(one.get("FileUrl") or "")
        name = keys.bucket_key(bucket)
        record = keys.record_of(name) if name else None
        asked: list[tuple[str, str, dict[str, Any]]] = [
            ("s3:GetObject", f"arn:aws:s3:::{bucket}/{key}", {})
        ]
        if not buckets.exists(bucket, key, region):
            asked.append(("s3:ListBucket", f"arn:aws:s3:::{bucket}", {}))
        elif record:
            asked.append(("kms:Decrypt", record["Arn"], keys.via("s3", region)))
        if not all(decisions.caller_may(caller, *needed) for needed in asked):
            raise forbidden(f"Access denied to {one.get('FileUrl')}")


def probe(here: store.Store, parameters: Parameters) -> Parameters:
    """Probe one file."""
    files = parameters.get("InputFiles") or []
    if len(files) != 1:
        raise bad_request("/inputFiles: Should have exactly 1 item")
    url = files[0].get("FileUrl") or ""
    if not url.startswith("s3://"):
        raise bad_request("/inputFiles/0/fileUrl: the local account probes files in S3 only")
    bucket, key = buckets.split(url)
    s3 = buckets.client("s3", here.region)
    with tempfile.TemporaryDirectory(prefix="mediaconvert-probe-") as folder:
        path = Path(folder, "input")
        try:
            head = s3.head_object(Bucket=bucket, Key=key)
            s3.download_file(bucket, key, str(path))
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidObjectState":
                # assumed: S3's own words; which error Probe makes of them is not documented.
                raise forbidden(f"{url}: {error.response['Error']['Message']}") from error
            if error.response["ResponseMetadata"].get("HTTPStatusCode") == 403:
                raise forbidden(f"Access denied to {url}") from error
            raise not_found(f"The file {url} does not exist") from error
        try:
            container = probe_names.container(media.read(path), head["ContentLength"])
        except media.UnreadableError as error:
            if error.recognized:
                raise unprocessable(f"The file {url} appears to be corrupt: {error}") from error
            container = dict(probe_names.UNRECOGNIZED)
    tracks = container["Tracks"]
    return {
        "ProbeResults": [
            {
                "Container": container,
                "Metadata": {
                    # As S3 gives it, in quotes: whoever compares has to take both forms.
                    "ETag": head["ETag"],
                    "FileSize": head["ContentLength"],
                    "LastModified": int(head["LastModified"].timestamp()),
                    "MimeType": head.get("ContentType"),
                },
                "TrackMappings": [
                    {
                        f"{kind.capitalize()}TrackIndexes": [
                            track["Index"] for track in tracks if track["TrackType"] == kind
                        ]
                        for kind in ("audio", "data", "video")
                    }
                ],
            }
        ]
    }
