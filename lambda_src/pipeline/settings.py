"""Settings of the functions: an environment variable in capitals is the field in small letters."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from math import inf
from typing import Any, Self

from pipeline.text.strict_json import read_json
from pipeline.transcoding.job_request import Target
from pipeline.upload_sessions.quota import Quota
from pipeline.upload_sessions.sending import SIZE_LIMIT_BYTES
from pipeline.uploads.upload import Limits
from pipeline.webhooks.endpoint import Endpoint, read_endpoints

STATUS_UPDATE_INTERVALS_SECONDS = (
    *(10, 12, 15, 20, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600),
)


class SettingsError(Exception):
    """Names every variable that is missing or invalid."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all functions have. Texts are not empty, numbers are positive, and whole if ``int``.
    What may be None is None where its variable is absent or empty."""

    name_prefix: str
    powertools_metrics_namespace: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Raises SettingsError."""
        values: dict[str, Any] = {}
        faults = []
        for field in fields(cls):
            variable = field.name.upper()
            text = env.get(variable, "").strip()
            if not text and field.type in (str | None, int | None):
                values[field.name] = None
            elif not text:
                faults.append(f"{variable} is missing")
            elif field.type is bool:
                values[field.name] = text == "true"
                if text not in ("true", "false"):
                    faults.append(f"{variable} is neither true nor false: {text[:40]}")
            elif field.type in (float, Decimal):
                if _is_positive(text):
                    values[field.name] = field.type(text)
                else:
                    faults.append(f"{variable} is no number above 0: {text[:40]}")
            elif field.type == Mapping[str, str]:
                texts = _texts(text)
                values[field.name] = texts
                if texts is None:
                    faults.append(f"{variable} is no JSON object of texts: {text[:40]}")
            elif field.type == Mapping[str, Endpoint]:
                try:
                    values[field.name] = read_endpoints(text)
                except ValueError as error:
                    faults.append(f"{variable} describes no endpoints: {error}")
            elif field.type not in (int, int | None):
                values[field.name] = text
            elif not text.isdecimal() or int(text) == 0:
                faults.append(f"{variable} is no whole number above 0: {text[:40]}")
            else:
                values[field.name] = int(text)
        interval = values.get("status_update_interval_seconds")
        if interval is not None and interval not in STATUS_UPDATE_INTERVALS_SECONDS:
            choices = ", ".join(map(str, STATUS_UPDATE_INTERVALS_SECONDS))
            faults.append(f"STATUS_UPDATE_INTERVAL_SECONDS is none of {choices}: {interval}")
        if faults:
            raise SettingsError("; ".join(faults))
        return cls(**values)


def _is_positive(text: str) -> bool:
    try:
        return 0 < float(text) < inf
    except ValueError:
        return False


def _texts(text: str) -> Mapping[str, str] | None:
    try:
        found = read_json(text)
    except ValueError:
        return None
    right = isinstance(found, dict) and all(
        isinstance(value, str) and value for value in found.values()
    )
    return found if right else None


@dataclass(frozen=True, kw_only=True)
class IngestSettings(Settings):
    """``uploads_prefix`` ends with a slash; ``profiles_path`` does not. ``create_jobs_…`` is what
    MediaConvert takes of CreateJob, shared by ``processing_concurrency`` instances.
    ``upload_sessions_table_name`` is None where there is no API: no upload has a session then."""

    asset_table_name: str
    uploads_bucket_name: str
    uploads_prefix: str
    outputs_bucket_name: str
    data_key_arn: str
    transcode_queue_arn: str
    mediaconvert_role_arn: str
    profiles_path: str
    transcoding_profile: str
    transcoding_profiles_by_key_prefix: Mapping[str, str]
    status_update_interval_seconds: int
    max_source_size_bytes: int
    max_source_duration_seconds: int
    max_estimate_usd: Decimal
    superseded_outputs_days: int
    lease_seconds: int
    processing_concurrency: int
    create_jobs_per_second: float
    create_jobs_burst: int
    upload_events_queue_url: str
    upload_events_dlq_url: str
    upload_sessions_table_name: str | None

    @property
    def limits(self) -> Limits:
        return Limits(self.max_source_size_bytes, self.max_source_duration_seconds)

    def transcoding_profile_of(self, key: str) -> str:
        """The name of a new upload's profile. Of several prefixes the longest decides."""
        by_prefix = self.transcoding_profiles_by_key_prefix
        matching = [prefix for prefix in by_prefix if key.startswith(prefix)]
        return by_prefix[max(matching, key=len)] if matching else self.transcoding_profile

    @property
    def transcode_region(self) -> str:
        """Where the queue is, jobs run and are charged."""
        return self.transcode_queue_arn.split(":")[3]

    @property
    def target(self) -> Target:
        return Target(**{field.name: getattr(self, field.name) for field in fields(Target)})


@dataclass(frozen=True, kw_only=True)
class JobSettings(Settings):
    """What it takes to apply the news of a job. ``max_attempts`` counts the first one too."""

    asset_table_name: str
    outputs_bucket_name: str
    transcode_queue_arn: str
    upload_events_queue_url: str
    max_attempts: int
    superseded_outputs_days: int


