"""MediaConvert."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from botocore.model import ServiceModel, StructureShape

from pipeline.aws.clock import Clock
from pipeline.aws.errors import code_of, translated
from pipeline.captions.caption import captions_of
from pipeline.failures import Failure, TransientError
from pipeline.jobs.job import JobSearch, JobState, ListingPosition, OpenJobs, SubmittedJob
from pipeline.transcoding.places import groups_of
from pipeline.transcoding.probe import SHAPE_MEMBERS, parse_probe
from pipeline.transcoding.source import Source
from pipeline.uploads.storage_class import ARCHIVED, MISSING

if TYPE_CHECKING:
    from mypy_boto3_mediaconvert.client import MediaConvertClient
    from mypy_boto3_mediaconvert.literals import JobStatusType

PAGE_SIZE = 20  # ListJobs gives no more
# Of one search: 2,000 jobs, 24 minutes at 5,000 jobs an hour, in about 15 s. All searches and the
# account's other callers share ListJobs's rate.
MOST_PAGES = 100


# Of the states that do not end.
_LISTED: "Mapping[JobState, JobStatusType]" = {
    JobState.SUBMITTED: "SUBMITTED",
    JobState.PROGRESSING: "PROGRESSING",
}


class Transcoder:
    """Every method raises TransientError and PermanentError."""

    def __init__(self, client: "MediaConvertClient", queue_arn: str, clock: Clock) -> None:
        self._client = client
        self._queue_arn = queue_arn
        self._clock = clock
        self._shape_reported = knows(client.meta.service_model, SHAPE_MEMBERS)
        self._unanswered = False
        client.meta.events.register("response-received.mediaconvert.CreateJob", self._hear)

    def probe(self, url: str) -> Source | Failure:
        """Look into a file. It is read with this function's own permissions.

        Raises AccessDeniedError where they do not suffice, and perhaps for a file that is archived
        or gone.
        """
        with translated("Probe"):
            try:
                answer = self._client.probe(InputFiles=[{"FileUrl": url}])
            except ClientError as error:
                failure = _failure(error)
                if failure is None:
                    raise
                return failure
        return parse_probe(answer, shape_reported=self._shape_reported)

    def create_job(self, request: Mapping[str, Any]) -> str:
        """The id of the job. ``outcome_unknown`` counts every try of the SDK: a job may have been
        made by the first one, whose answer was lost, though the last one was throttled."""
        self._unanswered = False
        try:
            with translated("CreateJob"):
                return self._client.create_job(**request)["Job"]["Id"]
        except TransientError as error:
            error.outcome_unknown |= self._unanswered
            raise

    def _hear(
        self, exception: Exception | None, response_dict: Mapping[str, Any] | None, **_: Any
    ) -> None:
        """One try's answer, or why there is none."""
        if exception is not None or response_dict is None or response_dict["status_code"] >= 500:
            self._unanswered = True

    def get_job(self, job_id: str) -> Mapping[str, Any] | None:
        """GetJob's ``Job``; None where MediaConvert does not know it (any more)."""
        with translated("GetJob"):
            try:
                return self._client.get_job(Id=job_id)["Job"]
            except ClientError as error:
                if code_of(error) != "NotFoundException":
                    raise
                return None

    def cancel_job(self, job_id: str) -> None:
        """A job that has ended cannot be cancelled: TransientError, as for any conflict."""
        with translated("CancelJob"):
            self._client.cancel_job(Id=job_id)

    def find_jobs(self, asset_id: str, attempt: int, since: datetime, until: datetime) -> JobSearch:
        """Our queue's jobs of this attempt, among those created at ``since`` or later.

        Begins no page after ``until``. Of several with one name the oldest counts.
        """
        found: dict[str, SubmittedJob] = {}
        page: dict[str, Any] = {}
        pages = 0
        while self._may_read_on(pages, until):
            with translated("ListJobs"):
                answer = self._client.list_jobs(
                    Queue=self._queue_arn, Order="DESCENDING", MaxResults=PAGE_SIZE, **page
                )
            for job in answer.get("Jobs", []):
                if job["CreatedAt"] < since:
                    return JobSearch(jobs=found, complete=True)
                metadata = job.get("UserMetadata") or {}
                if (metadata.get("assetId"), metadata.get("attempt")) == (asset_id, str(attempt)):
                    created_at = job["CreatedAt"].astimezone(UTC)
                    found[metadata.get("job", "")] = SubmittedJob(
                        id=job["Id"],
                        at=created_at,
                        output_groups=groups_of(metadata.get("outputGroups")),
                        captions=captions_of(metadata.get("captions")),
                    )
            if not answer.get("NextToken"):
                return JobSearch(jobs=found, complete=True)
            page = {"NextToken": answer["NextToken"]}
            pages += 1
        return JobSearch(jobs=found, complete=False)

    def open_jobs(self, asset_id: str, start: ListingPosition, until: datetime) -> OpenJobs:
        """Our queue's jobs of this asset that wait or run, however old they are.

        A job only goes from the first of the two lists to the second. Begins no page after
        ``until``.
        """
        ids: list[str] = []
        position, pages = start, 0
        while self._may_read_on(pages, until):
            token = {} if position.token is None else {"NextToken": position.token}
            with translated("ListJobs"):
                answer = self._client.list_jobs(
                    Queue=self._queue_arn,
                    Status=_LISTED[position.state],
                    Order="DESCENDING",
                    MaxResults=PAGE_SIZE,
                    **token,
                )
            ids += [
                job["Id"]
                for job in answer.get("Jobs", [])
                if (job.get("UserMetadata") or {}).get("assetId") == asset_id
            ]
            pages += 1
            if answer.get("NextToken"):
                position = replace(position, token=answer["NextToken"])
            elif position.state is JobState.SUBMITTED:
                position = replace(position, state=JobState.PROGRESSING, token=None)
            else:
                return OpenJobs(ids=tuple(ids))
        return OpenJobs(ids=tuple(ids), position=position)

    def _may_read_on(self, pages: int, until: datetime) -> bool:
        return pages < MOST_PAGES and self._clock.now() < until


def knows(model: ServiceModel, members: Mapping[str, Iterable[str]]) -> bool:
    """False with a botocore, or a model, that is older than the members."""
    for name, needed in members.items():
        shape = model.shape_for(name) if name in model.shape_names else None
        if not isinstance(shape, StructureShape) or not shape.members.keys() >= set(needed):
            return False
    return True


def _failure(error: ClientError) -> Failure | None:
    """What Probe says of the user's file; our request itself is always the same, well formed."""
    if _is_archived(error):
        return ARCHIVED
    match code_of(error):
        case "BadRequestException" | "UnprocessableEntityException":
            return Failure(
                "UNREADABLE_SOURCE", "The file holds no video or sound that can be read."
            )
        case "NotFoundException":
            return MISSING
    return None


def _is_archived(error: ClientError) -> bool:
    """S3 answers GetObject with InvalidObjectState (403: "The operation is not valid for the
    object's storage class"). Probe's error code for it is not documented: S3's words tell."""
    words = f"{code_of(error)} {error.response.get('Error', {}).get('Message', '')}".lower()
    return "invalidobjectstate" in words or "storage class" in words
