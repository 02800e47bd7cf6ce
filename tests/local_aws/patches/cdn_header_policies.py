"""A response headers policy comes back as it was made: without blocks that nobody asked for.

ministack 1.5.33 answers empty blocks of custom headers and of headers to remove: Terraform would
plan to take them away for ever.
"""

from typing import Any

from local_aws.cdn import viewings


def apply() -> None:
    """Wrap what writes a policy."""
    from ministack.services import cloudfront

    build = cloudfront._build_rhp_config_xml

    def build_rhp_config_xml(parent: Any, config: Any) -> None:
        build(parent, config)
        for one in ("CustomHeadersConfig", "RemoveHeadersConfig"):
            for block in viewings.elements(parent, one):
                if viewings.texts(block, "Quantity") == ["0"]:
                    parent.remove(block)

    cloudfront._build_rhp_config_xml = build_rhp_config_xml
    # The table that answers calls holds the function itself.
    for value in vars(cloudfront).values():
        if isinstance(value, dict) and value.get("build_config") is build:
            value["build_config"] = build_rhp_config_xml
