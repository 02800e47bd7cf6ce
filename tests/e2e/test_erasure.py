"""Assets are erased whatever is under way: nothing of them is left, and nothing comes back.

All erasures are asked for at once. Tests that want their ``tombstones`` run after other tests: by
then they are done.
"""

import json
import os
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api_client import ApiClient
from e2e.conftest import SCOPES, Applied
from e2e.erased_case import TOMBSTONE, Case, Stage, found
from e2e.erasures import ask_for_all, disturb, send_the_rest
from e2e.erasures_by_operators import erase_all, erase_person, replay
from e2e.interventions import send, unreachable_table, unseen_upload
from e2e.observation import jobs_of, log_lines, take_message, until
from e2e.test_duplicates import upload_event
from fakes.webhook_receiver import Receiver
from local_aws.account import Account
from pipeline.uploads.upload import asset_id
from pipeline_client import Pipeline

Asked = dict[str, Future[Case]]
# Three pages of a listing; `make test-erasures` has 5,000.
MANY = int(os.environ.get("ERASED_OBJECTS") or 2500)
STAGES = (
    *("of_the_api", "session", "pending", "running", "waiting", "disturbed", "lost"),
    *("of_a_person", "kept", "restored", "many"),
)
# What they keep of their key is of others.
OF_SHARED_KEYS = ("a_version", "sent_again")


@pytest.fixture(scope="session")
def stage(applied: dict[str, Applied], account: Account, api: ApiClient, short_clip: Path) -> Stage:
    dev = applied["dev"]
    eve = api.user_token("eve@studio.example.com", *SCOPES)
    return Stage(dev.pipeline, account, api, eve, dev.deployment.root, short_clip)


@pytest.fixture(scope="session")
def asked(stage: Stage) -> Asked:
    """Erasures that are under way, by what went on meanwhile."""
    return ask_for_all(stage, MANY)


@pytest.fixture(scope="session")
def tombstones(stage: Stage, asked: Asked) -> dict[str, dict[str, Any]]:
    """All of them: nothing is under way any more."""
    cases = {name: one.result() for name, one in asked.items() if not one.exception()}
    return {name: stage.gone(case.asset) for name, case in cases.items() if name != "session"}


@pytest.fixture(scope="session")
def everything(
    stage: Stage, tombstones: dict[str, dict[str, Any]], asked: Asked
) -> list[tuple[str, str]]:
    assert tombstones
    seen = stage.look()
    assert found(seen, *asked["a_version"].result().others), "it sees what is there"
    return seen


def test_who_asks_is_told_at_once_that_it_is_gone(stage: Stage, asked: Asked) -> None:
    case, api = asked["of_the_api"].result(), stage.api
    path = f"/v1/assets/{case.asset}"
    gone = api.call("GET", path, stage.eve)
    assert (gone.status, gone.json["code"]) == (410, "ERASED")
    calls = [("DELETE", path), ("POST", f"{path}/reprocess")]
    assert [api.call(*call, stage.eve).status for call in calls] == [410, 410]
    bob = api.user_token("bob@studio.example.com", *SCOPES)
    assert api.call("GET", path, bob).status == 404
    listed = api.call("GET", "/v1/assets", stage.eve).json["assets"]
    assert {one["status"] for one in listed} <= {"ERASING"}


def test_an_old_event_of_what_is_gone_makes_no_record(pipeline: Pipeline, short_clip: Path) -> None:
    """Its tombstone may be gone, too."""
    upload = unseen_upload(pipeline, short_clip, "uploads/erasure/old.mp4")
    pipeline.s3.delete_object(**upload.place, VersionId=upload.version_id)
    old = {**upload.head, "LastModified": datetime.now(UTC) - timedelta(days=31)}
    key = upload.place["Key"]
    send(pipeline, "upload-events", upload_event(pipeline, key, upload.version_id, old))
    assert log_lines(pipeline, "ingest-orchestrator", "its upload is gone")
    assert pipeline.asset(upload.asset_id) is None


def test_an_erasure_of_nothing_is_a_dead_letter(pipeline: Pipeline) -> None:
    """Once the table can be reached, and says so."""
    unknown = asset_id("uploads", "nobody's", "v1")
    body = json.dumps({"erase": {"assetId": unknown, "by": "operator"}})
    with unreachable_table(pipeline, "asset-eraser"):
        send(pipeline, "erasures", body)
        assert log_lines(pipeline, "asset-eraser", "comes back in", unknown)
    letter = take_message(pipeline, "erasures-dlq", lambda message: message["Body"] == body)
    assert letter["MessageAttributes"]["reason"]["StringValue"].startswith("UNKNOWN_ASSET")


@pytest.mark.parametrize("name", [*STAGES, *OF_SHARED_KEYS])
def test_nothing_is_left(
    stage: Stage, asked: Asked, everything: list[tuple[str, str]], name: str
) -> None:
    case = asked[name].result()
    words = (case.asset, case.mark) if name in OF_SHARED_KEYS else case.words
    if name == "session":  # its id says for seven days that it was aborted
        words = (case.key, case.mark)
    assert found(everything, *words) == []
    open_jobs = {"SUBMITTED", "PROGRESSING"}
    assert not [job for job in jobs_of(stage.pipeline, case.asset) if job["Status"] in open_jobs]


