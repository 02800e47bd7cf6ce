"""Decisions about a caller, about a role that a service works under, and about a service."""

import hashlib
from collections.abc import Mapping
from typing import Any

from local_aws.access import log

Context = Mapping[str, Any]


def caller_may(access_key: str, action: str, resource: str, context: Context | None = None) -> bool:
    """Whether who signed a request may do something else that the request implies."""
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_region

    service = action.partition(":")[0]
    region = get_region()
    return not iam_evaluator.enforce(access_key, action, service, region, resource, context)


def role_may(
    role: str, session: str, action: str, resource: str, context: Context | None = None
) -> bool:
    """Whether a role that a service works under may do something."""
    return caller_may(credentials(role, session)["AccessKeyId"], action, resource, context)


def service_may(
    service: str, action: str, resource: str, policy: Any, context: Context | None = None
) -> bool:
    """Whether a resource's policy lets a service do something in its own name."""
    from ministack.core import iam_evaluator

    about = _about(service, action, resource, context)
    answer = iam_evaluator.evaluate_resource_policy(policy, about, service=service)
    allowed = answer.decision == "Allow"
    log.write(service, action, resource, allowed, about.service_context)
    return allowed


def service_may_assume(role: str, service: str, context: Context) -> bool:
    """Whether a role's trust policy lets a service take it, and for this resource of ours."""
    from ministack.services import iam

    record = iam._roles.get(role.rsplit("/", 1)[-1]) or {}
    policy = record.get("AssumeRolePolicyDocument")
    return service_may(service, "sts:AssumeRole", role, policy, context)


def credentials(role: str, session: str) -> dict[str, str]:
    """Keys of a role's session, as a service gets them once the role trusts it."""
    from ministack.services import sts

    account, name = role.split(":")[4], role.rsplit("/", 1)[-1]
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/{session}"
    digest = hashlib.sha512(arn.encode()).hexdigest()
    keys = {
        "AccessKeyId": f"ASIA{digest[:16].upper()}",
        "SecretAccessKey": digest[16:56],
        "SessionToken": digest[56:],
    }
    sts.register_session(
        keys["AccessKeyId"],
        {
            "Arn": arn,
            "UserId": f"{name}:{session}",
            "SecretAccessKey": keys["SecretAccessKey"],
            "SessionToken": keys["SessionToken"],
        },
    )
    return keys


def _about(service: str, action: str, resource: str, context: Context | None) -> Any:
    from ministack.core.iam_evaluator import EvalContext
    from ministack.core.responses import get_region

    return EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context={key.lower(): value for key, value in (context or {}).items()},
    )
