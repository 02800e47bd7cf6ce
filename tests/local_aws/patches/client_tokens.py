"""EventBridge Scheduler: a create that comes again with its ClientToken is answered as before.

The AWS SDKs send one with each call of their own, and repeat a call whose answer they lost.
ministack 1.5.33 ignores it, and says that the schedule exists.
"""

from typing import Any


def apply() -> None:
    """Wrap both creates."""
    from ministack.services import scheduler

    create_schedule, create_group = scheduler._create_schedule, scheduler._create_schedule_group
    tokens: dict[str, str | None] = {}

    def create(name: str, body: dict[str, Any]) -> Any:
        group = body.get("GroupName", "default")
        arn = scheduler._schedule_arn(group, name)
        if again(scheduler._schedules.get(f"{group}/{name}"), arn, body):
            return scheduler._json_resp(200, {"ScheduleArn": arn})
        return remember(create_schedule(name, body), arn, body)

    def create_in_group(name: str, body: dict[str, Any]) -> Any:
        arn = scheduler._group_arn(name)
        if again(scheduler._schedule_groups.get(name), arn, body):
            return scheduler._json_resp(200, {"ScheduleGroupArn": arn})
        return remember(create_group(name, body), arn, body)

    def remember(answer: Any, arn: str, body: dict[str, Any]) -> Any:
        if answer[0] == 200:
            tokens[arn] = body.get("ClientToken")
        return answer

    def again(existing: Any, arn: str, body: dict[str, Any]) -> bool:
        token = body.get("ClientToken")
        return existing is not None and token is not None and tokens.get(arn) == token

    scheduler._create_schedule = create
    scheduler._create_schedule_group = create_in_group
