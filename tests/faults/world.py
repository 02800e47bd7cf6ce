"""One schedule's AWS: services, events on their way, uploads, and what goes wrong."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from fakes import events, profiles
from fakes.function_environment import PREFIX, TABLE, UPLOAD_SESSIONS_TABLE
from faults.calls import Calls
from faults.chance import chance_of
from faults.clients import Client
from faults.mixes import Rates
from faults.services.cloudfront import CloudFront
from faults.services.dynamodb import DynamoDB, Table
from faults.services.event_bus import EventBus
from faults.services.items import UPLOAD_SESSIONS
from faults.services.jobs import FINAL, Fate, Job, JobLife
from faults.services.mediaconvert import MediaConvert
from faults.services.outputs import Outputs
from faults.services.parameters import Parameters
from faults.services.queues import Queue
from faults.services.s3 import S3
from faults.services.secrets import Secrets
from faults.services.sqs import SQS, body_of
from faults.sidecars import key_of
from faults.simulation import START, Simulation
from faults.uploads import Upload, fate_of
from faults.uploads_bucket import UploadsBucket

URL = "https://sqs.us-east-1.amazonaws.com/000000000000/"
QUEUES = {
    "upload-events": 12,
    "job-events": 6,
    "removals": 12,
    "erasures": 12,
}  # receives, as the environments set them
VISIBILITY_SECONDS = 180
# For so long a job that was cancelled may write yet.
CANCELED_WRITES_SECONDS = 45

Put = Callable[[str], None]


class World:
    """``upload_events`` and ``job_events`` are where the account's rules deliver, ``removals`` and
    ``erasures`` where anybody may ask for one: set by the design under test. ``told_of_jobs`` are
    all events of jobs, by their assets; ``writes_on`` says for how many seconds a job that was
    cancelled does."""

    def __init__(self, seed: str, rates: Rates, uploads: list[Upload], tracing: bool) -> None:
        self.seed, self.rates, self.uploads = seed, rates, uploads
        self.simulation = Simulation(tracing)
        self.chance = chance_of(seed, "events")
        refused = 2 * rates.server_error
        self.bucket = UploadsBucket(chance_of(seed, "bucket"), refused)
        self.outputs = Outputs(chance_of(seed, "outputs"), refused)
        self.by_asset: Callable[[str], Upload | None] = lambda _: None
        self.upload_events: Put = lambda _: None
        self.job_events: Put = lambda _: None
        self.removals: Put = lambda _: None
        self.erasures: Put = lambda _: None
        self.told_of_jobs: dict[str, list[str]] = {}
        self.lost_job_events = 0
        self.lost_uploads: list[Upload] = []
        simulation, lags = self.simulation, chance_of(seed, "lags")
        stragglers = chance_of(seed, "stragglers")
        self.writes_on = lambda: stragglers.uniform(0, CANCELED_WRITES_SECONDS)
        self.calls = Calls(simulation, rates, chance_of(seed, "calls"))
        moment, lag = lambda: simulation.now, lambda: lags.expovariate(1.0)
        self.table = Table(TABLE, moment, lag)
        self.sessions = Table(UPLOAD_SESSIONS_TABLE, moment, lag, UPLOAD_SESSIONS)
        self.mediaconvert = MediaConvert(
            simulation,
            JobLife(simulation, self._job_moved),
            self.bucket.probed,
            self._fate,
            lambda: lags.uniform(0, 5) if rates.killed else 0.0,
        )
        self.bus = EventBus(f"{PREFIX}-pipeline")
        self.queues = {name: queue for role in QUEUES for name, queue in _queues(role).items()}
        self.queues_by_url = {f"{URL}{PREFIX}-{name}": one for name, one in self.queues.items()}
        path = f"/{PREFIX}/profiles"
        default = profiles.text(profiles.captioned(profiles.DEFAULT))
        self.parameters = Parameters({f"{path}/default": default})
        self.secrets = Secrets()
        self.cdn = CloudFront(simulation, chance_of(seed, "cdn"))
        self.has_cdn = chance_of(seed, "has a cdn").random() < rates.cdn
        self.services: dict[str, Any] = {
            "dynamodb": DynamoDB(self.table, self.sessions),
            "sqs": SQS(self.queues_by_url, lambda: simulation.now),
            "mediaconvert": self.mediaconvert,
            "s3": S3(self.bucket, self.outputs),
            "ssm": self.parameters,
            "events": self.bus,
            "secretsmanager": self.secrets,
            "cloudfront": self.cdn,
        }

    def client(self, service: str) -> Client:
        return self.calls.client(service, self.services[service])

    def profile(self, text: str, name: str = "default") -> None:
        self.parameters.values[f"/{PREFIX}/profiles/{name}"] = text

    def plan_uploads(self) -> None:
        for upload in self.uploads:
            self.simulation.after(upload.at, partial(self.put_upload, upload))

    def announce_upload(self, upload: Upload) -> None:
        """S3's event of an object, to the rule (as a backfill sends it again, too)."""
        event = events.object_created(
            upload.key,
            size=upload.size,
            etag=upload.etag,
            version_id=upload.version_id,
            at=START + timedelta(seconds=upload.at),
        )
        self.deliver(body_of(event), self._upload_events)

    def request(self, body: str) -> None:
        """A message of somebody who asks for an attempt."""
        self.deliver(body, self._upload_events)

    def request_removal(self, body: str) -> None:
        self.deliver(body, lambda body: self.removals(body))

    def request_erasure(self, body: str) -> None:
        self.deliver(body, lambda body: self.erasures(body))

    def tell_of_job(self, body: str) -> None:
        self.deliver(body, lambda body: self.job_events(body))

    def put_upload(self, upload: Upload) -> None:
        self.bucket.put(upload)
        self.simulation.note(f"S3: {upload.key} {upload.version_id} ({upload.kind})")
        if self.chance.random() < self.rates.lost_upload_event:
            self.simulation.note("S3: its event is lost")
            self.lost_uploads.append(upload)
            return
        self.announce_upload(upload)
        if upload.sidecar is not None:
            self.deliver(body_of(events.object_created(key_of(upload.key))), self._upload_events)

    def _upload_events(self, body: str) -> None:
        self.upload_events(body)

    def _job_moved(self, job: Job, status: str, detail: dict[str, Any]) -> None:
        if job.status == "CANCELED":
            self.simulation.after(self.writes_on(), lambda: self.outputs.write(job))
        elif job.status in FINAL:
            self.outputs.write(job)
        event = events.job_state_change(
            status,
            job_id=job.id,
            metadata=job.metadata,
            at=self.simulation.time,
            queue=job.request["Queue"],
            **detail,
        )
        body = body_of(event)
        self.told_of_jobs.setdefault(job.metadata.get("assetId", ""), []).append(body)
        if self.chance.random() < self.rates.lost_job_event:
            self.simulation.note(f"EventBridge: {job.id} {status} is lost")
            self.lost_job_events += 1
            return
        self.tell_of_job(body)

    def deliver(self, body: str, put: Put) -> None:
        """At least once, in any order."""
        chance, rates = self.chance, self.rates
        for _ in range(2 if chance.random() < rates.duplicate else 1):
            delay = chance.uniform(0.1, 1.5)
            if chance.random() < rates.late:
                delay += chance.uniform(0, 200)
            if chance.random() < rates.slow_queue:
                delay += chance.uniform(0, 120)
            self.simulation.after(delay, lambda: put(body))

    def _fate(self, metadata: Any) -> Fate:
        ids = [metadata.get(name, "") for name in ("assetId", "attempt", "job", "preset")]
        chance = chance_of(self.seed, *ids)
        upload = self.by_asset(ids[0])
        return fate_of(chance, self.rates, upload, captions="captions" in metadata)


def _queues(role: str) -> dict[str, Queue]:
    letters = Queue(f"{role}-dlq")
    return {role: Queue(role, VISIBILITY_SECONDS, QUEUES[role], letters), letters.name: letters}
