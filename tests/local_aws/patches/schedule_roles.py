"""EventBridge Scheduler works under its target's role: the role's trust and permissions decide.

ministack 1.5.33 starts the target whatever the role says, and knows no dead letters.
"""

import json
import logging
from typing import Any

from local_aws.access import decisions, keys

log = logging.getLogger("local_aws.schedules")
SERVICE = "scheduler.amazonaws.com"
SESSION = "scheduler"


def apply() -> None:
    """Wrap the delivery to one target."""
    from ministack.services import eventbridge

    deliver = eventbridge._invoke_target

    def invoke_target(target: dict[str, Any], event: Any, rule: Any, view: Any = None) -> None:
        if ":schedule/" not in rule.get("Arn", ""):
            deliver(target, event, rule, view)
        elif _trusted(rule, target["RoleArn"]):
            if _may_start(target):
                deliver(target, event, rule, view)
            else:
                _bury(target)

    eventbridge._invoke_target = invoke_target


def _trusted(schedule: dict[str, Any], role: str) -> bool:
    # The source is the schedule's group, not the schedule.
    group = schedule["Arn"].rpartition("/")[0].replace(":schedule/", ":schedule-group/")
    source = {"aws:SourceArn": group, "aws:SourceAccount": group.split(":")[4]}
    return decisions.service_may_assume(role, SERVICE, source)


def _may_start(target: dict[str, Any]) -> bool:
    from ministack.services import lambda_svc

    arn = target["Arn"]
    if ":lambda:" not in arn:
        return True
    # Allowed or not, a function that is not there cannot be started.
    allowed = decisions.role_may(target["RoleArn"], SESSION, "lambda:InvokeFunction", arn)
    return allowed and lambda_svc._get_func_record_for_ref(arn)[0] is not None


def _bury(target: dict[str, Any]) -> None:
    from ministack.core.arn import parse_arn
    from ministack.services import eventbridge

    queue, role = (target.get("DeadLetterConfig") or {}).get("Arn"), target["RoleArn"]
    log.warning("%s cannot be started", target["Arn"])
    if (
        queue
        and decisions.role_may(role, SESSION, "sqs:SendMessage", queue)
        and keys.role_may_use(role, SESSION, "sqs", keys.queue_key(queue), "write")
    ):
        eventbridge._dispatch_to_sqs(parse_arn(queue), target.get("Input") or json.dumps({}))
