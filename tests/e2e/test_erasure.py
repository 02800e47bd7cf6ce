"""Assets are erased whatever is under way: nothing of them is left, and nothing comes back.

Each erasure takes a minute at least: all are asked for first, then each test waits for its own.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from api_client import ApiClient
from clips import make_clip
from e2e.conftest import FOLDER, SCOPES, Applied
from e2e.interventions import HOURS, held_back, reconcile, rewrite, send
from e2e.observation import jobs_of, take_message, until
from e2e.scripts import run
from e2e.test_duplicates import upload_event
from e2e.test_stray_messages import job_event
from fakes.webhook_receiver import Receiver
from local_aws.account import Account
from local_aws.faults import Faults
from pipeline.assets.asset import ErasedBy, Erasure, Status
from pipeline.uploads.upload import asset_id
from pipeline_client import Pipeline

# Two passes, the second one a minute after what ended before it.
ERASED_SECONDS = 240
TOMBSTONE = {"assetId", "schemaVersion", "status", "revision", "erasedAt", "erasedBy", "expiresAt"}
SRT = "1\n00:00:00,100 --> 00:00:00,900\n{}\n"


@dataclass
class Case:
    """An asset to erase. ``mark`` is in its file's bytes, and in its captions where it has some:
    nowhere else."""

    asset: str
    key: str
    mark: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.asset, self.key, self.mark)


def marked(clip: Path, mark: str) -> bytes:
    """With a box of MP4 that players skip."""
    box = b"free" + mark.encode()
    return clip.read_bytes() + (len(box) + 4).to_bytes(4, "big") + box


@dataclass
class Stage:
    """The pipeline, who acts on it, and since when."""

    pipeline: Pipeline
    account: Account
    api: ApiClient
    eve: str
    root: Path
    clip: Path
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def bucket(self) -> str:
        return str(self.pipeline.names["uploads_bucket_name"])

    def upload(self, key: str, clip: Path | None = None) -> Case:
        mark = f"mark{uuid4().hex}"
        body = marked(clip or self.clip, mark)
        made = self.pipeline.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return Case(asset_id(self.bucket, key, made["VersionId"]), key, mark)

    def done(self, case: Case) -> dict[str, Any]:
        record = self.pipeline.follow(case.asset, lambda _: None)
        assert record["status"] == "SUCCEEDED", record
        return record

    def erase(self, asset: str) -> None:
        send(self.pipeline, "erasures", json.dumps({"erase": {"assetId": asset, "by": "operator"}}))

    def gone(self, asset: str, seconds: float = ERASED_SECONDS) -> dict[str, Any]:
        """Its tombstone."""

        def look() -> dict[str, Any] | None:
            record = self.pipeline.asset(asset)
            assert record is not None
            return record if record["status"] == "ERASED" else None

        return until(look, f"the end of {asset}", seconds)

    def versions(self, bucket: str, prefix: str = "") -> list[dict[str, Any]]:
        pages = self.pipeline.s3.get_paginator("list_object_versions").paginate(
            Bucket=bucket, Prefix=prefix
        )
        return [
            one
            for page in pages
            for kind in ("Versions", "DeleteMarkers")
            for one in page.get(kind, ())
        ]

    def traces(self, *words: str) -> list[str]:
        """Where any of the words stands: in keys, contents, items and messages."""
        return [
            f"{place}: {word}"
            for place, text in (*self._objects(), *self._items(), *self._messages())
            for word in words
            if word in text
        ]

    def _objects(self) -> list[tuple[str, str]]:
        s3, found = self.pipeline.s3, []
        for bucket in (self.bucket, self.pipeline.names["outputs_bucket_name"]):
            for one in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", ()):
                found.append((f"parts in {bucket}", one["Key"]))
            for one in self.versions(bucket):
                found.append((f"a key in {bucket}", one["Key"]))
                if "Size" in one and one["LastModified"] >= self.began.replace(microsecond=0):
                    where = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
                    body = s3.get_object(**where)["Body"].read()
                    found.append((f"the bytes of {one['Key']}", body.decode("latin-1")))
        return found

    def _items(self) -> list[tuple[str, str]]:
        names = (self.pipeline.names["asset_table_name"], "media-dev-upload-sessions")
        scan = self.pipeline.dynamodb.get_paginator("scan")
        items = [
            (name, item)
            for name in names
            for page in scan.paginate(TableName=name, ConsistentRead=True)
            for item in page["Items"]
        ]
        # A tombstone has the id, and no more than it may.
        return [
            (name, json.dumps(item, default=str, ensure_ascii=False))
            for name, item in items
            if item.get("status") != {"S": "ERASED"} or item.keys() - {"ownerDigest"} != TOMBSTONE
        ]

    def _messages(self) -> list[tuple[str, str]]:
        """A look at those that wait: they are hidden for a moment."""
        sqs, found = self.pipeline.client("sqs"), []
        look = {"MaxNumberOfMessages": 10, "WaitTimeSeconds": 0, "VisibilityTimeout": 5}
        for name, url in self.pipeline.names["queue_urls"].items():
            seen: dict[str, str] = {}
            while more := sqs.receive_message(QueueUrl=url, **look).get("Messages"):
                if not {one["MessageId"] for one in more} - seen.keys():
                    break
                seen |= {one["MessageId"]: one["Body"] for one in more}
            found += [(f"a message in {name}", body) for body in seen.values()]
        return found


@pytest.fixture(scope="module")
def stage(applied: dict[str, Applied], account: Account, api: ApiClient, short_clip: Path) -> Stage:
    dev = applied["dev"]
    eve = api.user_token("eve@studio.example.com", *SCOPES)
    return Stage(dev.pipeline, account, api, eve, dev.deployment.root, short_clip)


@pytest.fixture(scope="module")
def asked(stage: Stage) -> dict[str, Case]:
    """Erasures that are under way, by what went on meanwhile."""
    asks = (of_the_api, pending, running, disturbed, a_version, sent_again, lost, of_a_person)
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(one, stage) for one in asks]
        return {one.__name__: case.result() for one, case in zip(asks, made, strict=True)}


def done(answer: Any, status: int) -> Any:
    assert answer.status == status, answer.body
    return answer.json


def of_the_api(stage: Stage) -> Case:
    """With captions, and with words of its owner."""
    api, eve, mark = stage.api, stage.eve, f"mark{uuid4().hex}"

    def begin(content: bytes, **told: str) -> dict[str, Any]:
        asked = {**told, "size": len(content), "passthrough": f"of {mark}"}
        return dict(done(api.call("POST", "/v1/uploads", eve, asked), 201))

    def finish(upload: dict[str, Any], content: bytes) -> dict[str, Any]:
        sending = upload["sending"]
        assert api.send_form(sending["url"], sending["fields"], content).status == 201
        where = f"/v1/uploads/{upload['uploadId']}/complete"
        return dict(done(api.call("POST", where, eve, {}), 200))

    video, words = marked(stage.clip, mark), SRT.format(mark).encode()
    upload = begin(video, filename="Holiday.mp4")
    captions = {"filename": "x.srt", "captionsFor": upload["uploadId"], "language": "en"}
    finish(begin(words, **captions), words)
    case = Case(finish(upload, video)["assetId"], upload["key"], mark)
    record = stage.done(case)
    assert record["captions"], record
    assert len({one.partition(":")[0] for one in stage.traces(mark)}) > 4, "it looks everywhere"
    path = f"/v1/assets/{case.asset}"
    bob = api.user_token("bob@studio.example.com", *SCOPES)
    assert api.call("DELETE", path, bob).status == 404
    assert done(api.call("DELETE", path, eve), 202) == {"assetId": case.asset}
    assert [api.call(method, path, eve).status for method in ("GET", "DELETE")] == [410, 410]
    return case


def pending(stage: Stage) -> Case:
    """The orchestrator has just created a job of which no record knows."""
    key = "uploads/erasure/pending.mp4"
    faults = Faults(stage.account.folder.path)
    with faults.answer_of_create_job_held(f"s3://{stage.bucket}/{key}"):
        case = stage.upload(key)
        until(lambda: jobs_of(stage.pipeline, case.asset), "a job whose answer is held")
        assert stage.pipeline.record(case.asset)["status"] == "PENDING"
        stage.erase(case.asset)
        until(lambda: stage.pipeline.record(case.asset)["status"] == "ERASING", "ERASING")
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
    where = {"TF_DIR": str(stage.root), "QUEUE": "upload-events", "GO": "1"}
    redriven = run("redrive.sh", stage.account, **where)
    assert redriven.returncode == 0, redriven.stderr


def a_version(stage: Stage) -> Case:
    """The second of three."""
    cases = []
    for _ in range(3):
        cases.append(stage.upload("uploads/erasure/thrice.mp4"))
        stage.done(cases[-1])
    stage.erase(cases[1].asset)
    cases[1].key = ",".join((cases[0].asset, cases[2].asset))  # the key stays: these have it
    return cases[1]


def sent_again(stage: Stage) -> Case:
    """While parts of another video are being sent to its key, which are completed later."""
    s3, case = stage.pipeline.s3, stage.upload("uploads/erasure/sent again.mp4")
    stage.done(case)
    place = {"Bucket": stage.bucket, "Key": case.key}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    body = marked(stage.clip, "another")
    part = s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=body)
    stage.erase(case.asset)
    stage.gone(case.asset)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    made = s3.complete_multipart_upload(**place, UploadId=upload, MultipartUpload=parts)
    case.key = asset_id(stage.bucket, case.key, made["VersionId"])
    return case


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


def of_a_person(stage: Stage) -> Case:
    """``make erase UPLOADER=…``, while they are sending parts of another video."""
    s3, case = stage.pipeline.s3, stage.upload("uploads/erasure-person/film.mp4")
    place = {"Bucket": stage.bucket, "Key": "uploads/erasure-person/next.mp4"}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    s3.upload_part(**place, UploadId=upload, PartNumber=1, Body=b"x")
    s3.put_object(Bucket=stage.bucket, Key="uploads/erasure-person/alone.en.srt", Body=b"x")
    stage.done(case)
    told = erase_person(stage)
    assert "Assets: 1. Uploads being sent: 1." in told
    return case


def erase_person(stage: Stage) -> str:
    where = {"TF_DIR": str(stage.root), "UPLOADER": "erasure-person", "GO": "1"}
    finished = run("erase.sh", stage.account, **where)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.parametrize("name", ["of_the_api", "pending", "running", "disturbed", "lost"])
def test_nothing_is_left(stage: Stage, asked: dict[str, Case], name: str) -> None:
    case = asked[name]
    tombstone = stage.gone(case.asset)
    assert tombstone.keys() - {"ownerDigest"} == TOMBSTONE
    assert ("ownerDigest" in tombstone) == (name == "of_the_api")
    by_owner = name in ("of_the_api", "lost")
    assert tombstone["erasedBy"] == ("owner" if by_owner else "operator")
    assert stage.traces(*case.words) == []
    open_jobs = {"SUBMITTED", "PROGRESSING"}
    assert not [job for job in jobs_of(stage.pipeline, case.asset) if job["Status"] in open_jobs]


def test_who_asks_is_told_that_it_is_gone(stage: Stage, asked: dict[str, Case]) -> None:
    case, api = asked["of_the_api"], stage.api
    stage.gone(case.asset)
    path = f"/v1/assets/{case.asset}"
    gone = api.call("GET", path, stage.eve)
    assert (gone.status, gone.json["code"]) == (410, "ERASED")
    assert api.call("POST", f"{path}/reprocess", stage.eve).status == 410
    bob = api.user_token("bob@studio.example.com", *SCOPES)
    assert api.call("GET", path, bob).status == 404
    assert api.call("GET", "/v1/assets", stage.eve).json["assets"] == []
    upload = case.key.split("/")[2]
    assert api.call("GET", f"/v1/uploads/{upload}", stage.eve).status == 404


def test_news_of_what_is_gone_bring_nothing_back(stage: Stage, asked: dict[str, Case]) -> None:
    case = asked["disturbed"]
    before = stage.gone(case.asset)
    record = {"assetId": case.asset, "versionId": "a", "jobs": {"main": {"id": "1-a"}}}
    disturb(stage, case, record)
    stage.erase(case.asset)

    def is_quiet() -> bool:
        return stage.traces(case.asset, case.mark) == []

    until(is_quiet, "the end of its messages")
    assert stage.pipeline.record(case.asset) == before


def test_other_versions_stay(stage: Stage, asked: dict[str, Case]) -> None:
    case = asked["a_version"]
    stage.gone(case.asset)
    assert stage.traces(case.asset, case.mark) == []
    for other in case.key.split(","):
        assert stage.pipeline.record(other)["status"] == "SUCCEEDED"
        assert len(stage.pipeline.outputs(other)) > 3
    assert len(stage.versions(stage.bucket, "uploads/erasure/thrice.mp4")) == 2


def test_what_is_sent_to_its_key_meanwhile_is_an_asset(
    stage: Stage, asked: dict[str, Case]
) -> None:
    case = asked["sent_again"]
    assert stage.traces(case.asset, case.mark) == []
    assert stage.pipeline.follow(case.key, lambda _: None)["status"] == "SUCCEEDED"


def test_a_person_is_erased(stage: Stage, asked: dict[str, Case]) -> None:
    case = asked["of_a_person"]
    stage.gone(case.asset)
    assert "Objects without a record: 1." in erase_person(stage)
    assert "Assets: 0. Uploads being sent: 0. Objects without a record: 0." in erase_person(stage)
    assert stage.traces("erasure-person", case.asset, case.mark) == []


def test_their_end_is_the_last_that_is_told(
    stage: Stage, asked: dict[str, Case], webhook_receiver: Receiver
) -> None:
    for name, case in asked.items():
        tombstone = stage.gone(case.asset)

        def told(asset: str = case.asset) -> list[dict[str, Any]]:
            bodies = [json.loads(body) for _, body in list(webhook_receiver.received)]
            return [one for one in bodies if one["data"].get("assetId") == asset]

        def is_told() -> bool:
            return "asset.deleted" in {one["type"] for one in told()}

        until(is_told, f"asset.deleted of {name}")
        deleted = [one["data"] for one in told() if one["type"] == "asset.deleted"]
        assert {one["revision"] for one in deleted} == {int(tombstone["revision"])}
        assert max(one["data"]["revision"] for one in told()) == tombstone["revision"]


def test_a_job_that_waits_is_cancelled(stage: Stage) -> None:
    with held_back(stage.pipeline):
        case = stage.upload("uploads/erasure/waiting.mp4")
        until(lambda: jobs_of(stage.pipeline, case.asset), "a job that waits")
        stage.erase(case.asset)

        def is_cancelled() -> bool:
            return {job["Status"] for job in jobs_of(stage.pipeline, case.asset)} == {"CANCELED"}

        until(is_cancelled, "its end")
    stage.gone(case.asset)
    assert stage.traces(*case.words) == []


def test_an_erasure_of_nothing_is_a_dead_letter(pipeline: Pipeline) -> None:
    unknown = asset_id("uploads", "nobody's", "v1")
    body = json.dumps({"erase": {"assetId": unknown, "by": "operator"}})
    send(pipeline, "erasures", body)
    letter = take_message(pipeline, "erasures-dlq", lambda message: message["Body"] == body)
    assert letter["MessageAttributes"]["reason"]["StringValue"].startswith("UNKNOWN_ASSET")
