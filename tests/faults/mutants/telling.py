"""Mutants of the sessions of uploads by the API, and of what is told of their progress."""

from dataclasses import replace
from typing import Any

from faults.mutants.mutant import mutant
from pipeline.assets import announcement
from pipeline.assets.asset import Status
from pipeline.aws import upload_sessions_table
from pipeline.aws.event_bus import EventBus
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.upload_sessions.session import NOTHING_SAID, SessionState
from pipeline.workflows import publish
from pipeline.workflows.ingest import run, upload_session


def _unmarked(_: Any) -> Any:
    return lambda table, upload_id, _: table.get(upload_id)


def _waiting_alone(original: Any) -> Any:
    def mark_uploaded(table: Any, upload_id: str, version: Any) -> Any:
        session = table.get(upload_id)
        if session is not None and session.state is SessionState.ABORTED:
            return replace(session, asset_id=version.asset_id)
        return original(table, upload_id, version)

    return mark_uploaded


def _unguarded(original: Any) -> Any:
    """Whoever comes last is named."""

    def mark_uploaded(table: Any, upload_id: str, version: Any) -> Any:
        session = table.get(upload_id)
        if session is None:
            table._client.update_item(
                TableName=table._table_name,
                Key={"uploadId": {"S": upload_id}},
                UpdateExpression="SET assetId = :asset",
                ExpressionAttributeValues={":asset": {"S": version.asset_id}},
            )
            return None
        return original(table, upload_id, version)

    return mark_uploaded


def _first_named(_: Any) -> Any:
    def with_version(session: Any, version: Any) -> Any:
        others = (*session.other_asset_ids, version.asset_id)
        return replace(session, other_asset_ids=others)

    return with_version


def _uncounted(original: Any) -> Any:
    """Written to the session, and not to the counter."""

    def count_version(table: Any, session: Any, version: Any, counter: Any) -> bool:
        return original(table, session, replace(version, size_bytes=0), counter)

    return count_version


def _always_counted(original: Any) -> Any:
    """Whatever the session says."""

    def count_estimate(table: Any, upload_id: str, version: Any, usd: Any, counter: Any) -> bool:
        again = original(table, upload_id, version, usd, counter)
        if not again and table.get(upload_id) is not None:
            update = table._counters.added(counter, "ADD estimateUsd :usd", {":usd": usd})
            table._client.update_item(**update)
        return True

    return count_estimate


def _wordless(original: Any) -> Any:
    return lambda *facts: replace(original(*facts), words=NOTHING_SAID)


def _ends_alone(original: Any) -> Any:
    return lambda before, after: after.status is not Status.PROCESSING and original(before, after)


MUTANTS = (
    mutant(
        "session-unmarked",
        "the session of an upload stays as it was",
        (UploadSessionsTable, UploadSessionsTable.mark_uploaded, _unmarked),
    ),
    mutant(
        "aborted-stays",
        "what is sent of an aborted upload is not told to its session",
        (UploadSessionsTable, UploadSessionsTable.mark_uploaded, _waiting_alone),
    ),
    mutant(
        "session-made-up",
        "an upload whose session is gone makes one",
        (UploadSessionsTable, UploadSessionsTable.mark_uploaded, _unguarded),
    ),
    mutant(
        "captions-unmarked",
        "the session of captions stays as it was",
        (run, run.mark_captions, lambda _: lambda *_: None),
    ),
    mutant(
        "words-dropped",
        "the record does not say what the client said",
        (run, run.told_of, _wordless),
    ),
    mutant(
        "first-version-named",
        "a session names an older version of its object",
        (upload_sessions_table, upload_sessions_table.with_version, _first_named),
    ),
    mutant(
        "every-version-taken",
        "a form makes as many assets as it is used",
        (upload_session, upload_session.is_one_too_many, lambda _: lambda _: False),
    ),
    mutant(
        "version-uncounted",
        "the bytes of another version do not count",
        (UploadSessionsTable, UploadSessionsTable.count_version, _uncounted),
    ),
    mutant(
        "estimate-counted-again",
        "each delivery counts what its jobs may cost",
        (UploadSessionsTable, UploadSessionsTable.count_estimate, _always_counted),
    ),
    mutant(
        "progress-untold",
        "only the ends of assets are announced",
        (publish, publish.is_news, _ends_alone),
    ),
    mutant(
        "progress-repeated",
        "every write of an asset under way is announced",
        (announcement, announcement._steps, lambda _: lambda asset: asset.revision),
    ),
    mutant(
        "expiries-untold",
        "nobody hears of uploads whose file never came",
        (EventBus, EventBus.announce_expired, lambda _: lambda *_: None),
        mix="api",
    ),
)
