"""Cognito: what a token may carry, by the way in which its user signed in; and the module that
makes a pool, applied by a role that holds the module's deploy policy alone."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

import pytest

from deployment import PROJECT_FOLDER
from local_aws import state
from local_aws.account import Account
from local_aws.tests import functions, http_apis, roots
from local_aws.tests.calls import ARN, code
from local_aws.tests.conftest import clients_of
from local_aws.tests.http_apis import CALLBACK, FORM, PASSWORD, Pool, send

VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
OWN_API = "aws.cognito.signin.user.admin"


def scopes(token: str) -> list[str]:
    return sorted(http_apis.claims(token)["scope"].split())


def test_only_the_sign_in_pages_give_a_user_scopes(pool: Pool) -> None:
    """On AWS, too, a token of InitiateAuth is for Cognito's own API alone."""
    assert scopes(pool.password_tokens()["AccessToken"]) == [OWN_API]
    asked = "openid media/uploads:write"
    tokens = pool.code_tokens(asked)
    assert scopes(tokens["access_token"]) == sorted(asked.split())
    renewed = pool.token(
        grant_type="refresh_token",
        client_id=pool.browser,
        refresh_token=tokens["refresh_token"],
    ).json
    assert scopes(renewed["access_token"]) == sorted(asked.split())
    one, other = (http_apis.claims(each["access_token"]) for each in (tokens, renewed))
    assert (one["sub"], one["iss"], one["client_id"]) == (other["sub"], pool.issuer, pool.browser)
    assert "aud" not in one


def test_a_server_gets_the_scopes_of_its_client(pool: Pool) -> None:
    token = http_apis.claims(pool.server_token("media/assets:read"))
    assert (token["scope"], token["sub"]) == ("media/assets:read", pool.server)
    for scope in ("media/assets:all", "openid"):
        assert pool.token(grant_type="client_credentials", scope=scope).status == 400


def test_discovery_leads_to_keys_and_endpoints_under_tls(apis: Account, pool: Pool) -> None:
    found = send(apis, "GET", f"/{pool.id}/.well-known/openid-configuration").json
    assert found["issuer"] == pool.issuer
    for name in ("jwks_uri", "token_endpoint", "authorization_endpoint"):
        assert found[name].startswith(apis.endpoint_url), name
    keys = send(apis, "GET", urlparse(found["jwks_uri"]).path).json["keys"]
    head = pool.server_token("media/assets:read").split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]
    assert kid in [key["kid"] for key in keys]


def test_a_code_is_for_its_page_its_verifier_and_once(apis: Account, pool: Pool) -> None:
    client = {"client_id": pool.browser, "redirect_uri": CALLBACK}
    asked = {**client, "response_type": "code", "scope": "openid"}
    proof = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}

    def sign_in(**changed: str) -> Any:
        form = {**asked, **proof, "username": "ann", "password": PASSWORD, **changed}
        return send(apis, "POST", "/login", urlencode(form).encode(), **FORM)

    def new_code() -> str:
        return parse_qs(urlparse(sign_in().headers["location"]).query)["code"][0]

    def exchange(code: str, **changed: str) -> int:
        form = {"grant_type": "authorization_code", "code": code, **client, **changed}
        return pool.token(**form).status

    code = new_code()
    assert exchange(code, code_verifier=VERIFIER) == 200
    assert exchange(code, code_verifier=VERIFIER) == 400
    assert exchange(new_code(), code_verifier="w" * 64) == 400
    assert exchange(new_code()) == 400
    assert exchange(new_code(), code_verifier=VERIFIER, redirect_uri=f"{CALLBACK}/") == 400
    assert exchange(new_code(), code_verifier=VERIFIER, client_id=pool.server) >= 400
    wrong = urlencode({**asked, "redirect_uri": "https://evil.example.com/"})
    page = send(apis, "GET", f"/oauth2/authorize?{wrong}")
    assert "evil" not in page.headers.get("location", "")
    beyond = urlencode({**asked, "scope": "openid media/assets:all"})
    page = send(apis, "GET", f"/oauth2/authorize?{beyond}")
    assert "error=" in page.headers["location"]
    assert "location" not in sign_in(password="wrong").headers


ADDS_A_SCOPE = """
def handler(event, context):
    groups = event["request"]["groupConfiguration"].get("groupsToOverride") or []
    scopes = ["media/uploads:write"] if "uploaders" in groups else []
    added = {"accessTokenGeneration": {"scopesToAdd": scopes}}
    return {**event, "response": {"claimsAndScopeOverrideDetails": added}}
"""