@dataclass(frozen=True, kw_only=True)
class TrackSettings(JobSettings):
    """``max_receive_count``: so often a message is received; then it is a dead letter."""

    job_events_queue_url: str
    job_events_dlq_url: str
    max_receive_count: int


@dataclass(frozen=True, kw_only=True)
class RemoveSettings(Settings):
    asset_table_name: str
    outputs_bucket_name: str
    removals_queue_url: str
    removals_dlq_url: str
    superseded_outputs_days: int
    cdn_distribution_id: str | None


@dataclass(frozen=True, kw_only=True)
class EraseSettings(Settings):
    asset_table_name: str
    uploads_bucket_name: str
    uploads_prefix: str
    outputs_bucket_name: str
    transcode_queue_arn: str
    erasures_queue_url: str
    erasures_dlq_url: str
    superseded_outputs_days: int
    upload_sessions_table_name: str | None
    cdn_distribution_id: str | None


@dataclass(frozen=True, kw_only=True)
class ReconcileSettings(JobSettings):
    """An asset has stopped moving when its record is as old as its status's threshold; one that
    has no jobs ``stalled_after_seconds`` after its attempt began is given up. One that ended is
    erased ``retention_days`` after its record was last written; None: never.
    ``upload_sessions_table_name`` is None where there is no API."""

    event_bus_name: str
    uploads_bucket_name: str
    upload_sessions_table_name: str | None
    pending_threshold_seconds: int
    processing_threshold_seconds: int
    stalled_after_seconds: int
    removals_queue_url: str
    erasures_queue_url: str
    retention_days: int | None


@dataclass(frozen=True, kw_only=True)
class PublishSettings(Settings):
    event_bus_name: str
    cdn_domain_name: str | None


@dataclass(frozen=True, kw_only=True)
class UploadsApiSettings(Settings):
    """``subject_claim`` names the claim that tells an issuer's subjects apart. ``…_per_day`` are of
    one owner, in a day of UTC."""

    upload_sessions_table_name: str
    uploads_bucket_name: str
    uploads_prefix: str
    subject_claim: str
    max_source_size_bytes: int
    uploads_per_day: int
    upload_bytes_per_day: int
    estimate_usd_per_day: Decimal

    @property
    def quota(self) -> Quota:
        return Quota(self.uploads_per_day, self.upload_bytes_per_day, self.estimate_usd_per_day)

    @property
    def most_bytes(self) -> int:
        """Of one file: what takes a day's quota, or more than S3 keeps, can never be sent."""
        limits = (self.max_source_size_bytes, self.upload_bytes_per_day, SIZE_LIMIT_BYTES)
        return min(limits)


@dataclass(frozen=True)
class Cdn:
    """Where outputs are played, and the key that grants are signed with."""

    domain_name: str
    key_pair_id: str
    key_arn: str


@dataclass(frozen=True, kw_only=True)
class AssetsApiSettings(Settings):
    """``profile_names`` are those that clients may name, with commas between them.
    ``reprocesses_per_day`` are of one asset, in a day of UTC.

    ``cdn_domain_name`` is None where there is no CDN. ``grant_key_arns`` are by CloudFront's ids of
    the keys whose signatures it takes; ``grant_key_pair_id`` is the one to sign with, None where
    there is none yet. ``cookie_same_site`` is None, Lax or Strict, as texts. With
    ``public_posters`` the CDN asks for no grant for frames."""

    asset_table_name: str
    upload_sessions_table_name: str
    upload_events_queue_url: str
    erasures_queue_url: str
    subject_claim: str
    profile_names: str
    reprocesses_per_day: int
    status_update_interval_seconds: int
    superseded_outputs_days: int
    outputs_bucket_name: str
    cdn_domain_name: str | None
    grant_key_arns: Mapping[str, str]
    grant_key_pair_id: str | None
    cookie_domain: str | None
    cookie_same_site: str
    public_posters: bool

    @property
    def cdn(self) -> Cdn | None:
        """None also where nothing can be signed."""
        key_arn = self.grant_key_arns.get(self.grant_key_pair_id or "")
        if self.cdn_domain_name is None or self.grant_key_pair_id is None or key_arn is None:
            return None
        return Cdn(self.cdn_domain_name, self.grant_key_pair_id, key_arn)

    @property
    def profiles(self) -> frozenset[str]:
        return frozenset(name.strip() for name in self.profile_names.split(","))


@dataclass(frozen=True, kw_only=True)
class WebhookSettings(Settings):
    """Each endpoint has a queue of its name, and a dead-letter queue beside it."""

    webhook_endpoints: Mapping[str, Endpoint]
    webhook_queue_url_prefix: str

    def queue_name(self, endpoint: str) -> str:
        return self.queue_url(endpoint).rpartition("/")[2]

    def queue_url(self, endpoint: str) -> str:
        return f"{self.webhook_queue_url_prefix}{endpoint}"

    def dlq_url(self, endpoint: str) -> str:
        return f"{self.queue_url(endpoint)}-dlq"
