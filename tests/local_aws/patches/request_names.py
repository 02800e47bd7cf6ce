"""What IAM is asked about a request: the action and the resource that AWS names.

ministack 1.5.33 asks for ``sqs:SendMessageBatch``, which IAM does not have, takes a function's
invoke configuration for the function, a bus for a rule, and says ``*`` where AWS has an ARN.
"""

from typing import Any

from local_aws.access import names


def apply() -> None:
    """Wrap the two functions that read action and resource off a request."""
    from ministack.core import iam_actions

    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def extract_iam_action(*request: Any) -> str | None:
        return names.action(request, action_of(*request))

    def extract_resource_arn(*asked: Any) -> str:
        request, (region, account) = asked[:6], asked[6:]
        action = extract_iam_action(*request) or ""
        return names.resource(request, action, resource_of(*asked), region, account)

    iam_actions.extract_iam_action = extract_iam_action
    iam_actions.extract_resource_arn = extract_resource_arn
