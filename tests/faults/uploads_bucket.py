"""The uploads bucket: every version of what users put there, and S3's answers of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from fakes.events import UPLOADS_BUCKET
from fakes.mediaconvert import probed
from faults.services.errors import client_error
from faults.services.outputs import REFUSALS
from faults.sidecars import EMPTY as EMPTY_SIDECAR
from faults.sidecars import key_of
from faults.simulation import START
from faults.uploads import DELETED, DENIALS, UNREADABLE, Upload

PAGE_SIZE = 2  # S3 may list fewer than it is asked for


@dataclass(frozen=True)
class Version:
    """``upload`` is whose it is: as the video itself, a marker over it, or a sidecar beside it."""

    key: str
    id: str
    upload: Upload
    size: int = 0
    is_marker: bool = False

    @property
    def is_video(self) -> bool:
        return self.key == self.upload.key and not self.is_marker


class UploadsBucket:
    """``versions``, the oldest first: the newest of each key is what a job reads. ``deleting`` is
    told of each that goes. S3 refuses single objects of a call at the rate ``refused``."""

    def __init__(self, chance: Random, refused: float) -> None:
        self.versions: dict[tuple[str, str], Version] = {}
        self.deleting: Callable[[Version], None] = lambda _: None
        self._chance, self._refused = chance, refused
        self._places: dict[tuple[str, str], int] = {}  # also of what is gone

    def put(self, upload: Upload) -> None:
        """What is deleted is so before anyone looks. Captions come with each version."""
        self._put(Version(upload.key, upload.version_id, upload, upload.size))
        if upload.kind == DELETED:
            self._put(Version(upload.key, f"m{upload.number}", upload, is_marker=True))
        if upload.sidecar is not None:
            size = 0 if upload.sidecar == EMPTY_SIDECAR else 100
            self._put(Version(key_of(upload.key), f"s{upload.number}", upload, size))

    def _put(self, version: Version) -> None:
        place = version.key, version.id
        self.versions[place] = version
        self._places[place] = len(self._places)

    def list_objects_v2(self, **request: Any) -> dict[str, Any]:
        """What lies there as soon as the upload does: the video, and its captions."""
        newest = {version.key: version for version in self.versions.values()}
        return {
            "Contents": [
                {
                    "Key": key,
                    "Size": version.size,
                    "LastModified": START,
                    "StorageClass": "STANDARD",
                }
                for key, version in sorted(newest.items())
                if key.startswith(request["Prefix"]) and not version.is_marker
            ]
        }

    def list_object_versions(self, **request: Any) -> dict[str, Any]:
        """By key, the newest of each first."""

        def order(place: tuple[str, str]) -> tuple[str, int]:
            return place[0], -self._places[place]

        after = None
        if "KeyMarker" in request:
            after = order((request["KeyMarker"], request["VersionIdMarker"]))
        found = sorted(
            (place for place in self.versions if place[0].startswith(request["Prefix"])), key=order
        )
        left = [place for place in found if after is None or order(place) > after]
        page = left[: min(PAGE_SIZE, request["MaxKeys"])]
        answer: dict[str, Any] = {"IsTruncated": len(left) > len(page)}
        if answer["IsTruncated"]:
            answer["NextKeyMarker"], answer["NextVersionIdMarker"] = page[-1]
        newest = {key: place for place in reversed(found) for key in place[:1]}
        for place in page:
            version = self.versions[place]
            told = {"Key": place[0], "VersionId": place[1], "IsLatest": newest[place[0]] == place}
            if version.is_marker:
                answer.setdefault("DeleteMarkers", []).append(told)
                continue
            at = START + timedelta(seconds=int(version.upload.at))
            told |= {"Size": version.size, "LastModified": at}
            answer.setdefault("Versions", []).append(told)
        return answer

    def delete_objects(self, **request: Any) -> dict[str, Any]:
        errors = []
        for one in request["Delete"]["Objects"]:
            place = one["Key"], one["VersionId"]
            if self._chance.random() < self._refused:
                errors.append({**one, "Code": self._chance.choice(REFUSALS)})
            elif place in self.versions:
                self.deleting(self.versions[place])
                del self.versions[place]
        return {"Errors": errors} if errors else {}

    def head_object(self, **request: Any) -> dict[str, Any]:
        """S3's answer, as far as the storage class goes. It denies what is not there."""
        version = self._newest(request["Key"])
        if version is None:
            raise client_error("head_object", "403", 403, "Forbidden")
        storage = {"StorageClass": "DEEP_ARCHIVE"} if version.upload.kind in DENIALS else {}
        return {"ETag": f'"{version.upload.etag}"', **storage}

    def probed(self, url: str) -> dict[str, Any] | ClientError:
        """Probe's answer."""
        version = self._newest(url.removeprefix(f"s3://{UPLOADS_BUCKET}/"))
        if version is None:
            return client_error("probe", "ForbiddenException", 403, "Access Denied")
        upload = version.upload
        if upload.kind == UNREADABLE:
            return client_error("probe", "UnprocessableEntityException", 422, "no media file")
        if upload.kind in DENIALS:
            return client_error("probe", "ForbiddenException", 403, DENIALS[upload.kind])
        return probed(etag=upload.etag)

    def _newest(self, key: str) -> Version | None:
        """None where there is none, or a marker over it."""
        found = [version for version in self.versions.values() if version.key == key]
        return found[-1] if found and not found[-1].is_marker else None
