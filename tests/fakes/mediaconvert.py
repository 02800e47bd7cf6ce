"""MediaConvert in memory, by the methods of botocore's client.

Takes and refuses what the service does: botocore's model, its limits and enums, and the rules that
the model does not hold. A ClientRequestToken gives the same job again for one minute.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore.session
from botocore.exceptions import ClientError
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

from fakes.clock import FakeClock
from fakes.events import ETAG
from local_aws.mediaconvert.rules import violations

TOKEN_LIFE = timedelta(minutes=1)


def client_error(operation: str, code: str, status: int, message: str = "") -> ClientError:
    """What botocore raises for an answer of the service."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": message or code},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "HTTPHeaders": {},
                "HostId": "",
                "RequestId": "",
                "RetryAttempts": 0,
            },
        },
        operation,
    )


def probed(
    *,
    width: int = 1920,
    height: int = 1080,
    seconds: float = 10.0,
    audio: bool = True,
    etag: str = ETAG,
    **video: Any,
) -> dict[str, Any]:
    """Probe's answer for a file with one picture track, and one sound track."""
    essence = {"Width": width, "Height": height, "ScanType": "Progressive"}
    rate = {"Numerator": 30, "Denominator": 1}
    told = {"Width": width, "Height": height, "FrameRate": rate, "CodecMetadata": essence}
    picture = {**told, **video}
    tracks = [{"Index": 1, "TrackType": "video", "Codec": "AVC", "VideoProperties": picture}]
    if audio:
        sound = {"Channels": 2, "SampleRate": 48000}
        tracks.append({"Index": 2, "TrackType": "audio", "Codec": "AAC", "AudioProperties": sound})
    container = {"Format": "mp4", "Duration": seconds, "Tracks": tracks}
    metadata = {"ETag": f'"{etag}"', "MimeType": "video/mp4", "FileSize": 1_000_000}
    return {"ProbeResults": [{"Container": container, "Metadata": metadata}]}


@cache
def service_model() -> ServiceModel:
    """botocore's model of the service: large, so read once."""
    return botocore.session.get_session().get_service_model("mediaconvert")


class Events:
    """botocore's hooks: what is registered is called by ``emit``."""

    def __init__(self) -> None:
        self._hooks: list[tuple[str, Callable[..., None]]] = []

    def register(self, event: str, hook: Callable[..., None]) -> None:
        self._hooks.append((event, hook))

    def emit(self, event: str, **facts: Any) -> None:
        for name, hook in self._hooks:
            if name == event:
                hook(**facts)


class FakeMediaConvert:
    """``jobs`` in the order of their creation; ``answer`` is what Probe says of any file."""

    def __init__(self, clock: FakeClock) -> None:
        self.meta = SimpleNamespace(service_model=service_model(), events=Events())
        self.clock = clock
        self.jobs: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.answer: dict[str, Any] | ClientError = probed()

    def probe(self, **request: Any) -> dict[str, Any]:
        self._check("Probe", request)
        if isinstance(self.answer, ClientError):
            raise self.answer
        return self.answer

    def create_job(self, **request: Any) -> dict[str, Any]:
        self._check("CreateJob", request)
        if broken := violations(request):
            raise client_error("CreateJob", "BadRequestException", 400, "; ".join(broken))
        self.requests.append(request)
        for job in self.jobs:
            fresh = self.clock.now() - job["CreatedAt"] < TOKEN_LIFE
            if fresh and job["ClientRequestToken"] == request["ClientRequestToken"]:
                return {"Job": job}
        job = {
            "Id": f"1767268800000-{len(self.jobs):06x}",
            "CreatedAt": self.clock.now().replace(microsecond=0),
            "Status": "SUBMITTED",
            **request,
        }
        self.jobs.append(job)
        return {"Job": job}

    def get_job(self, **request: Any) -> dict[str, Any]:
        self._check("GetJob", request)
        return {"Job": self._job("GetJob", request)}

    def cancel_job(self, **request: Any) -> dict[str, Any]:
        self._check("CancelJob", request)
        job = self._job("CancelJob", request)
        if job["Status"] not in ("SUBMITTED", "PROGRESSING"):
            raise client_error("CancelJob", "ConflictException", 409, "the job has ended")
        job["Status"] = "CANCELED"
        return {}

    def list_jobs(self, **request: Any) -> dict[str, Any]:
        self._check("ListJobs", request)
        ours = [
            job
            for job in self.jobs
            if job["Queue"] == request["Queue"]
            and job["Status"] == request.get("Status", job["Status"])
        ]
        if request["Order"] == "DESCENDING":
            ours.reverse()
        start = int(request.get("NextToken", 0))
        end = start + request.get("MaxResults", 20)
        more = {"NextToken": str(end)} if end < len(ours) else {}
        return {"Jobs": ours[start:end], **more}

    def _job(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        for job in self.jobs:
            if job["Id"] == request["Id"]:
                return job
        raise client_error(operation, "NotFoundException", 404)

    def _check(self, operation: str, request: dict[str, Any]) -> None:
        shape = self.meta.service_model.operation_model(operation).input_shape
        report = ParamValidator().validate(request, shape)
        faults = [report.generate_report()] if report.has_errors() else []
        faults += breaches(request, shape, operation)
        if faults:
            raise client_error(operation, "BadRequestException", 400, "; ".join(faults))


def breaches(value: Any, shape: Shape, path: str) -> list[str]:
    """Enums and upper limits: botocore leaves both to the service."""
    if isinstance(shape, StructureShape):
        return [
            breach
            for name, member in value.items()
            for breach in breaches(member, shape.members[name], f"{path}.{name}")
        ]
    if isinstance(shape, ListShape):
        return [
            breach
            for number, entry in enumerate(value)
            for breach in breaches(entry, shape.member, f"{path}[{number}]")
        ]
    if isinstance(shape, MapShape):
        return [
            breach
            for key, entry in value.items()
            for breach in breaches(entry, shape.value, f"{path}.{key}")
        ]
    if isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        return [f"{path}: {value} is not in {shape.enum}"]
    size = len(value) if isinstance(value, str) else value
    if size > shape.metadata.get("max", size):
        return [f"{path}: {value} is above {shape.metadata['max']}"]
    return []
