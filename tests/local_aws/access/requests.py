"""A request, and what can be read from it."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request as ministack hands it to a service."""

    action: str
    resource: str
    region: str
    method: str
    headers: dict[str, str]
    body: bytes
    query: dict[str, Any]

    @property
    def scope(self) -> str:
        """Region and account, as ARNs hold them."""
        from ministack.core.responses import get_account_id

        return f"{self.region}:{get_account_id()}"

    def tags(self) -> dict[str, Any]:
        """The condition keys of the tags that it sends; nothing where it sends none."""
        from ministack.core import iam_actions

        service = self.action.partition(":")[0]
        if service == "cloudfront":
            return self._tags_of_xml()
        found = iam_actions.request_tag_context(service, self.action, self.body, self.query)
        return {key: value for key, value in found.items() if value and key.startswith("aws:")}

    def _tags_of_xml(self) -> dict[str, Any]:
        pairs = re.findall(rb"<Key>([^<]*)</Key>\s*<Value>([^<]*)</Value>", self.body)
        tags = {html.unescape(key.decode()): html.unescape(text.decode()) for key, text in pairs}
        named = {f"aws:RequestTag/{key}": text for key, text in tags.items()}
        return named | ({"aws:TagKeys": list(tags)} if tags else {})

    def field(self, path: str) -> Any:
        """A field of a JSON body, by its dotted path."""
        try:
            here = json.loads(self.body or b"{}")
        except ValueError:
            return None
        for name in path.split("."):
            here = here.get(name) if isinstance(here, dict) else None
        return here
