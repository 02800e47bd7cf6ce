"""The HTTP API as its clients see it: tokens of the pool, requests, and what is sent to S3."""

import base64
import json
import ssl
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, HTTPSConnection
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

from pipeline_client import Pipeline

SECONDS = 60
FORM = {"content-type": "application/x-www-form-urlencoded"}


class NoAnswerError(Exception):
    """A request got no answer; the text says from where, and why."""


@dataclass(frozen=True)
class Answer:
    """``headers`` are by names in small letters; of ``set-cookie`` there may be several."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Sequence[str] = ()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class RefusedError(Exception):
    """The API, S3 or the sign-in refused; the text is in its own words, for people."""


def words_of(answer: Answer) -> str:
    """What a problem document, or an error of S3, says."""
    try:
        problem = answer.json
        said = f"{problem['code']}: {problem['detail']} (requestId {problem['requestId']})"
    except (ValueError, KeyError, TypeError):
        try:
            error = ElementTree.fromstring(answer.body)
            said = f"{error.findtext('Code')}: {error.findtext('Message')}"
        except ElementTree.ParseError:
            said = answer.body.decode(errors="replace")[:500]
    return f"{answer.status} {said}"


class ApiClient:
    """The API of an applied environment with ``api`` and ``identity``.

    :param environment: variables that point at the local account, with its root's keys. Without
        AWS_ENDPOINT_URL the API is at AWS, where no user is made.
    :param outputs: outputs of the applied environment.
    """

    def __init__(self, environment: Mapping[str, str], outputs: Mapping[str, Any]) -> None:
        self._environment, self._identity = dict(environment), outputs["identity"]
        self._trust = ssl.create_default_context(cafile=environment.get("AWS_CA_BUNDLE"))
        account = environment.get("AWS_ENDPOINT_URL")
        at_aws = urlsplit(outputs["api_endpoint"])
        # On AWS a host name of its own: {api}.execute-api.{region}.amazonaws.com/{stage}.
        api_id = str(at_aws.hostname).partition(".")[0]
        self.url = (
            f"{account}/_aws/execute-api/{api_id}{at_aws.path}" if account else at_aws.geturl()
        )
        self._sign_in_url = account or (self._identity or {}).get("sign_in_url", "")

    @cached_property
    def _idp(self) -> Any:
        return Pipeline(self._environment, {}).client("cognito-idp")

    def call(
        self,
        method: str,
        path: str,
        token: str = "",
        document: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request to the API; ``path`` begins with a slash. Raises NoAnswerError."""
        headers = {**(headers or {}), **({"authorization": f"Bearer {token}"} if token else {})}
        body = None
        if document is not None:
            headers["content-type"], body = "application/json", json.dumps(document).encode()
        return self.send(method, self.url + path, headers, body)

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | Iterable[bytes] | None = None,
    ) -> Answer:
        """One request to any URL of the account. Of a body in pieces, ``headers`` say the length.
        Raises NoAnswerError."""
        where = urlsplit(url)
        connection = HTTPSConnection(where.netloc, context=self._trust, timeout=SECONDS)
        try:
            path = f"{where.path}?{where.query}" if where.query else where.path
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            cookies = answer.headers.get_all("set-cookie") or ()
            return Answer(answer.status, named, answer.read(), cookies)
        except (OSError, HTTPException) as error:
            raise NoAnswerError(f"{where.netloc} does not answer: {error!r}") from error
        finally:
            connection.close()

    def send_form(
        self, url: str, fields: Mapping[str, str], content: bytes | Iterable[bytes], size: int = -1
    ) -> Answer:
        """A form as a browser posts it, the file last. Of a content in pieces ``size`` is its
        length in bytes."""
        boundary = uuid.uuid4().hex
        head = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"'
        first, last = f"{head}\r\n\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
        pieces, length = (
            ([content], len(content)) if isinstance(content, bytes) else (content, size)
        )
        headers = {
            "content-type": f"multipart/form-data; boundary={boundary}",
            "content-length": str(len(first) + length + len(last)),
        }
        return self.send("POST", url, headers, chain([first], pieces, [last]))

    def server_token(self, *scopes: str) -> str:
        """A token of the servers' client (``client_credentials``)."""
        client_id = self._identity["server_client_id"]
        secret = self._idp.describe_user_pool_client(
            UserPoolId=self._identity["user_pool_id"], ClientId=client_id
        )["UserPoolClient"]["ClientSecret"]
        return self.client_token(client_id, secret, *scopes)

    def client_token(self, client_id: str, secret: str, *scopes: str) -> str:
        """A token of a confidential client (``client_credentials``)."""
        basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        told = {"grant_type": "client_credentials", "scope": self._scopes(scopes)}
        return self._tokens(told, authorization=f"Basic {basic}")["access_token"]

    def user_tokens(self, email: str, *scopes: str) -> dict[str, str]:
        """Tokens of a user, who is made if need be and gets another password."""
        password = f"Aa1!{uuid.uuid4().hex}"
        self.put_user(email, password)
        return self.sign_in(email, password, *scopes)

    def put_user(self, email: str, password: str) -> None:
        """Make a user, or give one that is there another password."""
        pool_id = self._identity["user_pool_id"]
        with suppress(self._idp.exceptions.UsernameExistsException):
            self._idp.admin_create_user(
                UserPoolId=pool_id, Username=email, MessageAction="SUPPRESS"
            )
        self._idp.admin_set_user_password(
            UserPoolId=pool_id, Username=email, Password=password, Permanent=True
        )

    def sign_in(self, email: str, password: str, *scopes: str) -> dict[str, str]:
        """Tokens of a user, by the pool's page (authorization code)."""
        asked = {
            "client_id": self._identity["browser_client_id"],
            "redirect_uri": self._callback,
        }
        form = {**asked, "response_type": "code", "scope": self._scopes(scopes)}
        signed_in = {**form, "username": email, "password": password}
        page = self.send("POST", f"{self._sign_in_url}/login", FORM, urlencode(signed_in).encode())
        (code,) = parse_qs(urlsplit(page.headers["location"]).query)["code"]
        return self._tokens({**asked, "grant_type": "authorization_code", "code": code})

    def user_token(self, email: str, *scopes: str) -> str:
        return self.user_tokens(email, *scopes)["access_token"]

    @cached_property
    def _callback(self) -> str:
        client = self._idp.describe_user_pool_client(
            UserPoolId=self._identity["user_pool_id"],
            ClientId=self._identity["browser_client_id"],
        )["UserPoolClient"]
        return client["CallbackURLs"][0]

    def _scopes(self, scopes: tuple[str, ...]) -> str:
        return " ".join(f"{self._identity['scope_prefix']}{scope}" for scope in scopes)

    def _tokens(self, form: Mapping[str, str], **headers: str) -> dict[str, str]:
        answer = self.send(
            "POST",
            f"{self._sign_in_url}/oauth2/token",
            {**FORM, **headers},
            urlencode(form).encode(),
        )
        if answer.status != 200:
            raise RefusedError(words_of(answer))
        return answer.json
