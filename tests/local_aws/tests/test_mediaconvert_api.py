"""The API's answers: names, errors, paging, idempotency, queues, tags, cancelling, probing."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.media_files import Media


def code_of(call: Callable[..., Any], **parameters: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture
def paused(rooms: SimpleNamespace) -> Iterator[str]:
    """A paused queue of its own; its jobs wait."""
    name = "paused"
    arn = rooms.mediaconvert.create_queue(Name=name, Status="PAUSED")["Queue"]["Arn"]
    yield arn
    for job in rooms.mediaconvert.list_jobs(Queue=arn, Status="SUBMITTED")["Jobs"]:
        rooms.mediaconvert.cancel_job(Id=job["Id"])
    rooms.mediaconvert.delete_queue(Name=name)


def waiting(rooms: SimpleNamespace, queue: str, token: str = "", **more: Any) -> dict[str, Any]:
    request = {**make.job(make.mp4()), "Queue": queue, **more}
    request["ClientRequestToken"] = token or f"t-{id(request)}"
    return rooms.mediaconvert.create_job(**request)["Job"]


def test_values_outside_the_model_are_bad_requests(rooms: SimpleNamespace) -> None:
    request = make.job(make.mp4())
    output = request["Settings"]["OutputGroups"][0]["Outputs"][0]
    h264 = output["VideoDescription"]["CodecSettings"]["H264Settings"]
    h264["RateControlMode"] = "NOPE"
    h264["MaxBitrate"] = 10**12
    code, message = code_of(rooms.mediaconvert.create_job, **request)
    assert code == "BadRequestException"
    at = "/settings/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings"
    assert f"{at}/rateControlMode: NOPE is not one of" in message
    assert f"{at}/maxBitrate: Should have at most 1152000000" in message


def test_broken_rules_are_bad_requests(rooms: SimpleNamespace) -> None:
    code, message = code_of(rooms.mediaconvert.create_job, **make.job(make.thumbnails()))
    assert code == "BadRequestException"
    assert "frame capture" in message


def test_what_the_laptop_cannot_do_says_so(rooms: SimpleNamespace) -> None:
    request = make.job(make.mp4())
    request["Settings"]["Inputs"][0]["InputClippings"] = [{"EndTimecode": "00:00:01:00"}]
    code, message = code_of(rooms.mediaconvert.create_job, **request)
    assert (code, message) == (
        "BadRequestException",
        "the local account does not transcode InputClippings",
    )


def test_an_unknown_queue_or_job_is_not_found(rooms: SimpleNamespace) -> None:
    queue = make.QUEUE.replace("transcode", "nobody")
    request = {**make.job(make.mp4()), "Queue": queue}
    assert code_of(rooms.mediaconvert.create_job, **request)[0] == "NotFoundException"
    assert code_of(rooms.mediaconvert.get_job, Id="1-a")[0] == "NotFoundException"
    assert code_of(rooms.mediaconvert.cancel_job, Id="1-a")[0] == "NotFoundException"
    assert code_of(rooms.mediaconvert.get_queue, Name="nobody")[0] == "NotFoundException"
    assert code_of(rooms.mediaconvert.list_jobs, Queue=queue)[0] == "NotFoundException"


def test_a_token_gives_the_same_job_again(rooms: SimpleNamespace, paused: str) -> None:
    first = waiting(rooms, paused, "again")
    assert waiting(rooms, paused, "again")["Id"] == first["Id"]
    assert waiting(rooms, paused, "another")["Id"] != first["Id"]


def test_a_created_job_says_what_was_asked(rooms: SimpleNamespace, paused: str) -> None:
    job = waiting(rooms, paused, StatusUpdateInterval="SECONDS_10", Priority=5)
    assert job["Status"] == "SUBMITTED"
    assert job["Arn"] == f"arn:aws:mediaconvert:us-east-1:{make.ACCOUNT}:jobs/{job['Id']}"
    assert job["Queue"] == paused
    assert job["Role"] == make.ROLE
    assert job["UserMetadata"]["assetId"] == "a-1"
    assert job["StatusUpdateInterval"] == "SECONDS_10"
    assert job["Settings"]["Inputs"][0]["FileInput"] == "s3://uploads/clip.mp4"
    assert "StartTime" not in job["Timing"]


def test_jobs_are_listed_by_queue_in_pages_newest_first(
    rooms: SimpleNamespace, paused: str
) -> None:
    made = [waiting(rooms, paused, f"page-{n}")["Id"] for n in range(5)]
    listed: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = rooms.mediaconvert.list_jobs(
            Queue=paused, MaxResults=2, Order="DESCENDING", Status="SUBMITTED", **more
        )
        listed += [job["Id"] for job in page["Jobs"]]
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    assert listed == made[::-1]
    answer = rooms.mediaconvert.list_jobs(Queue="paused", Order="ASCENDING", Status="SUBMITTED")
    assert [job["Id"] for job in answer["Jobs"]] == made
    bad = code_of(rooms.mediaconvert.list_jobs, NextToken="???")
    assert bad[0] == "BadRequestException"


def test_search_takes_a_part_of_the_input_up_to_300_characters(
    rooms: SimpleNamespace, paused: str
) -> None:
    request = {**make.job(make.mp4(), source="s3://uploads/rare name.mp4"), "Queue": paused}
    job = rooms.mediaconvert.create_job(**request | {"ClientRequestToken": "rare"})["Job"]
    found = rooms.mediaconvert.search_jobs(InputFile="rare name", Queue=paused)["Jobs"]
    assert [one["Id"] for one in found] == [job["Id"]]
    long = code_of(rooms.mediaconvert.search_jobs, InputFile="x" * 301)
    assert long[0] == "BadRequestException"


def test_a_waiting_job_is_canceled_with_an_event(rooms: SimpleNamespace) -> None:
    rooms.mediaconvert.update_queue(Name="test-transcode", Status="PAUSED")
    job = waiting(rooms, make.QUEUE)
    rooms.mediaconvert.cancel_job(Id=job["Id"])
    rooms.mediaconvert.update_queue(Name="test-transcode", Status="ACTIVE")
    assert jobs.finish(rooms, job["Id"])["Status"] == "CANCELED"
    assert len(jobs.events(rooms, job["Id"], "CANCELED")) == 1
    again = code_of(rooms.mediaconvert.cancel_job, Id=job["Id"])
    assert again[0] == "ConflictException"


def test_a_running_job_is_canceled_and_reports_meanwhile(
    rooms: SimpleNamespace, media: Media
) -> None:
    clip = media.looped(media.clip("short.mp4", size="160x120", sound=False), 300)
    rooms.s3.upload_file(str(clip), "uploads", "long.mp4")
    group = make.group(
        "FileGroupSettings", [make.video("MP4", 1920, 1080)], "s3://outputs/long/index"
    )
    group["Outputs"][0]["VideoDescription"]["ScalingBehavior"] = "FIT"
    request = {**make.job(group, source="s3://uploads/long.mp4"), "ClientRequestToken": "long"}
    job = rooms.mediaconvert.create_job(**request, StatusUpdateInterval="SECONDS_10")["Job"]
    update = jobs.events(rooms, job["Id"], "STATUS_UPDATE", 25)[-1]["detail"]
    progress = update["jobProgress"]
    assert progress["currentPhase"] == "TRANSCODING"
    assert 5 <= progress["jobPercentComplete"] < 90
    assert progress["phaseProgress"]["PROBING"] == {"status": "COMPLETE", "percentComplete": 100}
    assert progress["phaseProgress"]["UPLOADING"] == {"status": "PENDING", "percentComplete": 0}
    assert update["framesDecoded"] > 0
    rooms.mediaconvert.cancel_job(Id=job["Id"])
    assert jobs.events(rooms, job["Id"], "CANCELED")
    assert jobs.keys(rooms, "long/") == []


def test_a_queue_with_waiting_jobs_cannot_be_deleted(rooms: SimpleNamespace, paused: str) -> None:
    waiting(rooms, paused)
    code, message = code_of(rooms.mediaconvert.delete_queue, Name="paused")
    assert code == "ConflictException"
    assert "unprocessed jobs" in message
    assert rooms.mediaconvert.get_queue(Name="paused")["Queue"]["SubmittedJobsCount"] == 1


def test_queues_are_made_once_listed_and_changed(rooms: SimpleNamespace, paused: str) -> None:
    twice = code_of(rooms.mediaconvert.create_queue, Name="paused")
    assert twice[0] == "ConflictException"
    changed = rooms.mediaconvert.update_queue(Name="paused", Description="waits")["Queue"]
    assert (changed["Arn"], changed["Description"], changed["Status"]) == (
        paused,
        "waits",
        "PAUSED",
    )
    names = [q["Name"] for q in rooms.mediaconvert.list_queues(ListBy="NAME")["Queues"]]
    assert names == ["Default", "paused", "test-transcode"]
    default = code_of(rooms.mediaconvert.delete_queue, Name="Default")
    assert default[0] == "BadRequestException"


def test_tags(rooms: SimpleNamespace) -> None:
    api = rooms.mediaconvert
    api.tag_resource(Arn=make.QUEUE, Tags={"color": "blue"})
    api.untag_resource(Arn=make.QUEUE, TagKeys=["made-by"])
    found = api.list_tags_for_resource(Arn=make.QUEUE)["ResourceTags"]
    assert found == {"Arn": make.QUEUE, "Tags": {"color": "blue"}}


def test_probe_reports_container_tracks_and_metadata(rooms: SimpleNamespace, media: Media) -> None:
    key = "folder/clip & ü.mp4"
    rooms.s3.upload_file(str(media.clip("probe.mp4", size="320x180", seconds=2)), "uploads", key)
    answer = rooms.mediaconvert.probe(InputFiles=[{"FileUrl": f"s3://uploads/{key}"}])
    found = answer["ProbeResults"][0]
    head = rooms.s3.head_object(Bucket="uploads", Key=key)
    assert found["Metadata"]["ETag"] == head["ETag"]
    assert found["Metadata"]["FileSize"] == head["ContentLength"]
    assert found["Container"]["Format"] == "mp4"
    assert found["Container"]["Duration"] == pytest.approx(2, abs=0.05)
    assert found["TrackMappings"][0]["VideoTrackIndexes"] == [1]
    assert found["TrackMappings"][0]["AudioTrackIndexes"] == [2]
    video, audio = found["Container"]["Tracks"]
    assert (video["Codec"], audio["Codec"]) == ("AVC", "AAC")
    properties = video["VideoProperties"]
    assert (properties["Width"], properties["Height"]) == (320, 180)
    assert properties["FrameRate"] == {"Numerator": 30, "Denominator": 1}
    assert "Rotation" not in properties
    assert audio["AudioProperties"]["SampleRate"] == 48_000


@pytest.mark.parametrize("suffix", ["mov", "mkv", "webm", "avi", "ts"])
def test_probe_names_the_container(rooms: SimpleNamespace, media: Media, suffix: str) -> None:
    names = {"mov": "quicktime", "mkv": "matroska", "ts": "mpegts"}
    clip = media.clip(f"format.{suffix}", size="160x120", seconds=1)
    rooms.s3.upload_file(str(clip), "uploads", clip.name)
    answer = rooms.mediaconvert.probe(InputFiles=[{"FileUrl": f"s3://uploads/{clip.name}"}])
    container = answer["ProbeResults"][0]["Container"]
    assert container["Format"] == names.get(suffix, suffix)
    assert {track["TrackType"] for track in container["Tracks"]} == {"video", "audio"}


def test_probe_of_what_is_no_media(rooms: SimpleNamespace, media: Media) -> None:
    api = rooms.mediaconvert
    rooms.s3.put_object(Bucket="uploads", Key="text.mp4", Body=b"this is no video\n" * 99)
    answer = api.probe(InputFiles=[{"FileUrl": "s3://uploads/text.mp4"}])["ProbeResults"][0]
    assert answer["Container"] == {"Tracks": []}
    whole = media.clip("cut.mp4", size="160x120", seconds=1).read_bytes()
    rooms.s3.put_object(Bucket="uploads", Key="cut.mp4", Body=whole[: len(whole) // 2])
    cut = code_of(api.probe, InputFiles=[{"FileUrl": "s3://uploads/cut.mp4"}])
    assert cut[0] == "UnprocessableEntityException"
    nobody = code_of(api.probe, InputFiles=[{"FileUrl": "s3://uploads/nobody.mp4"}])
    assert nobody[0] == "NotFoundException"
