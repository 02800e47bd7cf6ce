"""MediaConvert's API: quota of CreateJob, tokens that hold a minute, a listing that is behind."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from fakes.mediaconvert import breaches, service_model
from faults.services.errors import client_error
from faults.services.jobs import FINAL, Fate, Job, JobLife
from faults.simulation import Simulation
from local_aws.mediaconvert.rules import violations

TOKEN_SECONDS = 60
QUOTA_PER_SECOND = 2.0
QUOTA_BURST = 100.0
PAGE_SIZE = 20

_accepted: set[tuple[str, str]] = set()  # of this process: checking by the model is slow


class MediaConvert:
    """``probed`` answers Probe for a URL; ``fate`` decides what becomes of a new job. Unless
    ``strict``, any job is taken."""

    def __init__(
        self,
        simulation: Simulation,
        life: JobLife,
        probed: Callable[[str], dict[str, Any] | ClientError],
        fate: Callable[[Mapping[str, str]], Fate],
        lag: Callable[[], float],
    ) -> None:
        self.jobs: dict[str, Job] = {}
        self._in_order: list[Job] = []  # as they were created: to list them without a copy
        self.strict = True
        self.token_seconds = TOKEN_SECONDS
        self.throttled = 0
        self.created: list[float] = []
        self._simulation, self._life = simulation, life
        self._probed, self.fate, self.lag = probed, fate, lag
        self._tokens: dict[str, Job] = {}
        self._budget, self._budget_at = QUOTA_BURST, 0.0

    def create_job(self, **request: Any) -> dict[str, Any]:
        if self.strict:
            _check("CreateJob", request)
        now = self._simulation.now
        if not self._within_quota():
            self.throttled += 1
            raise client_error("create_job", "TooManyRequestsException", 429, "Too many requests")
        token = request.get("ClientRequestToken")
        job = self._tokens.get(token) if token else None
        if job is None or now - job.created_at >= self.token_seconds:
            number = len(self.jobs)
            job = Job(
                f"17672688{number:05d}-{number:06x}",
                request,
                now,
                now + self.lag(),
                self.fate(request.get("UserMetadata", {})),
            )
            self._keep(job)
            self.created.append(now)
            if token:
                self._tokens[token] = job
            self._life.begin(job)
        return {"Job": job.answer()}

    def crowd(self, queue: str, count: int, seconds: float) -> None:
        """Jobs of others in ``queue``, made in the last ``seconds``; all have ended."""
        now = self._simulation.now
        for number in range(count):
            at = now - seconds * (count - number) / count
            self._keep(Job(f"other-{len(self.jobs)}", {"Queue": queue}, at, at, Fate(), "COMPLETE"))

    def _keep(self, job: Job) -> None:
        self.jobs[job.id] = job
        self._in_order.append(job)

    def get_job(self, **request: Any) -> dict[str, Any]:
        return {"Job": self._job("get_job", request).answer()}

    def cancel_job(self, **request: Any) -> dict[str, Any]:
        job = self._job("cancel_job", request)
        if job.status in FINAL:
            text = f"Job {job.id} is {job.status} and cannot be canceled"
            raise client_error("cancel_job", "ConflictException", 409, text)
        self._life.cancel(job)
        return {}

    def list_jobs(self, **request: Any) -> dict[str, Any]:
        _check("ListJobs", request)
        queue, status = request.get("Queue"), request.get("Status")
        count, jobs = request.get("MaxResults", PAGE_SIZE), self._in_order
        step = -1 if request.get("Order") == "DESCENDING" else 1
        # A page goes on after the job that its token names; a call reads no more than it shows.
        at = int(request["NextToken"]) if "NextToken" in request else (0, len(jobs) - 1)[step < 0]
        page: list[dict[str, Any]] = []
        while 0 <= at < len(jobs) and len(page) < count:
            job, at = jobs[at], at + step
            listed = job.listed_at <= self._simulation.now
            if listed and queue in (None, job.request["Queue"]) and status in (None, job.status):
                page.append(job.answer())
        more = {"NextToken": str(at)} if 0 <= at < len(jobs) else {}
        return {"Jobs": page, **more}

    def probe(self, **request: Any) -> dict[str, Any]:
        answer = self._probed(request["InputFiles"][0]["FileUrl"])
        if isinstance(answer, ClientError):
            raise answer
        return answer

    def _job(self, operation: str, request: Mapping[str, Any]) -> Job:
        job = self.jobs.get(request["Id"])
        if job is None:
            raise client_error(operation, "NotFoundException", 404, "The job does not exist")
        return job

    def _within_quota(self) -> bool:
        now = self._simulation.now
        refilled = self._budget + (now - self._budget_at) * QUOTA_PER_SECOND
        self._budget, self._budget_at = min(QUOTA_BURST, refilled), now
        if self._budget < 1:
            return False
        self._budget -= 1
        return True


def _without_names(request: dict[str, Any]) -> str:
    """What the requests of all assets have in common."""
    text = json.dumps(request)
    for name in (
        request.get("NextToken"),
        request.get("ClientRequestToken"),
        request.get("UserMetadata", {}).get("assetId"),
        *(entry["FileInput"] for entry in request.get("Settings", {}).get("Inputs", ())),
    ):
        text = text.replace(name, "") if name else text
    return text


def _check(operation: str, request: dict[str, Any]) -> None:
    """By botocore's model, and by the rules it does not hold; once for each shape of a request."""
    shape = (operation, _without_names(request))
    if shape in _accepted:
        return
    model = service_model().operation_model(operation).input_shape
    assert model is not None
    report = ParamValidator().validate(request, model)
    faults = [report.generate_report()] if report.has_errors() else []
    faults += breaches(request, model, operation)
    if operation == "CreateJob" and not faults:
        faults += violations(request)
    if faults:
        raise client_error(operation, "BadRequestException", 400, "; ".join(faults))
    _accepted.add(shape)
