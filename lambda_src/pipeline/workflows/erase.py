"""λ asset-eraser: takes away all of an asset, and says that it is gone once it surely is.

A pass ends the asset's jobs, then deletes all that it finds. It is repeated until one that began
when nobody worked on the asset any more finds nothing, and until the CDN's caches have nothing of
it. Each pass follows from a new message: neither waiting nor a long way counts as a receive.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from pipeline.assets.asset import Asset, ErasedBy
from pipeline.assets.changes import Checked, ErasureAsked, JobsOpen, OutputsFound
from pipeline.assets.erased_versions import erased_versions, is_last, prefix_beside
from pipeline.assets.erasing import Tombstone, none_left_since, quiet_at, tombstone_of
from pipeline.assets.erasure_request import Erase, parse_erasure
from pipeline.assets.measurements import measure_erased
from pipeline.assets.write_results import Saved
from pipeline.failures import (
    PermanentError,
    TransientError,
    backoff_seconds,
    next_look_seconds,
)
from pipeline.jobs.job import JobState, ListingPosition
from pipeline.settings import EraseSettings
from pipeline.text.timestamps import to_text
from pipeline.transcoding.places import asset_folder
from pipeline.upload_sessions.keys import UploadKey, captions_upload_id
from pipeline.uploads.requests import NotARequestError
from pipeline.uploads.versions import ObjectVersion
from pipeline.workflows.change_record import Changed, change_record
from pipeline.workflows.find_jobs import half_way
from pipeline.workflows.messages import DeadLetter, Done, Message, Outcome, RetryIn
from pipeline.workflows.services import EraseServices, Outbox, Services

FINAL = frozenset(state.value for state in JobState if state.is_final)


@dataclass
class _Pass:
    """What one found. It is whole unless the jobs at ``position`` were not seen yet, or the time
    was over. ``in_caches``: it found nothing, and caches may have something yet."""

    began: datetime
    open_jobs: int = 0
    deleted: int = 0
    position: ListingPosition | None = None
    cut_short: bool = False
    outputs_found: bool = False
    in_caches: bool = False

    @property
    def is_whole(self) -> bool:
        return self.position is None and not self.cut_short

    @property
    def found_nothing(self) -> bool:
        return self.is_whole and not self.open_jobs and not self.deleted

    @property
    def words(self) -> str:
        if self.in_caches:
            return "nothing is left but in caches"
        return f"{self.open_jobs} jobs were open, {self.deleted} objects deleted"


def ask(
    asset: Asset,
    by: ErasedBy,
    services: Services,
    erasures: Outbox,
    judge: Callable[[Asset], None] = lambda _: None,
) -> None:
    """From here on it is ERASING. Where the message is lost the reconciler sends it.

    ``judge`` as in change_record. Raises TransientError and PermanentError.
    """
    change_record(services, asset, ErasureAsked(by=by), judge)
    erasures.send(Erase(asset.id, by).body, 0)


def run(message: Message, services: EraseServices, settings: EraseSettings) -> Outcome:
    """One pass."""
    try:
        request = parse_erasure(message.body)
    except NotARequestError as error:
        return DeadLetter(str(error))
    try:
        return _erase(request, message.deadline, services, settings)
    except TransientError as error:
        seconds = backoff_seconds(message.receive_count, services.clock.random())
        return RetryIn(seconds, str(error), request.asset_id)
    except PermanentError as error:
        return DeadLetter(str(error), request.asset_id)


def _erase(
    request: Erase, deadline: datetime, services: EraseServices, settings: EraseSettings
) -> Outcome:
    found = services.table.get(request.asset_id)
    if found is None:
        return DeadLetter("UNKNOWN_ASSET: there is no record of it", request.asset_id)
    if isinstance(found, Tombstone):
        return Done("erased already", found.id)
    if found.upload.bucket != settings.uploads_bucket_name:
        return DeadLetter("OTHER_BUCKET: its upload is in a bucket of before", found.id)
    step = change_record(services, found, ErasureAsked(by=request.by))
    asset = step.after if isinstance(step, Changed) else step.asset
    if asset is None:
        return Done("erased already", found.id)
    now = services.clock.now()
    done = _Pass(request.jobs.since if request.jobs else now)
    asset = _end_jobs(asset, request, done, half_way(now, deadline), services)
    if done.position is None:
        until = half_way(services.clock.now(), deadline)
        _sweep_uploads(asset, done, until, services, settings)
        asset = _sweep_outputs(asset, done, until, services)
    if done.found_nothing and done.began >= quiet_at(asset):
        done.in_caches = not _invalidate(asset, services)
        if not done.in_caches:
            return _bury(asset, services)
    return _go_on(asset, request, done, services)


def _end_jobs(
    asset: Asset, request: Erase, done: _Pass, until: datetime, services: EraseServices
) -> Asset:
    """Cancel what is open. A listing that is cut short goes on, unless it found something.

    Saved first: a pass that dies, or another one at the same time, must not hide that a job may
    write yet.
    """
    transcoder, ids = services.transcoder, list[str]()
    if request.jobs is None:
        for job_id in asset.job_ids:
            job = transcoder.get_job(job_id)
            if job is not None and job["Status"] not in FINAL:
                ids.append(job_id)
    listed = transcoder.open_jobs(
        asset.id, request.jobs or ListingPosition(since=done.began), until
    )
    found = dict.fromkeys((*ids, *listed.ids))
    step = change_record(services, asset, JobsOpen(attempt=asset.attempt)) if found else None
    for job_id in found:
        done.open_jobs += 1
        try:
            transcoder.cancel_job(job_id)
        except TransientError:
            continue  # the next pass sees whether it ended by itself
    done.position = None if done.open_jobs else listed.position
    return step.after if isinstance(step, Changed) else asset


def _sweep_uploads(
    asset: Asset, done: _Pass, until: datetime, services: EraseServices, settings: EraseSettings
) -> None:
    upload = asset.upload
    listed: list[ObjectVersion] = []
    for page in services.upload_versions.pages(prefix_beside(upload.key)):
        if listed and services.clock.now() >= until:
            raise TransientError("ListObjectVersions", "too many versions beside it to see all")
        listed += page
    versions = erased_versions(upload, listed)
    place = UploadKey.read(upload.key, settings.uploads_prefix)
    if services.sessions is not None and place is not None:
        if is_last(upload, listed):
            services.sessions.forget(place.folder)
        # First: of a sidecar that is gone nobody would know.
        for key in {one.key for one in versions} - {upload.key}:
            services.sessions.forget(captions_upload_id(key))
    services.upload_versions.delete(versions)
    done.deleted += len(versions)


def _sweep_outputs(asset: Asset, done: _Pass, until: datetime, services: EraseServices) -> Asset:
    """Saved before any is deleted: a pass that dies must not hide that caches may have got some
    since they were emptied."""
    folder, versions = asset_folder(asset.id), services.output_versions
    while page := next(versions.pages(folder)):
        if services.distribution is not None and not done.outputs_found:
            step = change_record(services, asset, OutputsFound(attempt=asset.attempt))
            asset = step.after if isinstance(step, Changed) else asset
        done.outputs_found = True
        versions.delete(page)
        done.deleted += len(page)
        if services.clock.now() >= until:
            done.cut_short = True
            break
    return asset


def _invalidate(asset: Asset, services: EraseServices) -> bool:
    """Whether no cache has anything of it; where outputs are found again, it is asked anew."""
    if services.distribution is None:
        return True
    reference = f"{asset.id} erased {to_text(none_left_since(asset))}"
    return services.distribution.invalidate(asset_folder(asset.id), reference)


def _go_on(asset: Asset, request: Erase, done: _Pass, services: EraseServices) -> Outcome:
    """Saved first: while passes are made, the reconciler asks for none."""
    change_record(services, asset, Checked(attempt=asset.attempt))
    seconds = 0
    if done.is_whole:
        left = (quiet_at(asset) - services.clock.now()).total_seconds()
        seconds = max(ceil(left), 0)
    if done.in_caches:
        seconds = next_look_seconds(services.clock.now() - none_left_since(asset))
    services.erasures.send(replace(request, jobs=done.position).body, seconds)
    return Done(f"{done.words}; goes on in {seconds} s", asset.id)


def _bury(asset: Asset, services: EraseServices) -> Outcome:
    tombstone = tombstone_of(asset, services.clock.now())
    answer = services.table.bury(tombstone, asset.revision)
    if isinstance(answer, Saved):
        services.metrics.record(asset.id, measure_erased(asset, tombstone))
        return Done("erased", asset.id)
    if isinstance(answer.asset, Asset):
        raise TransientError("PutItem", "the record changed meanwhile")
    return Done("erased already", asset.id)
