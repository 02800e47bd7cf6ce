"""What is erased or superseded is out of the CDN's caches before anybody says that it is gone."""

import pytest

from fakes import events
from fakes.cloudfront import DISTRIBUTION_ID, FakeCloudFront
from fakes.erased_upload import Upload, erase
from fakes.function_environment import OUTPUTS_BUCKET
from fakes.mediaconvert import client_error
from fakes.recorder import once

LATE = client_error("Any", "ServiceUnavailable", 503)
DENIED = client_error("Any", "AccessDenied", 403)


class KilledError(BaseException):
    """The process is gone."""


@pytest.fixture
def cdn(pipeline, monkeypatch):
    monkeypatch.setenv("CDN_DISTRIBUTION_ID", DISTRIBUTION_ID)
    pipeline.forget_processes()
    pipeline.clients["cloudfront"] = FakeCloudFront(pipeline.clock)
    s3 = pipeline.clients["s3"]
    s3.create_bucket(Bucket=events.UPLOADS_BUCKET)
    status = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket=events.UPLOADS_BUCKET, VersioningConfiguration=status)
    return pipeline.clients["cloudfront"]


@pytest.fixture
def film(pipeline, cdn):  # noqa: ARG001 - uploads need its bucket
    return Upload(pipeline)


@pytest.fixture
def superseded(pipeline, cdn):  # noqa: ARG001
    """Attempt 1 of it, whose removal is asked for."""
    film = Upload(pipeline)
    pipeline.ingest(events.reprocess(film.id, 1))
    pipeline.track(pipeline.complete(1))
    pipeline.clock.forward(7 * 24 * 3600)
    pipeline.reconcile()
    assert pipeline.removals.pop() == (events.remove(film.id, 1), 0)
    return film


def remove(film, receive_count=1):
    """Until there is no more to do; how long it waited."""
    message, waited = events.remove(film.id, 1), []
    while len(waited) < 30:
        assert film.pipeline.remove(message, receive_count=receive_count) == []
        if not film.pipeline.removals:
            return waited
        message, delay = film.pipeline.removals.pop()
        waited.append(delay)
        film.pipeline.clock.forward(delay)
    raise AssertionError("it never ends")


