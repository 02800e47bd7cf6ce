"""A pool's password policy asks for the kinds of characters that it names, and for no others.

ministack 1.5.33 takes what is left out for true. The SDK that Terraform uses leaves out what is
false, and AWS takes it for false.
"""

from typing import Any

KINDS = ("RequireLowercase", "RequireNumbers", "RequireSymbols", "RequireUppercase")


def apply() -> None:
    """Complete the policy before a pool is made or changed."""
    from ministack.services import cognito

    create, update = cognito._create_user_pool, cognito._update_user_pool
    cognito._create_user_pool = lambda asked: create(_whole(asked))
    cognito._update_user_pool = lambda asked: update(_whole(asked))


def _whole(asked: dict[str, Any]) -> dict[str, Any]:
    policies = asked.get("Policies") or {}
    if "PasswordPolicy" not in policies:
        return asked
    policy = {**dict.fromkeys(KINDS, False), **policies["PasswordPolicy"]}
    return {**asked, "Policies": {**policies, "PasswordPolicy": policy}}
