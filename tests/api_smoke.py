"""The part of ``make smoke`` that asks the HTTP API: rows of verdict, question, found, expected.

The environment says what is asked: ORIGIN (an allowed one, or "None"), VIDEO, API_OWNER (whom the
upload belongs to), API_CLIENT_ID and API_CLIENT_SECRET.
"""

import json
import os
import sys
import time
from pathlib import Path

from api_client import ApiClient, NoAnswerError, RefusedError
from api_user import ApiUser
from pipeline_client import NotClaimedError

SCOPES = ("uploads:write", "assets:read", "assets:all")


def main() -> int:
    told = json.loads(Path(sys.argv[1]).read_text())
    outputs = {name: output["value"] for name, output in told.items()}
    api = ApiClient(os.environ, outputs)
    try:
        _ask_without_token(api)
        _ask_as_page(api, os.environ["ORIGIN"])
    except NoAnswerError as error:
        _row("WRONG", "the API", str(error), "answers")
        return 0
    _upload(api, outputs)
    return 0


def _row(verdict: str, question: str, found: str, expected: str) -> None:
    print("\t".join(" ".join(text.split()) for text in (verdict, question, found, expected)))


def _ask_without_token(api: ApiClient) -> None:
    answers = [
        api.call(method, path, token).status
        for method, path in (("POST", "/v1/uploads"), ("GET", "/v1/assets"))
        for token in ("", "e30.e30.AAAA")
    ]
    found = ", ".join(map(str, answers))
    _row(
        "ok" if set(answers) == {401} else "WRONG",
        "the API without a token, and with a forged one",
        found,
        "401 to each",
    )


def _ask_as_page(api: ApiClient, origin: str) -> None:
    question, expected = "a page of an allowed origin", "may send a token"
    if not origin:
        return  # it was not told, and smoke.sh said why
    if origin == "None":
        _row("ok", question, "no origin is allowed", expected)
        return
    asked = {
        "origin": "https://smoke.example.com" if origin == "*" else origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    headers = api.send("OPTIONS", f"{api.url}/v1/uploads", asked).headers
    allowed = headers.get("access-control-allow-headers", "nothing")
    named = headers.get("access-control-allow-origin") in (asked["origin"], "*")
    good = named and "authorization" in allowed.lower()
    found = asked["origin"] if good else f"{asked['origin']} may send {allowed}"
    _row("ok" if good else "WRONG", question, found, expected)


def _upload(api: ApiClient, outputs: dict) -> None:
    question, expected = "the clip by the API", "SUCCEEDED"
    client_id, secret = (os.environ.get(f"API_CLIENT_{name}", "") for name in ("ID", "SECRET"))
    if not (client_id and secret):
        _row("?", question, "skipped: API_CLIENT_ID and API_CLIENT_SECRET are not set", expected)
        return
    if not outputs.get("identity"):
        _row("?", question, "skipped: the environment has no identity to sign in at", expected)
        return
    began = time.monotonic()
    try:
        user = ApiUser(api, api.client_token(client_id, secret, *SCOPES))
        video = Path(os.environ["VIDEO"])
        named = {"filename": f"smoke{video.suffix}", "uploaderId": os.environ["API_OWNER"]}
        asset = user.upload(video, words=named)
        ended = user.follow(asset, lambda _: None)
        status = ended["status"]
        codes = " ".join(error["code"] for error in ended["errors"])
        found = f"{status} {codes} after {time.monotonic() - began:.0f} s"
        _row("ok" if status == "SUCCEEDED" else "WRONG", question, found, expected)
    except (NoAnswerError, RefusedError, NotClaimedError) as error:
        _row("WRONG", question, str(error), expected)


if __name__ == "__main__":
    sys.exit(main())
