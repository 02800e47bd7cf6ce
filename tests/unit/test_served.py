"""What is served, and what goes, in whole stories; test_lifecycle.py has every order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.assets import DAYS, GROUPS, apply, claimed, moved, reprocessed
from fakes.clock import START
from pipeline.assets.asset import Lease, Status, backoff_until
from pipeline.assets.changes import Edited, Refused, RemovalAsked, Removed
from pipeline.assets.new_attempt import Retry
from pipeline.assets.served import shown
from pipeline.failures import Failure
from pipeline.jobs.job import JobState

WHY = Failure("CODE", "A message.")


def happened(words):
    """Each a second after the one before. ``half`` is the first of two jobs."""
    asset = claimed()
    for second, word in enumerate(words.split()):
        now = START + timedelta(seconds=second)
        facts = {"attempt": asset.attempt, "job": "mp4", "job_id": f"{asset.attempt}-mp4"}
        half = {**facts, "job": "hls", "job_id": f"{asset.attempt}-hls"}
        match word.split(":"):
            case ["half"]:
                change = moved(JobState.COMPLETE, groups=GROUPS["hls"], **half)
            case ["whole"]:
                made = {"groups": GROUPS["mp4"], "thumbnail_count": 4}
                change = moved(JobState.COMPLETE, **made, **facts)
            case ["retry"]:
                retry = Retry(backoff_until(now))
                change = moved(JobState.ERROR, failure=WHY, retry=retry, **facts)
            case ["fail"]:
                change = moved(JobState.ERROR, failure=WHY, **facts)
            case ["refuse"]:
                change = Refused(attempt=asset.attempt, failure=WHY)
            case ["again"]:
                change = reprocessed(asset.attempt, Lease("operator", now))
            case ["asked", attempt]:
                change = RemovalAsked(attempt=int(attempt))
            case ["removed", attempt]:
                change = Removed(attempt=int(attempt))
            case ["poster", number]:
                change = Edited(poster=None if number == "none" else int(number))
        asset = apply(asset, change, now) or asset
    return asset


@pytest.mark.parametrize(
    ("words", "served", "due"),
    [
        ("half", None, {}),
        ("half whole", 1, {}),
        ("half fail again half fail", None, {}),  # never SUCCEEDED: nothing goes
        ("half retry half whole", 2, {1: 3}),
        ("fail again retry half whole", 3, {1: 4, 2: 4}),
        ("half whole again", 1, {}),
        ("half whole again half", 1, {}),
        ("half whole again half whole", 2, {1: 4}),
        ("half whole again half fail", 1, {2: 4}),
        ("half whole again refuse", 1, {2: 3}),
        ("half whole again retry retry", 1, {2: 3, 3: 4}),
        ("half whole again fail again half whole", 3, {1: 6, 2: 3}),  # what is due keeps its time
        ("half whole again half whole again fail", 2, {1: 4, 3: 6}),
        ("half whole again half whole removed:1", 2, {}),
        ("half whole again half whole removed:2", 2, {1: 4}),
        ("half whole removed:1", 1, {}),
        ("half whole again fail removed:2 again half whole", 3, {1: 7, 2: 7}),
    ],
)
def test_the_newest_success_is_served_and_what_nobody_gets_goes(words, served, due):
    asset = happened(words)
    assert (asset.served.attempt if asset.served else None) == served
    days = timedelta(days=DAYS)
    assert {one.attempt: one.due_at for one in asset.removals} == {
        attempt: START + timedelta(seconds=second) + days for attempt, second in due.items()
    }


@pytest.mark.parametrize("then", ["", " again half", " again half fail", " again retry"])
def test_all_of_what_is_served_is_of_one_attempt(then):
    served = happened("half whole" + then).served
    assert served.formats == ("hls", "mp4", "thumbnails")
    thumbnails, *uris = sorted(served.outputs.values(), key=str, reverse=True)
    places = [thumbnails["prefix"], *uris]
    assert len(places) == 3
    assert all(f"/{served.attempt}/" in place for place in places)


def test_a_record_lists_no_outputs_that_may_be_gone():
    before = happened("half whole again half fail")
    assert before.formats == ("hls",)
    asked = happened("half whole again half fail asked:2")
    assert (asked.formats, asked.outputs) == ((), {})
    assert happened("half whole again half whole asked:1").formats == ("hls", "mp4", "thumbnails")
    after = happened("half whole again half fail asked:2 removed:2")
    assert (after.formats, after.removals) == ((), ())
    assert (after.status, after.completed_at) == (Status.FAILED, before.completed_at)
    assert after.history[-1].cause == "outputs of attempt 2 removed: superseded"
    assert happened("half whole again half fail asked:2 removed:2 removed:2") == after


@pytest.mark.parametrize(
    ("words", "poster"),
    [
        ("poster:1 half whole", None),  # nothing was served yet
        ("half whole poster:4", None),  # there are four
        ("half whole poster:-1", None),
        ("half whole poster:3", 3),
        ("half whole poster:3 poster:0", 0),
        ("half whole poster:3 poster:9", 3),
        ("half whole poster:3 poster:none", None),
        ("half whole poster:3 again", 3),
        ("half whole poster:3 again half fail asked:2 removed:2", 3),
        ("half whole again retry poster:2 retry", 2),
        ("half whole poster:3 again half whole", None),  # other frames
        ("half whole poster:3 again half whole poster:1 removed:1", 1),
    ],
)
def test_a_chosen_poster_stays_while_its_attempt_is_served(words, poster):
    assert happened(words).served.poster == poster


def test_a_chosen_poster_is_shown_in_place_of_the_pipelines():
    """In the size of the pipeline's, or where it made none, of the thumbnails."""
    served = happened("half whole poster:2").served
    prefix = served.outputs["thumbnails"]["prefix"]
    assert shown(served).outputs["poster"] == {"uri": f"{prefix}0000002.jpg", "number": 2}
    assert shown(served).formats == ("hls", "mp4", "poster", "thumbnails")
    assert "poster" not in served.outputs
    made = {"uri": "s3://b/a/1/thumbnails/index_thumbnail_1280.0000003.jpg", "number": 3}
    with_made = replace(served, outputs={**served.outputs, "poster": made})
    poster = {"uri": "s3://b/a/1/thumbnails/index_thumbnail_1280.0000002.jpg", "number": 2}
    assert shown(with_made).outputs == {**served.outputs, "poster": poster}
    given_back = replace(with_made, poster=None)
    assert shown(given_back) == given_back