def test_a_trigger_adds_scopes_but_in_the_cheapest_plan(apis: Account, tmp_path: Path) -> None:
    """The other way for a user to get scopes, with a password too: by groups, for example."""
    aws = clients_of(apis)
    functions.create(aws, "adds", tmp_path, ADDS_A_SCOPE)
    function = ARN("lambda", "function:adds")
    trigger = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": function}}
    pool = http_apis.make_pool(apis, aws, UserPoolTier="ESSENTIALS", LambdaConfig=trigger)
    assert scopes(pool.password_tokens()["AccessToken"]) == [OWN_API]
    idp, where = aws("cognito-idp"), {"UserPoolId": pool.id, "GroupName": "uploaders"}
    idp.create_group(**where)
    idp.admin_add_user_to_group(**where, Username="ann")
    assert scopes(pool.password_tokens()["AccessToken"]) == [OWN_API, "media/uploads:write"]
    cheap = {"PoolName": "cheap", "UserPoolTier": "LITE"}
    refused = "FeatureUnavailableInTierException"
    assert code(idp.create_user_pool, **cheap, LambdaConfig=trigger) == refused
    made = idp.create_user_pool(**cheap)["UserPool"]["Id"]
    assert code(idp.update_user_pool, UserPoolId=made, LambdaConfig=trigger) == refused


def test_what_a_password_policy_does_not_say_it_does_not_ask(apis: Account) -> None:
    """Terraform's SDK leaves out what is false."""
    idp, policy = clients_of(apis)("cognito-idp"), {"MinimumLength": 8, "RequireNumbers": True}
    pool = idp.create_user_pool(PoolName="p", Policies={"PasswordPolicy": policy})["UserPool"]
    where = {"UserPoolId": pool["Id"], "Username": "ann"}
    idp.admin_create_user(**where, MessageAction="SUPPRESS")
    idp.admin_set_user_password(**where, Password="passw0rd", Permanent=True)
    set_password = idp.admin_set_user_password
    assert code(set_password, **where, Password="password") == "InvalidPasswordException"
    idp.update_user_pool(UserPoolId=pool["Id"], Policies={"PasswordPolicy": {"MinimumLength": 8}})
    set_password(**where, Password="password", Permanent=True)


ROOT = """
variable "tokens" {
  type    = object({ access_minutes = number })
  default = { access_minutes = 60 }
}
module "identity" {
  source         = "../../modules/identity"
  account_id     = "000000000000"
  browser_client = { callback_urls = ["https://app.example.com/signed-in"] }
  name_prefix    = "media-test"
  protect_data   = false
  server_client  = {}
  token_validity = var.tokens
}
output "identity" {
  value = module.identity
}
"""
POLICY = PROJECT_FOLDER / "docs" / "deploy-policy" / "identity.json"
VALUES = {"ACCOUNT_ID": state.ACCOUNT_ID, "NAME_PREFIX": "media-test", "REGION": state.REGION}


@pytest.fixture(scope="module")
def own_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    with Account(tmp_path_factory.mktemp("identity")) as one:
        yield one


def deployer(account: Account) -> dict[str, str]:
    """The environment of somebody who holds the module's deploy policy."""
    text, iam = POLICY.read_text(), clients_of(account)("iam")
    for placeholder, value in VALUES.items():
        text = text.replace(placeholder, value)
    iam.create_user(UserName="deployer")
    iam.put_user_policy(UserName="deployer", PolicyName="p", PolicyDocument=text)
    key = iam.create_access_key(UserName="deployer")["AccessKey"]
    return {
        **account.environment,
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def test_the_module_is_applied_changed_and_destroyed(own_account: Account, tmp_path: Path) -> None:
    roots.write(tmp_path, "identity", ROOT)
    environment = deployer(own_account)
    deployment = roots.deployment(tmp_path, "identity", environment)
    deployment.apply()
    assert deployment.changes() == []
    made = deployment.outputs()["identity"]
    aws = clients_of(own_account)
    described = aws("cognito-idp").describe_user_pool_client(
        UserPoolId=made["user_pool_id"], ClientId=made["server_client_id"]
    )["UserPoolClient"]
    ids = made["user_pool_id"], made["browser_client_id"], made["server_client_id"]
    pool = Pool(own_account, aws, *ids, described["ClientSecret"])
    assert (pool.issuer, set(made["audiences"])) == (made["issuer"], {pool.browser, pool.server})
    aws("cognito-idp").admin_create_user(
        UserPoolId=pool.id, Username="ann@example.com", MessageAction="SUPPRESS"
    )
    aws("cognito-idp").admin_set_user_password(
        UserPoolId=pool.id, Username="ann@example.com", Password="Password1234", Permanent=True
    )
    wanted = f"openid {made['scope_prefix']}uploads:write"
    user = pool.code_tokens(wanted, "ann@example.com", "Password1234")
    assert scopes(user["access_token"]) == sorted(wanted.split())
    assert scopes(pool.server_token(f"{made['scope_prefix']}assets:all")) == ["media/assets:all"]
    refused = "NotAuthorizedException", "InvalidParameterException"
    assert code(pool.password_tokens) in refused
    tokens = {"access_minutes": 10}
    later = roots.deployment(tmp_path, "identity", environment, tokens=tokens)
    later.apply()
    assert later.changes() == []
    later.destroy()
    assert aws("cognito-idp").list_user_pools(MaxResults=10)["UserPools"] == []
