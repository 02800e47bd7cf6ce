"""Every decision about a request is logged, and batches of messages carry the name IAM knows.

ministack 1.5.33 has no such log, and asks for ``sqs:SendMessageBatch``, an action that IAM does
not have: a batch is allowed by the action of its single message.
"""

from typing import Any

from local_aws.access import log


def apply() -> None:
    """Wrap the evaluator's entry and what names a request's action."""
    from ministack.core import iam_actions, iam_evaluator
    from ministack.core.responses import get_account_id

    decide, name_of = iam_evaluator.enforce, iam_actions.extract_iam_action

    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        answer = decide(access_key_id, iam_action, service, region, resource_arn, service_context)
        who = iam_evaluator.resolve_credential(access_key_id or "", get_account_id())
        if getattr(who, "principal_type", "Root") != "Root":
            context = {key.lower(): value for key, value in (service_context or {}).items()}
            log.write(who.principal_arn, iam_action, resource_arn, answer is None, context)
        return answer

    def extract_iam_action(service: str, *request: Any) -> str | None:
        name = name_of(service, *request)
        return name.removesuffix("Batch") if name and service == "sqs" else name

    iam_evaluator.enforce = enforce
    iam_actions.extract_iam_action = extract_iam_action
