"""An upload by the API whose file never comes is announced, and one whose file came is not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from api_client import ApiClient
from e2e.interventions import reconcile
from e2e.observation import log_lines, until
from fakes.webhook_receiver import Receiver
from pipeline.aws.attribute_values import plain_item, typed_item
from pipeline.text.timestamps import to_text
from pipeline_client import Pipeline

LONG_AGO = timedelta(days=7, hours=3)


class Sessions:
    def __init__(self, pipeline: Pipeline) -> None:
        self._table = {"TableName": pipeline.names["upload_sessions_table_name"]}
        self._dynamodb = pipeline.dynamodb

    def get(self, upload_id: str) -> dict[str, Any]:
        key = {"uploadId": {"S": upload_id}}
        return plain_item(self._dynamodb.get_item(**self._table, Key=key)["Item"])

    def age(self, upload_id: str) -> None:
        """It was begun long ago, and nothing was heard of its file."""
        begun = to_text(datetime.now(UTC) - LONG_AGO)
        item = {**self.get(upload_id), "createdAt": begun, "state": "waiting"}
        for name in ("assetId", "sentAt"):
            item.pop(name, None)
        self._dynamodb.put_item(**self._table, Item=typed_item(item))


def test_an_upload_whose_file_never_comes_is_announced(
    pipeline: Pipeline, api: ApiClient, ann: str, webhook_receiver: Receiver
) -> None:
    told = {"filename": "never.mp4", "size": 100, "passthrough": "order 7"}
    upload_id = api.call("POST", "/v1/uploads", ann, told).json["uploadId"]
    sessions = Sessions(pipeline)
    sessions.age(upload_id)
    for _ in range(2):
        reconcile(pipeline)

    def bodies() -> list[dict[str, Any]]:
        return [one for one in webhook_receiver.told if one["data"].get("uploadId") == upload_id]

    (body,) = until(bodies, "the webhook")
    assert (body["type"], body["data"]["passthrough"]) == ("upload.expired", "order 7")
    left = sessions.get(upload_id)
    assert left["state"] == "expired"
    assert "never" not in json.dumps(left, default=str)


def test_an_upload_whose_event_is_lost_did_not_expire(
    pipeline: Pipeline, api: ApiClient, ann: str, webhook_receiver: Receiver
) -> None:
    told = {"filename": "text.mp4", "size": 4}
    made = api.call("POST", "/v1/uploads", ann, told).json
    assert api.send_form(made["sending"]["url"], made["sending"]["fields"], b"text").status == 201
    sessions, upload_id = Sessions(pipeline), made["uploadId"]
    until(lambda: "assetId" in sessions.get(upload_id), "the upload's event")
    sessions.age(upload_id)
    reconcile(pipeline)
    assert sessions.get(upload_id)["state"] == "uploaded"
    # A run by the schedule may look at the same moment.
    said = {one["message"] for one in log_lines(pipeline, "asset-reconciler", upload_id)}
    assert said == {"its file came, though nothing was heard of it"}
    heard = {one["data"].get("uploadId") for one in webhook_receiver.told}
    assert upload_id not in heard
