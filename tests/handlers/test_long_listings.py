"""More jobs since the claim than a search can see: nobody takes those it did not see for absent."""

import pytest
from botocore.exceptions import ReadTimeoutError

from fakes import events
from fakes.recorder import once
from pipeline.aws.transcoder import MOST_PAGES, PAGE_SIZE

SEEN = MOST_PAGES * PAGE_SIZE


@pytest.fixture
def stuck(pipeline):
    """Its orchestrator died after CreateJob; no token protects any more."""
    pipeline.recorder.after = once("create_job", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        pipeline.ingest(events.object_created())
    pipeline.clock.forward(901)
    pipeline.recorder.calls.clear()
    return pipeline


def crowd(pipeline, count: int) -> None:
    """Jobs of others in our queue, newer than all that are there."""
    job = pipeline.mediaconvert.jobs[0] | {"CreatedAt": pipeline.clock.now(), "UserMetadata": {}}
    pipeline.mediaconvert.jobs += [job | {"Id": f"other-{number}"} for number in range(count)]


def slow_pages(pipeline, seconds: float) -> None:
    def pass_time(name: str) -> None:
        if name == "list_jobs":
            pipeline.clock.forward(seconds)

    pipeline.recorder.after = pass_time


def ids_of(pipeline) -> list[list[str]]:
    return sorted(asset["jobIds"] for asset in pipeline.assets())


def test_a_takeover_finds_the_last_job_of_the_last_page(stuck):
    crowd(stuck, SEEN - 1)
    assert stuck.ingest(events.object_created(), receive_count=2) == []
    assert stuck.recorder.calls.count("list_jobs") == MOST_PAGES
    assert stuck.asset()["jobIds"] == [stuck.mediaconvert.jobs[0]["Id"]]


def test_a_takeover_that_did_not_see_every_job_creates_none(stuck, log_lines):
    crowd(stuck, SEEN)
    assert len(stuck.ingest(events.object_created(), receive_count=2)) == 1
    assert stuck.recorder.calls.count("list_jobs") == MOST_PAGES
    assert "ListJobs: too many jobs since 2026-01-01T11:59Z" in log_lines()[-1]["message"]
    assert len(stuck.mediaconvert.requests) == 1
    del stuck.mediaconvert.jobs[1:]
    stuck.finish()
    assert stuck.asset()["jobIds"] == [stuck.mediaconvert.jobs[0]["Id"]]
    assert len(stuck.mediaconvert.requests) == 1


def test_a_search_leaves_half_of_the_time_to_the_rest_of_the_batch(stuck):
    crowd(stuck, SEEN)
    slow_pages(stuck, 1)
    others = [events.object_created(version_id=f"other-{number}") for number in range(4)]
    assert len(stuck.ingest(events.object_created(), *others, receive_count=2)) == 1
    assert stuck.recorder.calls.count("list_jobs") == 15
    assert [len(ids) for ids in ids_of(stuck)] == [0, 1, 1, 1, 1]


def test_the_reconciler_asks_for_nothing_that_it_did_not_look_for(stuck):
    crowd(stuck, SEEN)
    assert stuck.reconcile() == {"looked": 1, "healed": 0}
    assert stuck.sent == []
    assert stuck.asset()["checkedAt"] == stuck.asset()["updatedAt"]
    assert stuck.reconcile() == {"looked": 0, "healed": 0}, "the others come first now"


def test_the_reconciler_saves_that_it_looks_before_it_looks(stuck):
    """A run that dies in the search does not meet the same asset first again."""
    stuck.recorder.before = once("list_jobs", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        stuck.reconcile()
    assert stuck.asset()["checkedAt"] == stuck.asset()["updatedAt"]
    assert stuck.reconcile() == {"looked": 0, "healed": 0}


def test_the_reconcilers_search_ends_with_its_time(stuck):
    crowd(stuck, SEEN)
    slow_pages(stuck, 1)
    assert stuck.reconcile() == {"looked": 1, "healed": 0}
    assert stuck.recorder.calls.count("list_jobs") == 15


def test_jobs_that_were_all_found_need_no_whole_search(stuck):
    ours = stuck.mediaconvert.jobs[0]
    crowd(stuck, SEEN)
    stuck.mediaconvert.jobs.append(ours)
    assert stuck.reconcile() == {"looked": 1, "healed": 1}
    assert stuck.asset()["jobIds"] == [ours["Id"]]


def test_a_lost_answer_behind_many_jobs_is_no_job_that_can_be_created_again(pipeline):
    """The token would protect; but the message waits for the lease all the same."""
    pipeline.ingest(events.object_created(version_id="first"))
    error = once("create_job", ReadTimeoutError(endpoint_url="https://mediaconvert"))

    def after(name: str) -> None:
        if name == "create_job":
            crowd(pipeline, SEEN)
        error(name)

    pipeline.recorder.after = after
    assert len(pipeline.ingest(events.object_created())) == 1
    assert len(pipeline.mediaconvert.requests) == 2
