"""Every decision about a request is logged; ministack 1.5.33 has no such log."""

from typing import Any

from local_aws.access import log

# Services whose resources have ids that cannot be foreseen: policies know them by their tags.
OF_TAGS = ("cognito-idp", "kms")


def apply() -> None:
    """Wrap the evaluator's entry."""
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_account_id
    from ministack.services.tagging import resource_tags

    decide = iam_evaluator.enforce

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
            if service in OF_TAGS:
                tags = (resource_tags(resource_arn) or {}).items()
                context |= {f"aws:resourcetag/{name}".lower(): value for name, value in tags}
            log.write(who.principal_arn, iam_action, resource_arn, answer is None, context)
        return answer

    iam_evaluator.enforce = enforce