def test_what_stays_tells_of_no_person(asked: Asked, tombstones: dict[str, dict[str, Any]]) -> None:
    assert {*STAGES, *OF_SHARED_KEYS} == {*tombstones, "session"} == asked.keys()
    for name, tombstone in tombstones.items():
        assert tombstone.keys() - {"ownerDigest"} == TOMBSTONE
        assert ("ownerDigest" in tombstone) == (name == "of_the_api")
        by_owner = name in ("of_the_api", "lost")
        assert tombstone["erasedBy"] == ("owner" if by_owner else "operator")
        ends = datetime.fromisoformat(tombstone["erasedAt"]) + timedelta(days=90)
        assert int(tombstone["expiresAt"]) == int(ends.timestamp())


def test_a_restored_table_replays_its_tombstones(
    stage: Stage, asked: Asked, everything: list[tuple[str, str]]
) -> None:
    """The last test looks at what becomes of it."""
    case = asked["restored"].result()
    assert found(everything, case.asset) == []
    later, _ = case.others
    told = replay(stage, case)
    assert "Assets: 1." in told
    assert "Tombstones written: 1." in told
    assert stage.pipeline.record(later)["status"] == "ERASED"


def test_other_versions_stay(
    stage: Stage, asked: Asked, tombstones: dict[str, dict[str, Any]]
) -> None:
    assert "a_version" in tombstones
    for other in asked["a_version"].result().others:
        assert stage.pipeline.record(other)["status"] == "SUCCEEDED"
        assert len(stage.pipeline.outputs(other)) > 3
    assert len(stage.versions(stage.bucket, asked["a_version"].result().key)) == 2


def test_what_is_sent_to_its_key_meanwhile_is_an_asset(
    stage: Stage, asked: Asked, tombstones: dict[str, dict[str, Any]]
) -> None:
    assert "sent_again" in tombstones
    made = send_the_rest(stage, asked["sent_again"].result())
    assert stage.pipeline.follow(made, lambda _: None)["status"] == "SUCCEEDED"


def test_news_of_what_is_gone_bring_nothing_back(
    stage: Stage, asked: Asked, tombstones: dict[str, dict[str, Any]]
) -> None:
    case = asked["disturbed"].result()
    record = {"assetId": case.asset, "versionId": "a", "jobs": {"main": {"id": "1-a"}}}
    disturb(stage, case, record)
    stage.erase(case.asset)
    until(lambda: stage.traces(case.asset, case.mark) == [], "the end of its messages")
    assert stage.pipeline.record(case.asset) == tombstones["disturbed"]


def test_a_person_is_erased(
    stage: Stage, asked: Asked, tombstones: dict[str, dict[str, Any]]
) -> None:
    case = asked["of_a_person"].result()
    assert "of_a_person" in tombstones
    assert "Objects without a record: 1." in erase_person(stage)
    assert "Assets: 0. Uploads being sent: 0. Objects without a record: 0." in erase_person(stage)
    assert stage.traces("erasure-person", case.asset, case.mark) == []


def test_what_a_person_announced_is_erased(
    stage: Stage, asked: Asked, tombstones: dict[str, dict[str, Any]]
) -> None:
    assert tombstones
    owner = asked["session"].result().key.split("/")[1]
    said = {"filename": "secret.mp4", "size": 9, "passthrough": "of nobody"}
    assert stage.api.call("POST", "/v1/uploads", stage.eve, said).status == 201
    # The one that was aborted is there, too.
    told = erase_all(stage, UPLOADER=owner, GO="1")
    assert "Assets: 0. Uploads being sent: 0." in told
    assert "Upload sessions: 2." in told
    assert stage.traces("secret.mp4", "of nobody", asked["session"].result().asset) == []


def test_their_end_is_the_last_that_is_told(
    asked: Asked,
    tombstones: dict[str, dict[str, Any]],
    webhook_receiver: Receiver,
) -> None:
    for name, tombstone in tombstones.items():

        def told(asset: str = asked[name].result().asset) -> list[dict[str, Any]]:
            return [one for one in webhook_receiver.told if one["data"].get("assetId") == asset]

        def is_told() -> bool:
            return "asset.deleted" in {one["type"] for one in told()}

        until(is_told, f"asset.deleted of {name}")
        revision = int(tombstone["revision"])
        assert revision in {one["data"]["revision"] for one in told()}
        if name != "restored":  # by now it was brought back
            deleted = [one for one in told() if one["type"] == "asset.deleted"]
            assert {one["data"]["revision"] for one in deleted} == {revision}
            assert max(one["data"]["revision"] for one in told()) == revision


def test_what_a_restore_brought_back_is_gone_again(
    stage: Stage, asked: Asked, tombstones: dict[str, dict[str, Any]]
) -> None:
    case = asked["restored"].result()
    assert "restored" in tombstones
    later, _ = case.others
    assert stage.gone(case.asset).keys() == TOMBSTONE
    assert stage.traces(*case.words, "uploads/erasure/later.mp4") == []
    assert stage.pipeline.record(later).keys() == TOMBSTONE
