"""Run the demo: ``make demo``, with ``VIDEO=path`` and ``KEEP=1``."""

import json
import os
import signal
import sys
import time
from decimal import Decimal
from pathlib import Path
from shlex import quote
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from api_client import ApiClient, NoAnswerError, RefusedError
from api_user import ApiUser
from clips import make_clip
from demo.account import ACCOUNT_FOLDER, DEMO_FOLDER, BusyError, alone, is_down, local_account
from demo.console import Bar, on_terminal, phase, size, wait_for_ctrl_c
from demo.environment import PASSWORD, USER, apply, page_url, put_site
from demo.estimate import NAME_LIMIT, OperandError, given_video, show
from demo.planned_environment import planned_environment
from deployment import PROJECT_FOLDER, DeploymentError
from local_aws.account import AccountError
from pipeline.text.visible import plain
from pipeline_client import NotClaimedError, Output, Pipeline

AUTHORIZATION = DEMO_FOLDER / "authorization"
SCOPES = ("uploads:write", "assets:read", "assets:write")
TO_TRY = """
Open {page} in a browser.
Sign in as {user} with the password {password}

The API is at {url}
From this folder, with the token of {user}, which is good for a day:
{curls}

The account behind it:
  eval "$(make --silent env)"             # points the AWS CLI at it
  aws s3 ls --recursive s3://{uploads_bucket_name}
  aws dynamodb scan --table-name {asset_table_name}
  aws s3 cp video.mp4 s3://{uploads_bucket_name}/uploads/me/
  make asset TF_DIR={folder} ID={asset}
  make demo VIDEO=path                    # uses it again"""
KEPT = """  make stop                               # stops it

The account is still running."""
WAITING = """
The account runs until you press Ctrl-C."""


def main() -> int:
    """Run every phase; 0 only if the asset ended SUCCEEDED."""
    _end_cleanly_on_signals()
    keep = os.environ.get("KEEP", "") not in ("", "0")
    try:
        video = _video(os.environ.get("VIDEO", ""))
        with alone() as let_others_in, local_account(keep) as account:
            names = apply(account.running, DEMO_FOLDER)
            with phase("Putting a page on the CDN (make site)"):
                hint = f"Here, that is {USER} with the password {PASSWORD}"
                put_site(account.running, names, DEMO_FOLDER, hint)
            with phase("Planning, before anything is uploaded (make estimate)"):
                show(video, "", planned_environment(PROJECT_FOLDER / "terraform" / "envs" / "dev"))
            api = ApiClient(account.environment, names)
            user = _sign_in(api)
            asset = _upload(user, video)
            succeeded = asset is not None and _follow(
                user, asset, Pipeline(account.environment, names)
            )
            to_try = TO_TRY.format(
                page=page_url(account.running),
                url=api.url,
                user=USER,
                password=PASSWORD,
                curls=_curls(api.url, asset),
                folder=DEMO_FOLDER.relative_to(PROJECT_FOLDER) / "terraform" / "envs" / "dev",
                asset=asset or "…",
                **names,
            )
            if account.stays:
                print(f"{to_try}\n{KEPT}")
            elif asset and on_terminal():
                let_others_in()
                wait_for_ctrl_c(f"{to_try}\n{WAITING}", is_down)
        return 0 if succeeded else 1
    except KeyboardInterrupt:
        print("\nInterrupted. Everything the demo started has stopped.", file=sys.stderr)
        return 130
    except OperandError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except (AccountError, BusyError, DeploymentError, NotClaimedError, RefusedError) as error:
        print(f"\n{error}", file=sys.stderr)
    except (NoAnswerError, BotoCoreError, ClientError) as error:
        log = (ACCOUNT_FOLDER / "server.log").relative_to(PROJECT_FOLDER)
        print(f"\n{error}\nThe local account's log is {log}.", file=sys.stderr)
    except OSError as error:
        print(f"\n{error}", file=sys.stderr)
    return 1


