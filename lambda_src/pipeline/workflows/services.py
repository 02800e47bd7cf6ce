"""What the workflows call. ``pipeline.aws`` has a class of each Protocol's name.

Every method may raise TransientError and PermanentError, but for those of Clock and Metrics.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from pipeline.assets.asset import Asset, Status
from pipeline.assets.erasing import Tombstone
from pipeline.assets.measurements import Measurement
from pipeline.assets.pages import AssetQuery, Page
from pipeline.assets.write_results import Created, Existing, Saved, Stale
from pipeline.captions.sidecars import ListedObject
from pipeline.failures import Failure
from pipeline.jobs.job import JobSearch, ListingPosition, OpenJobs
from pipeline.jobs.pace import Pace
from pipeline.storyboard.listing import Listing
from pipeline.transcoding.profile import Profile
from pipeline.transcoding.source import Source
from pipeline.upload_sessions.counting import Counted, Known, OverQuota
from pipeline.upload_sessions.quota import Allowance, Day, OwnersDay
from pipeline.upload_sessions.sending import Form, SentObject, SentPart, SignedCall
from pipeline.upload_sessions.sent import SentVersion
from pipeline.upload_sessions.session import UploadSession
from pipeline.uploads.versions import ObjectVersion
from pipeline.webhooks.endpoint import Endpoint


class Clock(Protocol):
    def now(self) -> datetime: ...
    def random(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class AssetTable(Protocol):
    def create(self, asset: Asset) -> Created | Existing: ...
    def save(self, asset: Asset, if_revision: int) -> Saved | Stale: ...
    def bury(self, tombstone: Tombstone, if_revision: int) -> Saved | Stale: ...
    def get(self, asset_id: str) -> Asset | Tombstone | None: ...
    def unmoved(self, status: Status, since: datetime, limit: int) -> Iterator[str]: ...
    def due_for_removal(self, now: datetime, limit: int) -> Iterator[str]: ...
    def page(self, asked: AssetQuery) -> Page: ...


class Transcoder(Protocol):
    def probe(self, url: str) -> Source | Failure: ...
    def create_job(self, request: Mapping[str, Any]) -> str: ...
    def find_jobs(
        self, asset_id: str, attempt: int, since: datetime, until: datetime
    ) -> JobSearch: ...
    def open_jobs(self, asset_id: str, start: ListingPosition, until: datetime) -> OpenJobs: ...
    def get_job(self, job_id: str) -> Mapping[str, Any] | None: ...
    def cancel_job(self, job_id: str) -> None: ...


class UploadsBucket(Protocol):
    def is_archived(self, key: str) -> bool: ...
    def is_missing(self, key: str) -> bool: ...
    def has_version(self, key: str, version_id: str) -> bool: ...
    def list_beside(self, prefix: str) -> Sequence[ListedObject]: ...


class UploadSessionsTable(Protocol):
    def new_id(self) -> str: ...
    def get(self, upload_id: str) -> UploadSession | None: ...
    def create(
        self, session: UploadSession, counted_bytes: int, allowance: Allowance
    ) -> Counted | OverQuota: ...
    def count_sent(
        self,
        upload_id: str,
        key: str,
        sent_bytes: int,
        allowance: Allowance,
        begun_after: datetime,
    ) -> Counted | Known | OverQuota: ...
    def abort(self, session: UploadSession) -> UploadSession | None: ...
    def expire(self, session: UploadSession) -> None: ...
    def forget(self, upload_id: str) -> None: ...
    def waiting(self, begun_before: datetime, limit: int) -> Iterator[str]: ...
    def mark_uploaded(self, upload_id: str, version: SentVersion) -> UploadSession | None: ...
    def count_version(
        self, session: UploadSession, version: SentVersion, counter: OwnersDay
    ) -> bool: ...
    def count_estimate(
        self, upload_id: str, version: SentVersion, usd: Decimal, counter: OwnersDay
    ) -> bool: ...


class QuotaCounters(Protocol):
    def count_reprocess(self, asset_id: str, day: Day, most: int) -> Counted | OverQuota: ...


class MultipartUploads(Protocol):
    def create(self, key: str, content_type: str | None) -> str: ...
    def sent_parts(self, key: str, multipart_id: str) -> Sequence[SentPart] | None: ...
    def complete(self, key: str, multipart_id: str, parts: Iterable[SentPart]) -> str | None: ...
    def abort(self, key: str, multipart_id: str) -> bool: ...
    def newest(self, key: str) -> SentObject | None: ...


class UploadSigner(Protocol):
    def url(
        self, call: SignedCall, key: str, multipart_id: str = "", part_number: int | None = None
    ) -> str: ...
    def form(
        self, key: str, content_type: str | None, least_bytes: int, most_bytes: int
    ) -> Form: ...
    def location(self, key: str) -> str: ...


class ObjectVersions(Protocol):
    def sweep(self, prefix: str) -> Iterator[int]: ...
    def pages(self, prefix: str) -> Iterator[Sequence[ObjectVersion]]: ...
    def delete(self, versions: Iterable[ObjectVersion]) -> None: ...


class Distribution(Protocol):
    def invalidate(self, folder: str, reference: str) -> bool: ...


class OutputsBucket(Protocol):
    def text(self, key: str) -> str | None: ...
    def listing(self, prefix: str) -> Listing: ...
    def put_text(self, key: str, text: str, content_type: str) -> None: ...


class GrantSigner(Protocol):
    def sign(self, key_arn: str, text: str) -> bytes: ...
    def sign_all(self, key_arn: str, texts: Iterable[str]) -> Sequence[bytes]: ...
    def is_signed(self, key_arn: str, text: str, signature: bytes) -> bool: ...


class ProfileStore(Protocol):
    def load(self, name: str) -> Profile: ...


class Messages(Protocol):
    def delay(self, receipt_handle: str, seconds: int) -> None: ...
    def dead_letter(self, body: str, reason: str, asset_id: str | None) -> None: ...


class Outbox(Protocol):
    def send(self, body: str, delay_seconds: int) -> None: ...


class WebhookSecrets(Protocol):
    def load(self, secret_arn: str) -> Sequence[bytes]: ...


class Receivers(Protocol):
    def post(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> int: ...


class EventBus(Protocol):
    def announce(self, record: Asset | Tombstone) -> None: ...
    def announce_expired(self, session: UploadSession) -> None: ...


class Metrics(Protocol):
    def record(self, asset_id: str | None, measurements: Iterable[Measurement]) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Services:
    """What it takes to change a record. Outputs stay ``superseded_outputs_days`` once nobody is
    served them."""

    clock: Clock
    table: AssetTable
    metrics: Metrics
    superseded_outputs_days: int


@dataclass(frozen=True, kw_only=True)
class JobServices(Services):
    """What it takes to apply the news of a job."""

    transcoder: Transcoder
    upload_events: Outbox
    outputs_bucket: OutputsBucket


@dataclass(frozen=True, kw_only=True)
class ExpireServices:
    """What it takes to announce uploads by the API whose file never came."""

    clock: Clock
    sessions: UploadSessionsTable
    multipart_uploads: MultipartUploads
    event_bus: EventBus


@dataclass(frozen=True, kw_only=True)
class ReconcileServices(JobServices):
    """``expiries`` is None where there is no API."""

    removals: Outbox
    erasures: Outbox
    expiries: ExpireServices | None


@dataclass(frozen=True, kw_only=True)
class RemoveServices(Services):
    """``distribution`` is None where there is no CDN."""

    messages: Messages
    removals: Outbox
    output_versions: ObjectVersions
    distribution: Distribution | None


@dataclass(frozen=True, kw_only=True)
class EraseServices(Services):
    """``sessions`` is None where there is no API, ``distribution`` where there is no CDN."""

    messages: Messages
    erasures: Outbox
    transcoder: Transcoder
    upload_versions: ObjectVersions
    output_versions: ObjectVersions
    sessions: UploadSessionsTable | None
    distribution: Distribution | None


@dataclass(frozen=True, kw_only=True)
class TrackServices(JobServices):
    messages: Messages


@dataclass(frozen=True, kw_only=True)
class IngestServices(Services):
    """``sessions`` is None where there is no API."""

    messages: Messages
    transcoder: Transcoder
    uploads_bucket: UploadsBucket
    profiles: ProfileStore
    pace: Pace
    sessions: UploadSessionsTable | None


@dataclass(frozen=True, kw_only=True)
class UploadsApiServices:
    clock: Clock
    sessions: UploadSessionsTable
    multipart_uploads: MultipartUploads
    signer: UploadSigner


@dataclass(frozen=True, kw_only=True)
class AssetsApiServices(Services):
    counters: QuotaCounters
    upload_events: Outbox
    erasures: Outbox
    grant_signer: GrantSigner
    outputs_bucket: OutputsBucket


@dataclass(frozen=True, kw_only=True)
class WebhookServices:
    """What it takes to serve one endpoint. ``queue_name`` is a dimension of its metrics."""

    clock: Clock
    endpoint: Endpoint
    messages: Messages
    metrics: Metrics
    queue_name: str
    receivers: Receivers
    secrets: WebhookSecrets
