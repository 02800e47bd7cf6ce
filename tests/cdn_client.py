"""The CDN of an applied environment as viewers see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from api_client import Answer, ApiClient


@dataclass(frozen=True)
class CdnClient:
    """:param api: the API of the same environment.
    :param domain_name: the output ``cdn_domain_name``.
    :param account_url: where the local account is; empty at AWS.
    """

    api: ApiClient
    domain_name: str
    account_url: str = ""

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Answer:
        """One request; ``path`` begins with a slash. Raises NoAnswerError."""
        url = f"{self.account_url or f'https://{self.domain_name}'}{path}"
        return self.api.send(method, url, {**(headers or {}), "host": self._host})

    def playback(self, asset_id: str, token: str) -> Answer:
        """To ``POST …/playback`` through the CDN: a grant."""
        where = f"/api/v1/assets/{asset_id}/playback"
        answer = self.ask(where, {"authorization": f"Bearer {token}"}, "POST")
        assert answer.status == 200, answer.body
        return answer

    def granted(self, asset_id: str, token: str) -> str:
        """The header ``Cookie`` that a browser sends after ``POST …/playback`` through the CDN."""
        return cookie(self.playback(asset_id, token))

    @property
    def _host(self) -> str:
        if not self.account_url:
            return self.domain_name
        # The account's certificate and routing know this name.
        port = self.account_url.rpartition(":")[2]
        return f"{self.domain_name.partition('.')[0]}.cloudfront.localhost:{port}"


def cookie(grant: Answer) -> str:
    """The header ``Cookie`` that a browser sends from then on."""
    return "; ".join(one.partition(";")[0] for one in grant.cookies)
