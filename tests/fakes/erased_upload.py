"""An upload to be erased, what is left of it, and the passes until nothing is."""

from typing import Any

from fakes import events
from fakes.function_environment import OUTPUTS_BUCKET

KEY = "uploads/u1/film.mp4"


class Upload:
    """One asset of ``key``, in PROCESSING unless its job is ``completed``."""

    def __init__(self, pipeline, key=KEY, completed=True) -> None:
        self.pipeline, self.key = pipeline, key
        self.s3 = pipeline.clients["s3"]
        put = self.s3.put_object(Bucket=events.UPLOADS_BUCKET, Key=key, Body=b"x")
        self.version_id, self.etag = put["VersionId"], put["ETag"].strip('"')
        before = {one["assetId"] for one in pipeline.assets()}
        number = len(pipeline.mediaconvert.jobs)
        told = pipeline.mediaconvert.answer["ProbeResults"][0]["Metadata"]
        told["ETag"] = put["ETag"]
        assert pipeline.ingest(self.event()) == []
        ((self.id,),) = [[*({one["assetId"] for one in pipeline.assets()} - before)]]
        if completed:
            pipeline.track(pipeline.complete(number))
            pipeline.mediaconvert.jobs[number]["Status"] = "COMPLETE"

    def event(self, **more: Any) -> dict[str, Any]:
        facts = {"etag": self.etag, "version_id": self.version_id, **more}
        return events.object_created(self.key, **facts)

    @property
    def record(self) -> dict[str, Any]:
        (found,) = [one for one in self.pipeline.assets() if one["assetId"] == self.id]
        return found

    @property
    def outputs(self) -> list[str]:
        return [key for key, _ in versions(self.s3, OUTPUTS_BUCKET, f"{self.id}/")]


def versions(s3, bucket, prefix=""):
    found = s3.list_object_versions(Bucket=bucket, Prefix=prefix)
    kinds = ("Versions", "DeleteMarkers")
    return [(one["Key"], one["VersionId"]) for kind in kinds for one in found.get(kind, ())]


def uploaded(s3, prefix="uploads/"):
    return [key for key, _ in versions(s3, events.UPLOADS_BUCKET, prefix)]


def erase(pipeline, asset_id, by="operator", receive_count=1):
    """Passes until there is no more; how many, and how long they waited."""
    message, waited = events.erase(asset_id, by), []
    for passes in range(1, 30):
        assert pipeline.erase(message, receive_count=receive_count) == []
        if not pipeline.erasures:
            return passes, waited
        message, delay = pipeline.erasures.pop()
        waited.append(delay)
        pipeline.clock.forward(delay)
    raise AssertionError("it never ends")
