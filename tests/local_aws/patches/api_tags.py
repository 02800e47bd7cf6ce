"""Tags of an HTTP API and its stages, where they change later.

ministack 1.5.33 keeps them aside, and its descriptions go on telling those of the beginning:
Terraform would set them again for ever.
"""

from typing import Any


def apply() -> None:
    """Write changed tags into the descriptions too."""
    from ministack.services import apigateway

    def following(change: Any) -> Any:
        def changed(resource_arn: str, asked: Any) -> Any:
            answer = change(resource_arn, asked)
            described = _described(apigateway, resource_arn)
            if answer[0] < 300 and described is not None:
                described["tags"] = dict(apigateway._api_tags.get(resource_arn, {}))
            return answer

        return changed

    apigateway._tag_resource = following(apigateway._tag_resource)
    apigateway._untag_resource = following(apigateway._untag_resource)


def _described(apigateway: Any, resource_arn: str) -> Any:
    """The record of an API or a stage; None for what ministack tells right."""
    _, kind, name, *rest = resource_arn.partition("::")[2].split("/")
    if kind != "apis":
        return None
    if not rest:
        return apigateway._apis.get(name)
    return apigateway._stages.get(name, {}).get(rest[1]) if rest[0] == "stages" else None
