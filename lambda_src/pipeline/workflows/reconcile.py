"""λ asset-reconciler: finds stalled assets and unblocks them.

- A lost job event: asks MediaConvert for the job instead.
- An attempt without its jobs: asks the orchestrator for it again.
- An attempt that never gets its jobs: fails the asset.
- An erasure that does not go on: asks for it again.

Then it asks for the removal of outputs, and for the erasure of assets, whose time has come, and
announces uploads that expired. It creates no job and removes no object.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from pipeline.assets.asset import Asset, ErasedBy, Status
from pipeline.assets.changes import Checked, Refused, RemovalAsked, Submitted
from pipeline.assets.erasure_request import Erase
from pipeline.assets.measurements import ASSET_RECONCILED
from pipeline.assets.served import due_removals
from pipeline.failures import Failure, PermanentError, TransientError
from pipeline.jobs.news import news_of_job
from pipeline.settings import ReconcileSettings
from pipeline.uploads.requests import Remove, Resubmit
from pipeline.workflows import expire
from pipeline.workflows.change_record import Changed, change_record
from pipeline.workflows.erase import ask
from pipeline.workflows.find_jobs import all_found, find_jobs, known_jobs
from pipeline.workflows.finish import Heard
from pipeline.workflows.looked import Looked, failed
from pipeline.workflows.services import JobServices, ReconcileServices
from pipeline.workflows.track import cancel_jobs, take_in

# Of one status, in one run: the next run comes soon, and the function has 30 s for both.
ASSETS = 100
TIME = timedelta(seconds=10)
# Of assets with outputs to remove, or to erase. They are asked for last, and before the function is
# stopped.
REMOVALS = 100
REMOVALS_END = timedelta(seconds=25)
# Then a search for jobs, or the finishing of one, ends as well: time for a whole one, if it is the
# first.
SEARCH_TIME = timedelta(seconds=15)


def run(services: ReconcileServices, settings: ReconcileSettings) -> Iterator[Looked]:
    """Raises TransientError and PermanentError where an index cannot be read."""
    removals_end = services.clock.now() + REMOVALS_END
    yield from _stalled(services, settings)
    yield from _superseded(services, removals_end)
    yield from _erasures(services, settings, removals_end)
    if services.expiries is not None:
        yield from expire.run(services.expiries, removals_end)


def _stalled(services: ReconcileServices, settings: ReconcileSettings) -> Iterator[Looked]:
    for status, seconds in (
        (Status.PENDING, settings.pending_threshold_seconds),
        (Status.PROCESSING, settings.processing_threshold_seconds),
    ):
        began = services.clock.now()

        def look(asset: Asset, until: datetime = began + SEARCH_TIME) -> Looked:
            return _look(asset, services, settings, until)

        yield from _unmoved(status, timedelta(seconds=seconds), services, began + TIME, look)


def _unmoved(
    status: Status,
    unmoved_for: timedelta,
    services: ReconcileServices,
    until: datetime,
    look: Callable[[Asset], Looked],
) -> Iterator[Looked]:
    """What came of a ``look`` at each asset that has not moved for that long."""
    since = services.clock.now() - unmoved_for
    for asset_id in services.table.unmoved(status, since, ASSETS):
        if services.clock.now() >= until:
            return
        try:
            asset = services.table.get(asset_id)
            # The index is behind the table: only the record itself counts.
            if not isinstance(asset, Asset) or asset.status is not status:
                continue
            if asset.updated_at >= since:
                continue
            looked = look(asset)
        except (TransientError, PermanentError) as error:
            looked = failed(asset_id, error)
        if looked.healed:
            services.metrics.record(asset_id, [ASSET_RECONCILED])
        yield looked


def _superseded(services: ReconcileServices, until: datetime) -> Iterator[Looked]:
    for asset_id in services.table.due_for_removal(services.clock.now(), REMOVALS):
        if services.clock.now() >= until:
            break
        try:
            asset = services.table.get(asset_id)
            if not isinstance(asset, Asset):
                continue
            yield _ask_for_removals(asset, services)
        except (TransientError, PermanentError) as error:
            yield failed(asset_id, error)


def _erasures(
    services: ReconcileServices, settings: ReconcileSettings, until: datetime
) -> Iterator[Looked]:
    """Those that do not go on, each of whose passes writes the record; then those whose time has
    come."""

    def look(asset: Asset) -> Looked:
        return _ask_for_erasure(asset, services)

    stalled_after = timedelta(seconds=settings.processing_threshold_seconds)
    yield from _unmoved(Status.ERASING, stalled_after, services, until, look)
    if settings.retention_days is not None:
        kept_for = timedelta(days=settings.retention_days)
        for status in (Status.SUCCEEDED, Status.FAILED):
            yield from _unmoved(status, kept_for, services, until, look)


def _ask_for_erasure(asset: Asset, services: ReconcileServices) -> Looked:
    """Saved first: it is not the first one again in every run."""
    if asset.erasure is None:
        ask(asset, ErasedBy.RETENTION, services, services.erasures)
        return Looked(asset.id, "asked to erase it: kept long enough")
    change_record(services, asset, Checked(attempt=asset.attempt))
    services.erasures.send(Erase(asset.id, asset.erasure.by).body, 0)
    return Looked(asset.id, "asked to erase it again", healed=True)


def _ask_for_removals(asset: Asset, services: ReconcileServices) -> Looked:
    """Saved first: what cannot be removed is not the first one again in every run."""
    asked: list[str] = []
    for attempt in due_removals(asset, services.clock.now()):
        step = change_record(services, asset, RemovalAsked(attempt=attempt))
        if isinstance(step, Changed):
            asset = step.after
            services.removals.send(Remove(asset.id, attempt).body, 0)
            asked.append(str(attempt))
    words = f"asked to remove attempt {', '.join(asked)}" if asked else "nothing to remove any more"
    return Looked(asset.id, words)


def _look(
    asset: Asset, services: JobServices, settings: ReconcileSettings, until: datetime
) -> Looked:
    if asset.status is Status.PROCESSING:
        return _ask_for_news(asset, services, settings, until)
    if asset.lease_left_seconds(services.clock.now()):
        return Looked(asset.id, "a delivery is at work")
    given_up = asset.claimed_at + timedelta(seconds=settings.stalled_after_seconds)
    if services.clock.now() >= given_up:
        return _give_up(asset, services, settings)
    return _ask_for_jobs(asset, services, until)


def _ask_for_news(
    asset: Asset, services: JobServices, settings: ReconcileSettings, until: datetime
) -> Looked:
    now, words = asset, []
    patience = timedelta(seconds=settings.stalled_after_seconds)
    for job in asset.jobs.values():
        moved_on = now.status is not asset.status or now.attempt != asset.attempt
        if moved_on or job.id is None or job.state.is_final:
            continue
        news = news_of_job(job, services.transcoder.get_job(job.id), services.clock.now())
        if news is None:
            continue
        heard = Heard(
            news=news,
            until=until,
            last_chance=services.clock.now() >= news.at + patience,
            by_reconciler=True,
        )
        step, what = take_in(now, heard, services, settings)
        if isinstance(step, Changed):
            now = step.after
            words.append(f"{job.name} is {news.state}: {what}")
    if now is asset:
        change_record(services, asset, Checked(attempt=asset.attempt))
        return Looked(asset.id, "its jobs are still at work")
    ended = {name for name, job in now.jobs.items() if job.state.is_final}
    healed = now.attempt != asset.attempt or any(
        not asset.jobs[name].state.is_final for name in ended
    )
    return Looked(asset.id, "; ".join(words), healed=healed)


def _ask_for_jobs(asset: Asset, services: JobServices, until: datetime) -> Looked:
    found = known_jobs(asset)
    if not all_found(asset, found):
        # Saved first: this asset is not the first one again while its jobs are looked for, two
        # runs do not both ask, and the next one waits for this to work.
        step = change_record(services, asset, Checked(attempt=asset.attempt))
        if not isinstance(step, Changed) or step.before != asset:
            return Looked(asset.id, "moved on meanwhile")
        asset = step.after
        if asset.jobs and not asset.is_unclaimed:
            found = find_jobs(asset, services.transcoder, until)
    if all_found(asset, found):
        adopted = Submitted(attempt=asset.attempt, jobs=found, by_reconciler=True)
        change_record(services, asset, adopted)
        ids = ", ".join(job.id for job in found.values())
        return Looked(asset.id, f"adopted: {ids}", healed=True)
    if services.table.get(asset.id) != asset:
        return Looked(asset.id, "moved on meanwhile")
    services.upload_events.send(Resubmit(asset.id, asset.attempt).body, 0)
    return Looked(asset.id, f"asked for attempt {asset.attempt} again", healed=True)


def _give_up(asset: Asset, services: JobServices, settings: ReconcileSettings) -> Looked:
    hours = settings.stalled_after_seconds / 3600
    why = Failure("STALLED", f"Its jobs could not be submitted within {hours:g} hours.")
    change = Refused(attempt=asset.attempt, failure=why, by_reconciler=True)
    step = change_record(services, asset, change)
    if not isinstance(step, Changed):
        return Looked(asset.id, "moved on meanwhile")
    return Looked(asset.id, "given up" + cancel_jobs(step.before, services.transcoder), healed=True)