def fill(cdn, count=15):
    """With what others have in progress."""
    for number in range(count):
        cdn.create_invalidation(
            DistributionId=DISTRIBUTION_ID,
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/others/*"]},
                "CallerReference": f"{number}",
            },
        )


def quiet(film):
    """Everything is deleted, and nobody is at work; the next pass finds nothing."""
    film.pipeline.erase(events.erase(film.id))
    message, delay = film.pipeline.erasures.pop()
    film.pipeline.clock.forward(delay)
    return message


def cached(film):
    """A viewer has a file of it from a cache, which got it now."""
    key = f"{film.id}/1/cmaf/late.mp4"
    film.s3.put_object(Bucket=OUTPUTS_BUCKET, Key=key, Body=b"x")
    return key, film.pipeline.clock.now()


def test_an_asset_is_erased_once_its_files_are_out_of_the_caches(film, cdn, log_lines):
    first = (film.outputs[0], film.pipeline.clock.now())
    assert erase(film.pipeline, film.id) == (5, [60, 20, 20, 25])
    assert [batch["Paths"]["Items"] for batch, _ in cdn.made] == [[f"/{film.id}/*"]]
    assert cdn.covers(*first)
    assert film.record["status"] == "ERASED"
    told = [line["message"] for line in log_lines() if "message" in line]
    assert told[-4:] == [
        *[f"nothing is left but in caches; goes on in {n} s" for n in (20, 20, 25)],
        "erased",
    ]


def test_until_then_it_is_not(film, cdn):
    message = quiet(film)
    film.pipeline.erase(message)
    film.pipeline.clock.forward(44)
    film.pipeline.erase(message)
    assert film.record["status"] == "ERASING"
    film.pipeline.clock.forward(1)
    film.pipeline.erase(message)
    assert film.record["status"] == "ERASED"
    assert len(cdn.made) == 1


def test_where_others_have_too_many_it_waits_and_nothing_fails(film, cdn):
    message = quiet(film)
    fill(cdn)
    assert film.pipeline.erase(message, receive_count=11) == []
    assert (len(cdn.made), film.record["status"]) == (15, "ERASING")
    message, delay = film.pipeline.erasures.pop()
    film.pipeline.clock.forward(delay + 45)
    erase(film.pipeline, film.id, receive_count=11)
    assert (len(cdn.made), film.record["status"]) == (16, "ERASED")
    assert film.pipeline.dead_letters("erasures") == []


def test_who_waits_long_looks_seldom(film, cdn):
    quiet(film)
    waited = []
    for _ in range(40):
        cdn.made.clear()
        fill(cdn)
        film.pipeline.erase(events.erase(film.id))
        waited.append(film.pipeline.erasures.pop()[1])
        film.pipeline.clock.forward(waited[-1])
    assert (waited[0], waited[-1]) == (20, 600)
    assert waited == sorted(waited)


@pytest.mark.parametrize("killed", [False, True])
def test_an_invalidation_of_before_a_later_find_does_not_count(film, cdn, killed):
    pipeline = film.pipeline
    message = quiet(film)
    pipeline.erase(message)
    assert len(cdn.made) == 1
    pipeline.clock.forward(10)
    late = cached(film)
    pipeline.clock.forward(50)
    if killed:
        pipeline.recorder.after = once("delete_objects", KilledError())  # type: ignore[arg-type]
        with pytest.raises(KilledError):
            pipeline.erase(message)
        assert film.outputs == []
    erase(pipeline, film.id, receive_count=2)
    assert (film.outputs, film.record["status"]) == ([], "ERASED")
    assert len(cdn.made) == 2
    assert cdn.covers(*late)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", ["create_invalidation", "get_invalidation", "send_message"])
def test_killed_in_between_it_is_asked_for_once(film, cdn, call, moment):
    message = quiet(film)
    setattr(film.pipeline.recorder, moment, once(call, KilledError()))  # type: ignore[arg-type]
    with pytest.raises(KilledError):
        film.pipeline.erase(message)
    film.pipeline.erasures.clear()
    erase(film.pipeline, film.id, receive_count=2)
    assert (len(cdn.made), film.record["status"]) == (1, "ERASED")


@pytest.mark.parametrize("call", ["create_invalidation", "get_invalidation"])
@pytest.mark.parametrize(("error", "comes_back"), [(LATE, True), (DENIED, False)])
def test_calls_that_fail(film, call, error, comes_back):
    message = quiet(film)
    film.pipeline.recorder.before = once(call, error)
    assert len(film.pipeline.erase(message)) == comes_back
    assert len(film.pipeline.dead_letters("erasures")) == (not comes_back)
    assert film.record["status"] == "ERASING"
    erase(film.pipeline, film.id, receive_count=2)
    assert film.record["status"] == "ERASED"


def test_one_that_is_not_known_everywhere_yet_is_looked_for_again(film, cdn):
    message = quiet(film)
    unknown = client_error("GetInvalidation", "NoSuchInvalidation", 404)
    film.pipeline.recorder.before = once("get_invalidation", unknown)
    assert film.pipeline.erase(message) == []
    erase(film.pipeline, film.id)
    assert (len(cdn.made), film.record["status"]) == (1, "ERASED")


def test_two_passes_at_once_end_as_one(film, cdn):
    message = quiet(film)

    def overtaken(name: str) -> None:
        if name == "create_invalidation":
            film.pipeline.recorder.before = lambda _: None
            film.pipeline.erase(message)

    film.pipeline.recorder.before = overtaken
    film.pipeline.erase(message)
    erase(film.pipeline, film.id)
    assert (len(cdn.made), film.record["status"]) == (1, "ERASED")


def test_superseded_outputs_are_gone_once_they_are_out_of_the_caches(superseded, cdn):
    assert remove(superseded) == [20, 20, 20]
    assert [batch["Paths"]["Items"] for batch, _ in cdn.made] == [[f"/{superseded.id}/1/*"]]
    record = superseded.record
    assert record["history"][-1]["cause"] == "outputs of attempt 1 removed: superseded"
    assert {key.split("/")[1] for key in superseded.outputs} == {"2"}


def test_a_removal_waits_for_others(superseded, cdn):
    fill(cdn)
    assert superseded.pipeline.remove(events.remove(superseded.id, 1), receive_count=11) == []
    assert superseded.record["removals"]
    _, delay = superseded.pipeline.removals.pop()
    superseded.pipeline.clock.forward(delay + 45)
    remove(superseded, receive_count=11)
    assert "removals" not in superseded.record
    assert superseded.pipeline.dead_letters("removals") == []


def test_what_is_erased_is_not_removed_as_well(superseded, cdn):
    superseded.pipeline.erase(events.erase(superseded.id))
    assert superseded.pipeline.remove(events.remove(superseded.id, 1)) == []
    superseded.pipeline.clock.forward(60)
    erase(superseded.pipeline, superseded.id)
    assert [batch["Paths"]["Items"] for batch, _ in cdn.made] == [[f"/{superseded.id}/*"]]


def test_the_reconciler_leaves_alone_what_waits(film, cdn):
    message = quiet(film)
    fill(cdn)
    film.pipeline.erase(message)
    film.pipeline.clock.forward(600)
    assert film.pipeline.reconcile()["looked"] == 0
