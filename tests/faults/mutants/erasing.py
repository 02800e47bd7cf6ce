"""Mutants of erasures. Schedules in which most assets are erased kill them."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from faults.mutants import mutant as mutants
from faults.mutants.core import Anything
from pipeline.assets import erased_versions, transitions
from pipeline.assets.asset import Status
from pipeline.assets.changes import JobMoved, JobsOpen
from pipeline.assets.erasing import Tombstone
from pipeline.aws.asset_table import AssetTable
from pipeline.aws.transcoder import Transcoder
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.jobs.job import OpenJobs
from pipeline.workflows import erase, publish, reconcile
from pipeline.workflows.ingest import run

mutant = partial(mutants.mutant, mix="erasure")


def _moving(original: Any) -> Any:
    """News of its jobs count for an asset that is ERASING."""

    def changed(asset: Any, change: Any, now: Any) -> Any:
        if asset.status is Status.ERASING and isinstance(change, JobMoved):
            asset = replace(asset, status=Status.PROCESSING)
        return original(asset, change, now)

    return changed


def _unsaid(original: Any) -> Any:
    """That jobs were open is forgotten with the pass."""

    def changed(asset: Any, change: Any, now: Any) -> Any:
        return asset if isinstance(change, JobsOpen) else original(asset, change, now)

    return changed


def _named(original: Any) -> Any:
    """One that is ERASING says what it served."""
    return lambda asset, *more: replace(original(asset, *more), served=asset.served)


def _running_on(_: Any) -> Any:
    return lambda asset, *_: asset


def _without_record(_: Any) -> Any:
    """Nothing stays of it."""

    def bury(table: Any, tombstone: Any, if_revision: int) -> Any:
        del if_revision
        table._client.delete_item(TableName=table._table_name, Key={"assetId": {"S": tombstone.id}})
        return erase.Saved()

    return bury


def _silent(original: Any) -> Any:
    return lambda before, after: not isinstance(after, Tombstone) and original(before, after)


def _at_once(_: Any) -> Any:
    return lambda *_: datetime.min.replace(tzinfo=UTC)


def _nothing(_: Any) -> Any:
    return lambda *_: None


def _always(_: Any) -> Any:
    return lambda *_: True


def _never(_: Any) -> Any:
    return lambda *_: False


MUTANTS = (
    mutant(
        "erasing-moves",
        "news of jobs count for an asset that is erased",
        (transitions, transitions._changed, _moving),
        (transitions, transitions.LEGAL, lambda _: Anything()),
    ),
    mutant(
        "erasing-serves",
        "an asset that is erased names outputs yet",
        (transitions, transitions.erasing, _named),
    ),
    mutant(
        "buried-at-once",
        "a pass that finds nothing is the last one, whoever may be at work",
        (erase, erase.quiet_at, _at_once),
    ),
    mutant(
        "cancelled-is-over",
        "a job that was cancelled counts as one that writes nothing more",
        (transitions, transitions._changed, _unsaid),
        scenario="cancelled_jobs_are_waited_for",
    ),
    mutant(
        "jobs-run-on",
        "nobody ends the jobs of an erased asset",
        (erase, erase._end_jobs, _running_on),
    ),
    mutant(
        "recorded-jobs-alone",
        "of jobs that no record knows nobody looks for",
        (Transcoder, Transcoder.open_jobs, lambda _: lambda *_: OpenJobs(ids=())),
    ),
    mutant(
        "one-pass",
        "what a pass found and took away was all",
        (erase._Pass, erase._Pass.found_nothing, lambda _: property(lambda done: done.is_whole)),
        (erase, erase.quiet_at, _at_once),
    ),
    mutant(
        "every-version",
        "all versions of the key go with one of them",
        (erase, erase.erased_versions, lambda _: lambda _, listed: tuple(listed)),
    ),
    mutant(
        "captions-always",
        "captions go although another video has them",
        (erased_versions, erased_versions._of_one_name, _never),
    ),
    mutant(
        "captions-never",
        "captions stay when no video has them any more",
        (erased_versions, erased_versions.is_sidecar_of, _never),
    ),
    mutant(
        "markers-stay",
        "a key's markers stay when it has no version any more",
        (erased_versions, erased_versions.is_last, _never),
    ),
    mutant(
        "sessions-stay",
        "the session of an erased upload stays",
        (UploadSessionsTable, UploadSessionsTable.forget, _nothing),
    ),
    mutant(
        "sessions-always",
        "the session of an upload goes with any of its versions",
        (erase, erase.is_last, _always),
    ),
    mutant(
        "outputs-stay",
        "what jobs made of an erased asset stays",
        (erase, erase._sweep_outputs, _running_on),
    ),
    mutant(
        "caches-stay",
        "an asset is erased while the CDN's caches have it",
        (erase, erase._invalidate, _always),
    ),
    mutant(
        "no-tombstone",
        "nothing stays of an erased asset: whatever comes late begins it anew",
        (AssetTable, AssetTable.bury, _without_record),
    ),
    mutant(
        "tombstone-soon-over",
        "a tombstone goes when its dead letters are still there",
        (Tombstone, Tombstone.expires_at, lambda _: property(lambda stone: stone.erased_at)),
    ),
    mutant(
        "deletion-untold",
        "nobody is told that an asset was erased",
        (publish, publish.is_news, _silent),
    ),
    mutant(
        "old-events-begin",
        "an event that is older than tombstones begins an asset whose upload is gone",
        (run, run._is_gone, _never),
    ),
    mutant(
        "no-erasures",
        "nobody asks again for erasures that do not go on",
        (reconcile, reconcile._erasures, lambda _: lambda *_: iter(())),
        scenario="lost_erasures_are_asked_for_again",
    ),
)