def _end_cleanly_on_signals() -> None:
    # A command that a script starts in the background begins with SIGINT ignored. Whoever ignores
    # SIGHUP (nohup) wants the demo to outlive the terminal.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _video(path: str) -> Path:
    if path:
        video = given_video(path)
        if not video.stat().st_size:
            raise OperandError(f"VIDEO={plain(path, NAME_LIMIT)} is empty.")
        return video
    with phase("Making a sample clip: 12 s, 1280x720, moving picture and sound"):
        return make_clip(PROJECT_FOLDER / "build" / "sample.mp4")


def _sign_in(api: ApiClient) -> ApiUser:
    """The token goes into a file that nobody else can read, for curl."""
    with phase(f"Signing in as {USER} at {api.url}"):
        api.put_user(USER, PASSWORD)
        token = api.sign_in(USER, PASSWORD, *SCOPES)["access_token"]
        AUTHORIZATION.unlink(missing_ok=True)
        with os.fdopen(os.open(AUTHORIZATION, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"authorization: Bearer {token}\n")
        return ApiUser(api, token)


def _upload(user: ApiUser, video: Path) -> str | None:
    """The asset's id; None where the API refuses the file, in words that are printed."""
    bar, total = Bar(), video.stat().st_size
    name = plain(video.name, NAME_LIMIT)
    try:
        with phase(f"Uploading {name} by POST /v1/uploads"):
            asset = user.upload(
                video, lambda sent: bar.show(sent / total, f"{size(sent)} of {size(total)}")
            )
            bar.end()
            return asset
    except RefusedError as error:
        bar.end()
        print(f"\nThe API refuses {name}: {error}", file=sys.stderr)
        return None


def _follow(user: ApiUser, asset: str, pipeline: Pipeline) -> bool:
    """Show what becomes of the asset; whether it succeeded."""
    bar, began = Bar(), time.monotonic()

    def look(now: dict[str, Any]) -> None:
        percent = now.get("progressPercent", 0)
        text = f"{percent} % ({time.monotonic() - began:.0f} s)"
        bar.show(percent / 100, text, now.get("status", "waiting"))

    with phase(f"Transcoding: GET /v1/assets/{asset}"):
        ended = user.follow(asset, look)
        bar.end()
    record = pipeline.record(asset)
    text = json.dumps(record, indent=2, ensure_ascii=False, default=_plain)
    print(f"\nThe asset's record:\n{text}\n")
    outputs = pipeline.outputs(asset)
    _print_tree(outputs)
    for error in ended["errors"]:
        print(f"{error['code']}: {error['message']}", file=sys.stderr)
    return ended["status"] == "SUCCEEDED"


def _curls(url: str, asset: str | None) -> str:
    """Each works as it stands, and can be copied alone."""
    authority, authorization = (
        path.relative_to(PROJECT_FOLDER)
        for path in (ACCOUNT_FOLDER / "authority.pem", AUTHORIZATION)
    )
    curl = f"  curl --cacert {authority} -H @{authorization} {url}/v1"
    film = quote(json.dumps({"filename": "film.mp4", "size": 1000000}))
    json_of = "-H content-type:application/json -d"  # --json is of curl 7.82
    lines = [f"{curl}/uploads {json_of} {film}", f"{curl}/assets"]
    return "\n".join([*lines, f"{curl}/assets/{asset}"] if asset else lines)


def _plain(value: object) -> int | float:
    assert isinstance(value, Decimal)
    return int(value) if value == int(value) else float(value)


def _print_tree(outputs: list[Output]) -> None:
    print(f"Its outputs ({len(outputs)} files, {size(sum(o.size_bytes for o in outputs))}):")
    folder = ""
    for output in outputs:
        head, _, name = output.key.rpartition("/")
        if head != folder:
            folder = head
            print(f"  {folder}/")
        print(f"    {name:<40} {size(output.size_bytes):>10}")
    print()


if __name__ == "__main__":
    sys.exit(main())
