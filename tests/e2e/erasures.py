"""Erasures that are asked for whatever is under way, each in a way of its own.

Each takes a minute or two: all are asked for, and looked at once other tests are over.
"""

import json
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from clips import make_clip
from e2e.conftest import FOLDER, SCOPES
from e2e.erased_case import Case, Stage, found, marked
from e2e.erasures_by_operators import kept, of_a_person, redrive, restored
from e2e.fault_environment import kill_workers
from e2e.interventions import HOURS, held_back, reconcile, rewrite, send
from e2e.observation import jobs_of, until
from e2e.test_api import LARGE_BYTES, done
from e2e.test_duplicates import upload_event
from e2e.test_stray_messages import job_event
from local_aws.faults import Faults
from pipeline.assets.asset import ErasedBy, Erasure, Status
from pipeline.uploads.upload import asset_id

SRT = "1\n00:00:00,100 --> 00:00:00,900\n{}\n"


def ask_for_all(stage: Stage, many: int) -> dict[str, Future[Case]]:
    """By the name of what asks. One that fails keeps no other from being looked at."""
    asks = (
        *(of_the_api, session, running, disturbed, a_version, sent_again, lost),
        *(of_a_person, kept, restored),
    )
    with ThreadPoolExecutor(3) as pool:
        asked = dict[str, Future[Case]]()
        for one in (waiting, pending):
            asked[one.__name__] = pool.submit(one, stage)
            wait(asked.values())  # it holds up all others
        asked |= {one.__name__: pool.submit(one, stage) for one in asks}
        wait(asked.values())  # then there is little else to look through
        asked["many"] = pool.submit(of_many_objects, stage, many)
    return asked


def of_the_api(stage: Stage) -> Case:
    """With captions, and with words of its owner."""
    api, eve, mark = stage.api, stage.eve, f"mark{uuid4().hex}"

    def begin(content: bytes, **told: str) -> dict[str, Any]:
        asked = {**told, "size": len(content), "passthrough": f"of {mark}"}
        return dict(done(stage.ask("POST", "/v1/uploads", asked), 201))

    def finish(upload: dict[str, Any], content: bytes) -> dict[str, Any]:
        sending = upload["sending"]
        assert api.send_form(sending["url"], sending["fields"], content).status == 201
        where = f"/v1/uploads/{upload['uploadId']}/complete"
        return dict(done(stage.ask("POST", where, {}), 200))

    video, words = marked(stage.clip, mark), SRT.format(mark).encode()
    upload = begin(video, filename="Holiday.mp4")
    captions = {"filename": "x.srt", "captionsFor": upload["uploadId"], "language": "en"}
    finish(begin(words, **captions), words)
    case = Case(finish(upload, video)["assetId"], upload["key"], mark)
    record = stage.done(case)
    assert record["captions"], record
    assert len({one.partition(":")[0] for one in found(stage.stored(), mark)}) > 4, (
        "it looks everywhere"
    )
    path = f"/v1/assets/{case.asset}"
    bob = api.user_token("bob@studio.example.com", *SCOPES)
    assert api.call("DELETE", path, bob).status == 404
    assert done(api.call("DELETE", path, eve), 202) == {"assetId": case.asset}
    return case


def pending(stage: Stage) -> Case:
    """The orchestrator has just created a job of which no record knows: it waits, and no event
    tells of it."""
    key = "uploads/erasure/pending.mp4"
    faults = Faults(stage.account.folder.path)
    held = faults.answer_of_create_job_held(f"s3://{stage.bucket}/{key}")
    with held_back(stage.pipeline), held:
        case = stage.upload(key)
        until(lambda: jobs_of(stage.pipeline, case.asset), "a job whose answer is held")
        assert stage.pipeline.record(case.asset)["status"] == "PENDING"
        stage.erase(case.asset)
        until(lambda: stage.pipeline.record(case.asset)["status"] == "ERASING", "ERASING")
    return case


def session(stage: Stage) -> Case:
    """Parts are being sent, and there is no asset yet: the upload's id is in its place."""
    mark = f"mark{uuid4().hex}"
    told = {"filename": f"{mark}.mp4", "size": LARGE_BYTES, "passthrough": f"of {mark}"}
    upload = done(stage.ask("POST", "/v1/uploads", told), 201)
    where = f"/v1/uploads/{upload['uploadId']}"
    part = {"key": upload["key"], "multipartId": upload["sending"]["multipartId"]}
    asked = {**part, "partNumbers": [1]}
    (signed,) = done(stage.ask("POST", f"{where}/parts", asked))["parts"]
    assert stage.api.send("PUT", signed["url"], body=mark.encode()).status == 200
    places = {one.partition(":")[0] for one in found(stage.stored(), mark)}
    sessions = stage.pipeline.names["upload_sessions_table_name"]
    assert places == {f"parts in {stage.bucket}", sessions}
    assert stage.ask("DELETE", where).status == 204
    return Case(upload["uploadId"], upload["key"], mark)


