"""EventBridge rules deliver what their target's policy, and the policy of its key, let them.

ministack 1.5.33 asks neither, and knows no dead letters. A refused delivery goes to the target's
dead-letter queue at once, as on AWS, where that queue lets the rule in.
"""

import json
import logging
from typing import Any

from local_aws.access import decisions, keys

log = logging.getLogger("local_aws.rules")
SERVICE = "events.amazonaws.com"


def apply() -> None:
    """Wrap the delivery to one target."""
    from ministack.services import eventbridge

    deliver = eventbridge._invoke_target

    def invoke_target(target: dict[str, Any], event: Any, rule: Any, view: Any = None) -> None:
        # Schedules come this way too, under a role: see schedule_roles.
        if ":rule/" not in rule.get("Arn", "") or _may(rule, target["Arn"]):
            deliver(target, event, rule, view)
            return
        dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn")
        log.warning("%s may not deliver to %s", rule["Arn"], target["Arn"])
        if dead_letters and _may(rule, dead_letters):
            _bury(dead_letters, rule, target, view or eventbridge._pattern_event_view(event))

    eventbridge._invoke_target = invoke_target


def _may(rule: dict[str, Any], target: str) -> bool:
    from ministack.services import lambda_svc, sns, sqs

    service = target.split(":")[2]
    asked = {
        "sqs": ("sqs:SendMessage", sqs.queue_policy_for_arn, keys.queue_key),
        "sns": ("sns:Publish", sns.topic_policy_for_arn, keys.topic_key),
        "lambda": ("lambda:InvokeFunction", lambda_svc.function_policy_for_arn, lambda _: None),
    }.get(service)
    if asked is None:
        return True
    action, policy_of, key_of = asked
    found = policy_of(target)
    if found is None:
        return True
    source = {"aws:SourceArn": rule["Arn"], "aws:SourceAccount": rule["Arn"].split(":")[4]}
    # On the way to a key EventBridge brings no source.
    return decisions.service_may(
        SERVICE, action, target, found[0], source
    ) and keys.service_may_use(SERVICE, key_of(target), "write")


def _bury(queue: str, rule: dict[str, Any], target: dict[str, Any], view: Any) -> None:
    from ministack.core.arn import parse_arn
    from ministack.services import eventbridge, sqs

    eventbridge._dispatch_to_sqs(parse_arn(queue), json.dumps(view.event_with_detail()))
    why = {
        "RULE_ARN": rule["Arn"],
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": "NO_PERMISSIONS",
        "ERROR_MESSAGE": "The target or its key does not let the rule in",
    }
    (sqs._queue_by_arn(queue) or {"messages": [{}]})["messages"][-1]["message_attributes"] = {
        name: {"DataType": "String", "StringValue": text} for name, text in why.items()
    }
