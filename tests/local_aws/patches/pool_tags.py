"""The tags of a Cognito user pool are there for ``aws:ResourceTag``: its id cannot be foreseen.

ministack 1.5.33 knows them, and brings them to no decision.
"""


def apply() -> None:
    """Add pools to the resources whose tags are looked up."""
    from ministack.services import tagging

    tagging._RESOURCE_TAG_COLLECTORS["cognito-idp"] = tagging._collect_cognito