def waiting(stage: Stage) -> Case:
    """Its job waits in the queue."""
    with held_back(stage.pipeline):
        case = stage.upload("uploads/erasure/waiting.mp4")
        until(lambda: jobs_of(stage.pipeline, case.asset), "a job that waits")
        stage.erase(case.asset)

        def is_cancelled() -> bool:
            return {job["Status"] for job in jobs_of(stage.pipeline, case.asset)} == {"CANCELED"}

        until(is_cancelled, "its end")
    return case


def running(stage: Stage) -> Case:
    long = make_clip(FOLDER / "long.mp4", seconds=30, size="320x180")
    case = stage.upload("uploads/erasure/running.mp4", long)

    def at_work() -> bool:
        return any(
            job.get("CurrentPhase") == "TRANSCODING" for job in jobs_of(stage.pipeline, case.asset)
        )

    until(at_work, "a job at work", 120)
    stage.erase(case.asset)
    return case


def disturbed(stage: Stage) -> Case:
    case = stage.upload("uploads/erasure/disturbed.mp4")
    record = stage.done(case)
    stage.erase(case.asset)
    disturb(stage, case, record)
    return case


def disturb(stage: Stage, case: Case, record: dict[str, Any]) -> None:
    """A late job event, a duplicate upload event, and a redrive of a dead letter."""
    send(stage.pipeline, "job-events", json.dumps(job_event(stage.pipeline, record)))
    head = {"LastModified": datetime.now(UTC), "ContentLength": 9, "ETag": '"0"'}
    event = upload_event(stage.pipeline, case.key, record["versionId"], head)
    send(stage.pipeline, "upload-events", event)
    send(stage.pipeline, "upload-events-dlq", event)
    redrive(stage, "upload-events")


def a_version(stage: Stage) -> Case:
    """The second of three."""
    cases = []
    for _ in range(3):
        cases.append(stage.upload("uploads/erasure/thrice.mp4"))
        stage.done(cases[-1])
    stage.erase(cases[1].asset)
    return replace(cases[1], others=(cases[0].asset, cases[2].asset))


def sent_again(stage: Stage) -> Case:
    """While parts of another video are being sent to its key."""
    s3, case = stage.pipeline.s3, stage.upload("uploads/erasure/sent again.mp4")
    stage.done(case)
    place = {"Bucket": stage.bucket, "Key": case.key}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    body = marked(stage.clip, "another")
    part = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=body)
    stage.erase(case.asset)
    return replace(case, others=(upload, part["ETag"]))


def send_the_rest(stage: Stage, case: Case) -> str:
    """The id of the asset that it makes."""
    upload, etag = case.others
    made = stage.pipeline.s3.complete_multipart_upload(
        Bucket=stage.bucket,
        Key=case.key,
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]},
    )
    return asset_id(stage.bucket, case.key, made["VersionId"])


def lost(stage: Stage) -> Case:
    """The message is lost: the asset-reconciler sends it again."""
    case = stage.upload("uploads/erasure/lost.mp4")
    stage.done(case)
    ago = datetime.now(UTC) - 2 * HOURS
    erasure = Erasure(by=ErasedBy.OWNER, asked_at=ago)
    gone: dict[str, Any] = {"formats": (), "outputs": {}, "served": None, "removals": ()}
    rewrite(
        stage.pipeline, case.asset, status=Status.ERASING, erasure=erasure, updated_at=ago, **gone
    )
    reconcile(stage.pipeline)
    return case


def of_many_objects(stage: Stage, many: int) -> Case:
    """Its function is killed in the middle."""
    case = stage.upload("uploads/erasure/many.mp4")
    stage.done(case)
    bucket = stage.pipeline.names["outputs_bucket_name"]

    def put(number: int) -> None:
        key = f"{case.asset}/1/{number % 7}/{number}"
        stage.pipeline.s3.put_object(Bucket=bucket, Key=key, Body=case.mark.encode())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(many)))

    keys = [one["Key"] for one in stage.versions(bucket, f"{case.asset}/")]
    assert len(keys) > many
    stage.erase(case.asset)
    # A thousand go at a time.
    until(lambda: not is_there(stage, bucket, keys[0]), "the first of them to go")
    kill_workers(stage.account, "media-dev-asset-eraser")
    assert is_there(stage, bucket, keys[-1]), "it was killed too late"
    return case


def is_there(stage: Stage, bucket: str, key: str) -> bool:
    answer = stage.pipeline.s3.list_object_versions(Bucket=bucket, Prefix=key, MaxKeys=1)
    return "Versions" in answer
