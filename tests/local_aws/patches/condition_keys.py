"""Which function a mapping is of, which boundary a role has, which aliases a key, and which key an
item: for conditions.

ministack 1.5.33 brings the tags of requests and resources alone.
"""

from typing import Any

from local_aws.access import conditions


def apply() -> None:
    """Wrap what gathers a request's condition keys, and the log's view of the evaluator's entry."""
    from ministack.core import iam_actions, iam_evaluator

    of_tags, decide = iam_actions.request_tag_context, iam_evaluator.enforce

    def request_tag_context(
        service: str, iam_action: str, body: bytes, params: dict[str, Any]
    ) -> dict[str, Any]:
        found = conditions.of_request(iam_action, body, params)
        return {**of_tags(service, iam_action, body, params), **found}

    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        context = {**conditions.of_resource(iam_action, resource_arn), **(service_context or {})}
        return decide(access_key_id, iam_action, service, region, resource_arn, context)

    iam_actions.request_tag_context = request_tag_context
    iam_evaluator.enforce = enforce
