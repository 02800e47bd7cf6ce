"""Faults that tests ask for: only what is named goes wrong, once."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from local_aws.account import Account
from local_aws.faults import Faults
from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.media_files import Media

SOURCE = "s3://uploads/faulty ü.mp4"


@pytest.fixture
def faults(account: Account, resources: SimpleNamespace, media: Media) -> Faults:
    resources.s3.upload_file(str(media.clip(seconds=1)), "uploads", "faulty ü.mp4")
    return Faults(account.folder.path)


def request(source: str = SOURCE) -> dict:
    job = make.job(make.mp4("s3://outputs/faulty/index"), source=source)
    job.pop("ClientRequestToken")
    return job


def test_a_held_answer_comes_in_the_end(faults: Faults, resources: SimpleNamespace) -> None:
    with ThreadPoolExecutor() as pool:
        with faults.answer_of_create_job_held(SOURCE):
            held = pool.submit(resources.mediaconvert.create_job, **request())
            other = resources.mediaconvert.create_job(**request("s3://uploads/other.mp4"))["Job"][
                "Id"
            ]
            time.sleep(0.5)
            assert not held.done()
            ids = {job["Id"] for job in resources.mediaconvert.list_jobs(Queue=make.QUEUE)["Jobs"]}
        job = held.result()["Job"]["Id"]
    assert ids >= {job, other}
    assert jobs.finish(resources, job)["Status"] == "COMPLETE"


def test_one_job_fails_as_told(faults: Faults, resources: SimpleNamespace) -> None:
    faults.fail_next_job(SOURCE, 3450, "its server failed")
    failed, next_one = (jobs.run(resources, request()) for _ in range(2))
    assert (failed["Status"], failed["ErrorCode"], failed["ErrorMessage"]) == (
        "ERROR",
        3450,
        "its server failed",
    )
    error = jobs.events(resources, failed["Id"], "ERROR")[-1]
    assert error["detail"]["errorCode"] == 3450
    assert next_one["Status"] == "COMPLETE"
