"""Services that use a key in their own name are asked for by the key's policy.

An event bus, a log group and an alarm's topic are encrypted by their service, not for a caller.
ministack 1.5.33 stores the key's name and never looks at it.
"""

import json
from typing import Any

from local_aws.access import decisions, keys


def apply() -> None:
    """Wrap PutEvents, the creation of log groups, and what alarms publish."""
    from ministack.core.responses import error_response_json, get_account_id, get_region
    from ministack.services import cloudwatch, cloudwatch_logs, eventbridge, sns

    dispatch, act = eventbridge._dispatch_event, cloudwatch._dispatch_alarm_actions
    handle_logs = cloudwatch_logs.handle_request

    def dispatch_event(event: dict[str, Any], view: Any = None) -> None:
        name = event.get("EventBusName", "default")
        bus = f"arn:aws:events:{get_region()}:{get_account_id()}:event-bus/{name}"
        source = {
            "aws:SourceArn": bus,
            "aws:SourceAccount": get_account_id(),
            "kms:EncryptionContext:aws:events:event-bus:arn": bus,
        }
        if keys.service_may_use("events.amazonaws.com", keys.bus_key(name), "write", **source):
            dispatch(event, view)

    def dispatch_alarm_actions(alarm: dict[str, Any], old: str, new: str, reason: str) -> None:
        def may(topic: str) -> bool:
            service = "cloudwatch.amazonaws.com"
            source = {"aws:SourceArn": alarm["AlarmArn"], "aws:SourceAccount": get_account_id()}
            policy = (sns.topic_policy_for_arn(topic) or ("",))[0]
            # Whether CloudWatch brings its source to a key is not known: here it does not.
            context = {"kms:EncryptionContext:aws:sns:topicArn": topic}
            return decisions.service_may(
                service, "sns:Publish", topic, policy, source
            ) and keys.service_may_use(service, keys.topic_key(topic), "write", **context)

        wanted = {"ALARM": "AlarmActions", "OK": "OKActions"}.get(new, "InsufficientDataActions")
        act({**alarm, wanted: [to for to in alarm.get(wanted) or [] if may(to)]}, old, new, reason)

    async def handle_request(
        method: str, path: str, headers: Any, body: bytes, query: Any
    ) -> tuple[int, dict[str, str], bytes]:
        if headers.get("x-amz-target", "").endswith(".CreateLogGroup"):
            asked = json.loads(body or b"{}")
            name, key = asked.get("logGroupName", ""), asked.get("kmsKeyId")
            group = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}"
            service = f"logs.{get_region()}.amazonaws.com"
            context = {"kms:EncryptionContext:aws:logs:arn": group}
            if key and not keys.service_may_use(service, key, "write", **context):
                text = f"The KMS key does not exist or is not allowed to be used with {group}"
                return error_response_json("InvalidParameterException", text, 400)
        return await handle_logs(method, path, headers, body, query)

    eventbridge._dispatch_event = dispatch_event
    cloudwatch._dispatch_alarm_actions = dispatch_alarm_actions
    cloudwatch_logs.handle_request = handle_request
