"""A MediaConvert job and what becomes of it in simulated time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fakes.job_files import details_of, in_get_job
from faults.simulation import START, Simulation

# Of every film.
SECONDS = 10
FINAL = ("COMPLETE", "ERROR", "CANCELED")


@dataclass(frozen=True)
class Fate:
    """What a job will come to: seconds of waiting and running, and the code of its error."""

    wait: float = 10
    run: float = 60
    error: int | None = None


@dataclass
class Job:
    """``request`` is CreateJob's; ``listed_at`` is when ListJobs begins to show it."""

    id: str
    request: dict[str, Any]
    created_at: float
    listed_at: float
    fate: Fate
    status: str = "SUBMITTED"
    percent: int = 0
    history: list[str] = field(default_factory=list)

    @property
    def metadata(self) -> dict[str, str]:
        return self.request.get("UserMetadata", {})

    def answer(self) -> dict[str, Any]:
        """As CreateJob, GetJob and ListJobs show it; times have whole seconds."""
        moment = START + timedelta(seconds=self.created_at)
        more: dict[str, Any] = {}
        if self.status == "ERROR":
            more = {"ErrorCode": self.fate.error, "ErrorMessage": f"error {self.fate.error}"}
        if self.status == "COMPLETE" and "Settings" in self.request:
            more = {"OutputGroupDetails": in_get_job(self.details)["OutputGroupDetails"]}
        return {
            "Id": self.id,
            "Queue": self.request["Queue"],
            "CreatedAt": moment.replace(microsecond=0),
            "Status": self.status,
            "UserMetadata": self.metadata,
            "ClientRequestToken": self.request.get("ClientRequestToken", ""),
            "JobPercentComplete": self.percent,
            "Timing": {"SubmitTime": moment.replace(microsecond=0)},
            **more,
        }

    @property
    def details(self) -> dict[str, Any]:
        """What it tells once it is complete. No paths: accelerated jobs and frame captures leave
        them out."""
        groups = details_of(self.request, SECONDS)["outputGroupDetails"]
        for group in groups:
            for output in group["outputDetails"]:
                output.pop("outputFilePaths", None)
        return {"outputGroupDetails": groups}


class JobLife:
    """``told`` gets each change of a job's status as an event's detail (status, more)."""

    def __init__(
        self, simulation: Simulation, told: Callable[[Job, str, dict[str, Any]], None]
    ) -> None:
        self._simulation = simulation
        self._told = told

    def begin(self, job: Job) -> None:
        fate = job.fate
        self._later(job, fate.wait, "PROGRESSING", 0)
        self._later(job, fate.wait + fate.run / 2, "STATUS_UPDATE", 50)
        end = "COMPLETE" if fate.error is None else "ERROR"
        self._later(job, fate.wait + fate.run, end, 100)

    def cancel(self, job: Job) -> None:
        self._move(job, "CANCELED", job.percent)

    def _later(self, job: Job, seconds: float, status: str, percent: int) -> None:
        self._simulation.after(seconds, lambda: self._move(job, status, percent))

    def _move(self, job: Job, status: str, percent: int) -> None:
        if job.status in FINAL:
            return
        job.status = "PROGRESSING" if status == "STATUS_UPDATE" else status
        job.percent = percent
        job.history.append(status)
        self._simulation.note(f"MediaConvert: {job.id} {status}")
        self._told(job, status, _detail(job, status))


def _detail(job: Job, status: str) -> dict[str, Any]:
    match status:
        case "STATUS_UPDATE":
            return {"jobProgress": {"jobPercentComplete": job.percent}}
        case "COMPLETE":
            return job.details
        case "ERROR":
            return {"errorCode": job.fate.error, "errorMessage": f"error {job.fate.error}"}
    return {}
