"""The pipeline under test: its functions on a world, wired as Terraform wires them."""

from types import ModuleType
from typing import Any

from fakes import events
from faults.chance import chance_of
from faults.functions import Function
from faults.mappings import QueueMapping, StreamMapping
from faults.patch_points import PatchPoints
from faults.uploads import Upload
from faults.webhooks import Webhooks
from faults.world import World
from handlers import (
    asset_eraser,
    asset_event_publisher,
    asset_reconciler,
    ingest_orchestrator,
    job_status_processor,
    outputs_remover,
    webhook_sender,
)
from pipeline.uploads.upload import asset_id

READERS = {
    "upload-events": ingest_orchestrator,
    "job-events": job_status_processor,
    "removals": outputs_remover,
    "erasures": asset_eraser,
}
JOB_EVENTS_BATCH_SIZE = JOB_EVENTS_CONCURRENCY = 10
REMOVALS_BATCH_SIZE, REMOVALS_CONCURRENCY = 1, 2
ERASURES_BATCH_SIZE, ERASURES_CONCURRENCY = 1, 2
RECONCILER_SECONDS = 300
# From then on the reconciler is not run any more: what is still open is a fault.
DEADLINE_SECONDS = 26 * 3600
OPEN = ("PENDING", "PROCESSING", "ERASING")
TOLD = ("PENDING", "PROCESSING", "SUCCEEDED", "FAILED", "ERASED")


class Design:
    """``concurrency`` is Terraform's processing_concurrency, ``batch_size`` that of uploads."""

    def __init__(self, world: World, concurrency: int = 2, batch_size: int = 5) -> None:
        self._world, self.webhooks = world, Webhooks(world)
        self._patch_points = PatchPoints(world, concurrency, self.webhooks)
        self.observer = self._patch_points.observer
        self.asset_ids = {upload: _asset_id(upload) for upload in world.uploads}
        world.by_asset = {asset: upload for upload, asset in self.asset_ids.items()}.get
        self.publisher = self._function(asset_event_publisher)
        self.reconciler = self._function(asset_reconciler)
        self.readers = {role: self._function(module) for role, module in READERS.items()}
        self.functions = [*self.readers.values(), self.publisher, self.reconciler]
        self.mappings = {
            "upload-events": self._mapping("upload-events", batch_size, concurrency),
            "job-events": self._mapping(
                "job-events", JOB_EVENTS_BATCH_SIZE, JOB_EVENTS_CONCURRENCY
            ),
            "removals": self._mapping("removals", REMOVALS_BATCH_SIZE, REMOVALS_CONCURRENCY),
            "erasures": self._mapping("erasures", ERASURES_BATCH_SIZE, ERASURES_CONCURRENCY),
        }
        if self.webhooks.receivers:
            sender = self._function(webhook_sender)
            self.functions.append(sender)
            self.webhooks.read_by(sender)
        world.upload_events = lambda body: self._put("upload-events", body)
        world.job_events = lambda body: self._put("job-events", body)
        world.removals = lambda body: self._put("removals", body)
        world.erasures = lambda body: self._put("erasures", body)
        self.stream = StreamMapping(world.simulation, self.publisher, _is_told)
        world.table.changed.append(self.stream.put)
        self.reconciling, self._scheduled = True, False
        self._deadline: float = DEADLINE_SECONDS
        self.wake()

    def unfinished(self) -> list[str]:
        items = self._world.table.items.items()
        return [asset for asset, item in items if item["status"]["S"] in OPEN]

    def superseded(self) -> list[str]:
        """Assets with outputs to remove, now or later."""
        items = self._world.table.items.items()
        return [asset for asset, item in items if "removals" in item]

    def sleep(self, seconds: float) -> None:
        """Nothing runs for so long; then the reconciler does, and twice at least."""
        simulation = self._world.simulation
        until, self._deadline = simulation.now + seconds, simulation.now
        simulation.after(seconds, lambda: setattr(self, "_deadline", until + DEADLINE_SECONDS))
        for moment in (seconds, seconds + RECONCILER_SECONDS):
            simulation.after(moment, lambda: self.reconciler.start({}, lambda _: None))

    def wake(self) -> None:
        """Let the reconciler's schedule run until everything is done."""
        if not self._scheduled:
            self._scheduled = True
            self._world.simulation.after(RECONCILER_SECONDS, self._reconcile, background=True)

    def _reconcile(self) -> None:
        """The schedule invokes asynchronously; the next one comes in any case."""
        simulation, self._scheduled = self._world.simulation, False
        wanted = self.reconciling and simulation.now < self._deadline
        if wanted and (simulation.live or self.unfinished()):
            self.reconciler.start({}, lambda _: None)
            self.wake()

    def _put(self, role: str, body: str) -> None:
        self._world.queues[role].put(body, {}, self._world.simulation.now, 0)

    def _function(self, module: ModuleType) -> Function:
        name = module.__name__.rpartition(".")[2]
        return Function(self._world.simulation, name, self._patch_points.handler(module))

    def _mapping(self, role: str, batch_size: int, concurrency: int) -> QueueMapping:
        return QueueMapping(
            self._world.simulation,
            self._world.queues[role],
            self.readers[role],
            chance_of(self._world.seed, role),
            self._world.rates,
            batch_size=batch_size,
            concurrency=concurrency,
        )


def _asset_id(upload: Upload) -> str:
    return asset_id(events.UPLOADS_BUCKET, upload.key, upload.version_id)


def _is_told(item: dict[str, Any]) -> bool:
    """The stream mapping's filter."""
    return item["status"]["S"] in TOLD
