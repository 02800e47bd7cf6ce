"""An HTTP API in front of a function, a Cognito pool, tokens that fail, and plain requests."""

import base64
import http.client
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

from api_client import Answer
from local_aws.account import Account
from local_aws.tests import functions, job_requests
from local_aws.tests.functions import Clients

ORIGIN, CALLBACK = "https://app.example.com", "https://app.example.com/signed-in"
HERE = f"us-east-1:{job_requests.ACCOUNT}"
PASSWORD = "Passw0rd!" + "x" * 8
FORM = {"content-type": "application/x-www-form-urlencoded"}
FUNCTION = """
import json, time
def handler(event, context):
    query = event.get("queryStringParameters") or {}
    if "fail" in query:
        raise ValueError("a secret")
    time.sleep(float(query.get("sleep", 0)))
    if "large" in query:
        return {"statusCode": 200, "body": "x" * int(query["large"])}
    headers = {"access-control-allow-origin": "https://function.example.com"}
    return {"statusCode": 200, "headers": headers, "body": json.dumps(event)}
"""


def send(account: Account, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """One request to the account; ``_`` in names of headers is ``-``."""
    trust = ssl.create_default_context(cafile=account.environment["AWS_CA_BUNDLE"])
    host = account.endpoint_url.removeprefix("https://")
    connection = http.client.HTTPSConnection(host, context=trust, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    cookies = answer.headers.get_all("set-cookie") or []
    return Answer(answer.status, found, answer.read(), cookies)


@dataclass(frozen=True)
class Api:
    """An HTTP API with the stage ``api``."""

    account: Account
    aws: Clients
    id: str
    integration: str
    function: str

    def route(self, key: str, **more: Any) -> None:
        target = f"integrations/{self.integration}"
        self.aws("apigatewayv2").create_route(ApiId=self.id, RouteKey=key, Target=target, **more)

    def let_in(self, source: str = "api/*") -> None:
        """Let routes of this API call the function."""
        self.aws("lambda").add_permission(
            FunctionName=self.function,
            StatementId=f"api-{self.id}",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:{HERE}:{self.id}/{source}",
        )

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        where = f"/_aws/execute-api/{self.id}/api{path}"
        return send(self.account, method, where, body, **headers)


MakeApi = Callable[..., Api]


def make_function(aws: Clients, name: str, folder: Path) -> None:
    functions.create(aws, name, folder, FUNCTION)


def make_api(account: Account, aws: Clients, function: str, **settings: Any) -> Api:
    """An API, its integration and its stage; ``stage`` and ``integration`` hold more of theirs."""
    gateway = aws("apigatewayv2")
    stage, integration = settings.pop("stage", {}), settings.pop("integration", {})
    api = gateway.create_api(Name=function, ProtocolType="HTTP", **settings)["ApiId"]
    made = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=f"arn:aws:lambda:{HERE}:function:{function}",
        PayloadFormatVersion="2.0",
        **integration,
    )
    gateway.create_stage(ApiId=api, StageName="api", AutoDeploy=True, **stage)
    return Api(account, aws, api, made["IntegrationId"], function)


def make_authorizer(api: Api, issuer: str, *audiences: str) -> dict[str, Any]:
    """What a route needs to have a JWT authorizer."""
    made = api.aws("apigatewayv2").create_authorizer(
        ApiId=api.id,
        Name="tokens",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Issuer": issuer, "Audience": list(audiences)},
    )
    return {"AuthorizationType": "JWT", "AuthorizerId": made["AuthorizerId"]}


@dataclass(frozen=True)
class Pool:
    """A Cognito pool with a user, a client for browsers and one for servers."""

    account: Account
    aws: Clients
    id: str
    browser: str
    server: str
    secret: str

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.us-east-1.amazonaws.com/{self.id}"

    def token(self, **form: str) -> Answer:
        """Ask the token endpoint."""
        headers = FORM
        if form.get("grant_type") == "client_credentials":
            basic = base64.b64encode(f"{self.server}:{self.secret}".encode()).decode()
            headers = {**FORM, "authorization": f"Basic {basic}"}
        return send(self.account, "POST", "/oauth2/token", urlencode(form).encode(), **headers)

    def server_token(self, scope: str) -> str:
        return self.token(grant_type="client_credentials", scope=scope).json["access_token"]

    def password_tokens(self) -> dict[str, Any]:
        """The tokens of a user who signs in by the API, as an SDK does."""
        return self.aws("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.browser,
            AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD},
        )["AuthenticationResult"]

    def code_tokens(
        self, scope: str, user: str = "ann", password: str = PASSWORD
    ) -> dict[str, Any]:
        """The tokens of a user who signs in at the pool's own page (authorization code)."""
        asked = {"client_id": self.browser, "redirect_uri": CALLBACK, "response_type": "code"}
        form = urlencode({**asked, "scope": scope, "username": user, "password": password})
        page = send(self.account, "POST", "/login", form.encode(), **FORM)
        (code,) = parse_qs(urlparse(page.headers["location"]).query)["code"]
        del asked["response_type"]
        return self.token(grant_type="authorization_code", code=code, **asked).json


def make_pool(account: Account, aws: Clients, **settings: Any) -> Pool:
    """A pool with the scopes ``media/uploads:write`` and ``media/assets:read``."""
    idp, scopes = aws("cognito-idp"), ["uploads:write", "assets:read"]
    pool = idp.create_user_pool(PoolName="people", **settings)["UserPool"]["Id"]
    idp.create_resource_server(
        UserPoolId=pool,
        Identifier="media",
        Name="media",
        Scopes=[{"ScopeName": one, "ScopeDescription": one} for one in scopes],
    )
    named = [f"media/{one}" for one in scopes]
    oauth = {"UserPoolId": pool, "AllowedOAuthFlowsUserPoolClient": True}
    browser = idp.create_user_pool_client(
        **oauth,
        ClientName="browser",
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", *named],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]
    server = idp.create_user_pool_client(
        **oauth,
        ClientName="server",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=named,
    )["UserPoolClient"]
    idp.create_user_pool_domain(UserPoolId=pool, Domain=pool.lower().replace("_", "-"))
    idp.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
    idp.admin_set_user_password(UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True)
    clients = browser["ClientId"], server["ClientId"], server["ClientSecret"]
    return Pool(account, aws, pool, *clients)


def encoded(part: Any) -> str:
    text = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def altered(token: str, *, header: Any = None, **changed: Any) -> str:
    """A token whose signature no longer fits: with other claims, or another header."""
    head, _, signature = token.split(".")
    now = {**claims(token), "exp": time.time() + 600, **changed}
    return ".".join((encoded(header) if header else head, encoded(now), signature))
