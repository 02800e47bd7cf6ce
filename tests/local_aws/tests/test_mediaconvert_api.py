"""The API's answers: names, errors, paging, idempotency, queues, tags, cancelling, probing."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.calls import refusal
from local_aws.tests.media_files import Media


@pytest.fixture
def paused(resources: SimpleNamespace) -> Iterator[str]:
    """A paused queue of its own; its jobs wait."""
    name = "paused"
    arn = resources.mediaconvert.create_queue(Name=name, Status="PAUSED")["Queue"]["Arn"]
    yield arn
    for job in resources.mediaconvert.list_jobs(Queue=arn, Status="SUBMITTED")["Jobs"]:
        resources.mediaconvert.cancel_job(Id=job["Id"])
    resources.mediaconvert.delete_queue(Name=name)


def waiting(resources: SimpleNamespace, queue: str, token: str = "", **more: Any) -> dict[str, Any]:
    request = {**make.job(make.mp4()), "Queue": queue, **more}
    request["ClientRequestToken"] = token or f"t-{id(request)}"
    return resources.mediaconvert.create_job(**request)["Job"]


def test_values_outside_the_model_are_bad_requests(resources: SimpleNamespace) -> None:
    request = make.job(make.mp4())
    output = request["Settings"]["OutputGroups"][0]["Outputs"][0]
    h264 = output["VideoDescription"]["CodecSettings"]["H264Settings"]
    h264["RateControlMode"] = "NOPE"
    h264["MaxBitrate"] = 10**12
    output["AudioDescriptions"][0]["StreamName"] = "Français"
    request["BillingTagsSource"] = "Queue"
    code, message = refusal(resources.mediaconvert.create_job, **request)
    assert code == "BadRequestException"
    assert "/billingTagsSource: Queue is not one of QUEUE" in message
    assert "/audioDescriptions/0/streamName: Should match" in message
    at = "/settings/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings"
    assert f"{at}/rateControlMode: NOPE is not one of" in message
    assert f"{at}/maxBitrate: Should have at most 1152000000" in message


def test_broken_rules_are_bad_requests(resources: SimpleNamespace) -> None:
    code, message = refusal(resources.mediaconvert.create_job, **make.job(make.thumbnails()))
    assert code == "BadRequestException"
    assert "frame capture" in message


def test_what_the_laptop_cannot_do_says_so(resources: SimpleNamespace) -> None:
    request = make.job(make.mp4())
    request["Settings"]["Inputs"][0]["InputClippings"] = [{"EndTimecode": "00:00:01:00"}]
    code, message = refusal(resources.mediaconvert.create_job, **request)
    assert (code, message) == (
        "BadRequestException",
        "the local account does not transcode InputClippings",
    )


def test_an_unknown_queue_or_job_is_not_found(resources: SimpleNamespace) -> None:
    queue = make.QUEUE.replace("transcode", "nobody")
    request = {**make.job(make.mp4()), "Queue": queue}
    assert refusal(resources.mediaconvert.create_job, **request)[0] == "NotFoundException"
    assert refusal(resources.mediaconvert.get_job, Id="1-a")[0] == "NotFoundException"
    assert refusal(resources.mediaconvert.cancel_job, Id="1-a")[0] == "NotFoundException"
    assert refusal(resources.mediaconvert.get_queue, Name="nobody")[0] == "NotFoundException"
    assert refusal(resources.mediaconvert.list_jobs, Queue=queue)[0] == "NotFoundException"


def test_a_token_gives_the_same_job_again(resources: SimpleNamespace, paused: str) -> None:
    first = waiting(resources, paused, "again")
    assert waiting(resources, paused, "again")["Id"] == first["Id"]
    assert waiting(resources, paused, "another")["Id"] != first["Id"]


def test_a_created_job_says_what_was_asked(resources: SimpleNamespace, paused: str) -> None:
    job = waiting(resources, paused, StatusUpdateInterval="SECONDS_10", Priority=5)
    assert job["Status"] == "SUBMITTED"
    assert job["Arn"] == f"arn:aws:mediaconvert:us-east-1:{make.ACCOUNT}:jobs/{job['Id']}"
    assert job["Queue"] == paused
    assert job["Role"] == make.ROLE
    assert job["UserMetadata"]["assetId"] == "a-1"
    assert job["StatusUpdateInterval"] == "SECONDS_10"
    assert job["Settings"]["Inputs"][0]["FileInput"] == "s3://uploads/clip.mp4"
    assert "StartTime" not in job["Timing"]


def test_jobs_are_listed_by_queue_in_pages_newest_first(
    resources: SimpleNamespace, paused: str
) -> None:
    made = [waiting(resources, paused, f"page-{n}")["Id"] for n in range(5)]
    listed: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = resources.mediaconvert.list_jobs(
            Queue=paused, MaxResults=2, Order="DESCENDING", Status="SUBMITTED", **more
        )
        listed += [job["Id"] for job in page["Jobs"]]
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    assert listed == made[::-1]
    answer = resources.mediaconvert.list_jobs(Queue="paused", Order="ASCENDING", Status="SUBMITTED")
    assert [job["Id"] for job in answer["Jobs"]] == made
    bad = refusal(resources.mediaconvert.list_jobs, NextToken="???")
    assert bad[0] == "BadRequestException"


def test_search_takes_a_part_of_the_input_up_to_300_characters(
    resources: SimpleNamespace, paused: str
) -> None:
    request = {**make.job(make.mp4(), source="s3://uploads/rare name.mp4"), "Queue": paused}
    job = resources.mediaconvert.create_job(**request | {"ClientRequestToken": "rare"})["Job"]
    found = resources.mediaconvert.search_jobs(InputFile="rare name", Queue=paused)["Jobs"]
    assert [one["Id"] for one in found] == [job["Id"]]
    long = refusal(resources.mediaconvert.search_jobs, InputFile="x" * 301)
    assert long[0] == "BadRequestException"


def test_a_waiting_job_is_canceled_with_an_event(resources: SimpleNamespace) -> None:
    resources.mediaconvert.update_queue(Name="test-transcode", Status="PAUSED")
    job = waiting(resources, make.QUEUE)
    resources.mediaconvert.cancel_job(Id=job["Id"])
    resources.mediaconvert.update_queue(Name="test-transcode", Status="ACTIVE")
    assert jobs.finish(resources, job["Id"])["Status"] == "CANCELED"
    assert len(jobs.events(resources, job["Id"], "CANCELED")) == 1
    again = refusal(resources.mediaconvert.cancel_job, Id=job["Id"])
    assert again[0] == "ConflictException"


def test_a_running_job_is_canceled_and_reports_meanwhile(
    resources: SimpleNamespace, media: Media
) -> None:
    clip = media.looped(media.clip("short.mp4", size="160x120", sound=False), 300)
    resources.s3.upload_file(str(clip), "uploads", "long.mp4")
    group = make.group(
        "FileGroupSettings", [make.video("MP4", 1920, 1080)], "s3://outputs/long/index"
    )
    group["Outputs"][0]["VideoDescription"]["ScalingBehavior"] = "FIT"
    request = {**make.job(group, source="s3://uploads/long.mp4"), "ClientRequestToken": "long"}
    job = resources.mediaconvert.create_job(**request, StatusUpdateInterval="SECONDS_10")["Job"]
    update = jobs.events(resources, job["Id"], "STATUS_UPDATE", 25)[-1]["detail"]
    progress = update["jobProgress"]
    assert progress["currentPhase"] == "TRANSCODING"
    assert 5 <= progress["jobPercentComplete"] < 90
    assert progress["phaseProgress"]["PROBING"] == {"status": "COMPLETE", "percentComplete": 100}
    assert progress["phaseProgress"]["UPLOADING"] == {"status": "PENDING", "percentComplete": 0}
    assert update["framesDecoded"] > 0
    resources.mediaconvert.cancel_job(Id=job["Id"])
    assert jobs.events(resources, job["Id"], "CANCELED")
    assert jobs.keys(resources, "long/") == []


def test_a_queue_with_waiting_jobs_cannot_be_deleted(
    resources: SimpleNamespace, paused: str
) -> None:
    waiting(resources, paused)
    code, message = refusal(resources.mediaconvert.delete_queue, Name="paused")
    assert code == "ConflictException"
    assert "unprocessed jobs" in message
    assert resources.mediaconvert.get_queue(Name="paused")["Queue"]["SubmittedJobsCount"] == 1


def test_queues_are_made_once_listed_and_changed(resources: SimpleNamespace, paused: str) -> None:
    twice = refusal(resources.mediaconvert.create_queue, Name="paused")
    assert twice[0] == "ConflictException"
    changed = resources.mediaconvert.update_queue(Name="paused", Description="waits")["Queue"]
    assert (changed["Arn"], changed["Description"], changed["Status"]) == (
        paused,
        "waits",
        "PAUSED",
    )
    names = [q["Name"] for q in resources.mediaconvert.list_queues(ListBy="NAME")["Queues"]]
    assert names == ["Default", "paused", "test-transcode"]
    default = refusal(resources.mediaconvert.delete_queue, Name="Default")
    assert default[0] == "BadRequestException"


def test_tags(resources: SimpleNamespace) -> None:
    api = resources.mediaconvert
    api.tag_resource(Arn=make.QUEUE, Tags={"color": "blue"})
    api.untag_resource(Arn=make.QUEUE, TagKeys=["made-by"])
    found = api.list_tags_for_resource(Arn=make.QUEUE)["ResourceTags"]
    assert found == {"Arn": make.QUEUE, "Tags": {"color": "blue"}}
