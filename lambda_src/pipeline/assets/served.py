"""What viewers of an asset get, and which outputs nobody gets any more.

An attempt that SUCCEEDED is served until a newer one SUCCEEDED, whatever happens meanwhile. Then
the outputs of every older attempt are superseded; so are those of an attempt that failed while
another is served. Of an asset that never SUCCEEDED nothing is removed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pipeline.assets.asset import FIRST_ATTEMPT, Asset, Removal, Served, Status
from pipeline.transcoding.places import Output, capture_name


def served_by(asset: Asset) -> Served:
    """What its current attempt, which SUCCEEDED, serves."""
    return Served(
        attempt=asset.attempt,
        formats=asset.formats,
        outputs=asset.outputs,
        captions=asset.captions,
    )


def keep_served(before: Asset, after: Asset, due_at: datetime) -> Asset:
    """``after`` with what it serves; what is superseded by the step from ``before`` goes at
    ``due_at``."""
    if before.is_final:
        return after
    if after.status is Status.SUCCEEDED:
        older = range(FIRST_ATTEMPT, after.attempt)
        return replace(
            after, served=served_by(after), removals=_with(after.removals, older, due_at)
        )
    failed = after.status is Status.FAILED or after.attempt != before.attempt
    if failed and after.served is not None:
        return replace(after, removals=_with(after.removals, [before.attempt], due_at))
    return after


def capture_count(served: Served) -> int:
    """They are numbered from 0. 0 where there are none, or nobody told how many."""
    thumbnails = served.outputs.get("thumbnails")
    count = thumbnails.get("count") if isinstance(thumbnails, Mapping) else None
    return count if isinstance(count, int) else 0


def with_poster(served: Served, number: int | None) -> Served:
    """None is the pipeline's own choice. The same where there is no such capture."""
    if number is None or 0 <= number < capture_count(served):
        return replace(served, poster=number)
    return served


def shown(served: Served) -> Served:
    """With the poster that the owner chose among its formats and outputs."""
    if served.poster is None:
        return served
    made, thumbnails = served.outputs.get("poster"), served.outputs.get("thumbnails")
    prefix = str(thumbnails["prefix"]) if isinstance(thumbnails, Mapping) else ""
    if isinstance(made, Mapping):
        # In the same size as the pipeline's, which is the largest.
        prefix = str(made["uri"]).removesuffix(capture_name(int(made["number"])))
    poster: Output = {"uri": prefix + capture_name(served.poster), "number": served.poster}
    return replace(
        served,
        formats=tuple(sorted({*served.formats, "poster"})),
        outputs={**served.outputs, "poster": poster},
    )


def poster_uri(served: Served) -> str | None:
    """Of the poster that viewers see."""
    poster = shown(served).outputs.get("poster")
    return str(poster["uri"]) if isinstance(poster, Mapping) else None


def due_removals(asset: Asset, now: datetime) -> tuple[int, ...]:
    """The attempts whose removal is to be asked for."""
    return tuple(one.attempt for one in asset.removals if one.next_at <= now)


def may_remove(asset: Asset, attempt: int) -> bool:
    """Whether the outputs of ``attempt`` may go: never what is served, or may be yet, and only what
    was asked for. What may go once may go for ever: no change brings an older attempt back."""
    is_asked = any(one.attempt == attempt and one.asked_at for one in asset.removals)
    is_served = asset.served is not None and asset.served.attempt == attempt
    may_be_served = attempt == asset.attempt and asset.status is not Status.FAILED
    return is_asked and not is_served and not may_be_served


def asked_at(asset: Asset, attempt: int) -> datetime:
    """When the removal of ``attempt``, which may go, was last asked for."""
    asked = (one.asked_at for one in asset.removals if one.attempt == attempt)
    return next(asked, None) or asset.updated_at


def removal_asked(asset: Asset, attempt: int, now: datetime) -> Asset:
    """A record names no outputs that may be gone: from here on they may."""
    removals = tuple(
        replace(one, asked_at=now) if one.attempt == attempt else one for one in asset.removals
    )
    if removals == asset.removals or attempt != asset.attempt:
        return replace(asset, removals=removals)
    return replace(asset, removals=removals, formats=(), outputs={})


def removed(asset: Asset, attempt: int) -> Asset:
    """Its outputs are gone."""
    left = tuple(one for one in asset.removals if one.attempt != attempt)
    return replace(asset, removals=left)


def _with(
    removals: tuple[Removal, ...], attempts: Iterable[int], due_at: datetime
) -> tuple[Removal, ...]:
    """What is due already keeps its time."""
    new = {attempt: Removal(attempt=attempt, due_at=due_at) for attempt in attempts}
    all_of_them = new | {one.attempt: one for one in removals}
    return tuple(all_of_them[attempt] for attempt in sorted(all_of_them))
