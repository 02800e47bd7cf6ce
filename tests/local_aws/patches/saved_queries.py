"""CloudWatch Logs saved queries (PutQueryDefinition and friends), which ministack lacks."""

import json
import time
import uuid
from typing import Any

Record = dict[str, Any]


def apply() -> None:
    """Answer the three operations before ministack's own handler."""
    from ministack.core.responses import AccountRegionScopedDict, error_response_json, json_response
    from ministack.services import cloudwatch_logs

    saved = AccountRegionScopedDict()
    handle = cloudwatch_logs.handle_request

    def put(asked: Record) -> Any:
        key = asked.get("queryDefinitionId") or str(uuid.uuid4())
        saved[key] = {
            "queryDefinitionId": key,
            "name": asked.get("name"),
            "queryString": asked.get("queryString"),
            "logGroupNames": asked.get("logGroupNames") or [],
            "lastModified": int(time.time() * 1000),
        }
        return json_response({"queryDefinitionId": key})

    def describe(asked: Record) -> Any:
        prefix = asked.get("queryDefinitionNamePrefix") or ""
        rows = [row for row in saved.values() if row["name"].startswith(prefix)]
        return json_response({"queryDefinitions": rows})

    def delete(asked: Record) -> Any:
        if saved.pop(asked.get("queryDefinitionId"), None) is None:
            text = "The specified query definition does not exist."
            return error_response_json("ResourceNotFoundException", text, 400)
        return json_response({"success": True})

    operations = {
        "PutQueryDefinition": put,
        "DescribeQueryDefinitions": describe,
        "DeleteQueryDefinition": delete,
    }

    async def handle_request(
        method: str, path: str, headers: Record, body: bytes, query: Record
    ) -> Any:
        operation = operations.get(headers.get("x-amz-target", "").rsplit(".", 1)[-1])
        if operation:
            return operation(json.loads(body or b"{}"))
        return await handle(method, path, headers, body, query)

    cloudwatch_logs.handle_request = handle_request
