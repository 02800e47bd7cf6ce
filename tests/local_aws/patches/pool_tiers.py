"""A pool of the plan LITE takes no trigger that changes access tokens.

ministack 1.5.33 takes it, so that tokens of the cheapest plan could get scopes from a function.
"""

from typing import Any

OF_ID_TOKENS = "V1_0"


def apply() -> None:
    """Refuse before a pool is made or changed."""
    from ministack.core.responses import error_response_json
    from ministack.services import cognito

    create, update = cognito._create_user_pool, cognito._update_user_pool

    def refused(asked: dict[str, Any], there: dict[str, Any]) -> Any:
        pool = {**there, **asked}
        trigger = (pool.get("LambdaConfig") or {}).get("PreTokenGenerationConfig") or {}
        version = trigger.get("LambdaVersion", OF_ID_TOKENS)
        if cognito._user_pool_tier(pool) != "LITE" or version == OF_ID_TOKENS:
            return None
        text = (
            "The following features need to be disabled for the LITE pricing tier configured: "
            "Access Token Customization"
        )
        return error_response_json("FeatureUnavailableInTierException", text, 400)

    def create_user_pool(asked: dict[str, Any]) -> Any:
        return refused(asked, {}) or create(asked)

    def update_user_pool(asked: dict[str, Any]) -> Any:
        there = cognito._user_pools.get(asked.get("UserPoolId")) or {}
        return refused(asked, there) or update(asked)

    cognito._create_user_pool = create_user_pool
    cognito._update_user_pool = update_user_pool
