"""Run the demo: ``make demo``, with ``VIDEO=path`` and ``KEEP=1``."""

import json
import os
import signal
import sys
import time
from decimal import Decimal
from pathlib import Path

from clips import make_clip
from demo.account import DEMO_FOLDER, BusyError, alone, apply, local_account
from demo.console import Bar, phase, size
from demo.estimate import show
from demo.page import write_page
from demo.planned_environment import planned_environment
from deployment import PROJECT_FOLDER, DeploymentError
from local_aws.account import AccountError
from pipeline_client import NotClaimedError, Output, Pipeline

PACKAGE = PROJECT_FOLDER / "build" / "lambda.zip"
KEPT = """
The account is still running. From this folder:
  eval "$(make --silent env)"             # points the AWS CLI at it
  aws s3 ls --recursive s3://{uploads_bucket_name}
  aws dynamodb scan --table-name {asset_table_name}
  aws s3 cp video.mp4 s3://{uploads_bucket_name}/uploads/me/
  make demo                               # uses it again
  make stop                               # stops it
"""


def main() -> int:
    """Run every phase; 0 only if the asset ended SUCCEEDED."""
    _end_cleanly_on_signals()
    keep = os.environ.get("KEEP", "") not in ("", "0")
    try:
        video = _video(os.environ.get("VIDEO", ""))
        with alone(), local_account(keep) as environment:
            names = apply(environment, PACKAGE)
            with phase("Planning, before anything is uploaded (make estimate)"):
                show(video, "", planned_environment(PROJECT_FOLDER / "terraform" / "envs" / "dev"))
            record = _process(Pipeline(environment, names), video)
            if keep:
                print(KEPT.format(**names))
        return 0 if record["status"] == "SUCCEEDED" else 1
    except KeyboardInterrupt:
        print("\nInterrupted. Everything the demo started has stopped.", file=sys.stderr)
        return 130
    except (AccountError, BusyError, DeploymentError, NotClaimedError, OSError) as error:
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
        if not Path(path).is_file():
            raise FileNotFoundError(f"VIDEO={path} is no file")
        return Path(path)
    with phase("Making a sample clip: 12 s, 1280x720, moving picture and sound"):
        return make_clip(PROJECT_FOLDER / "build" / "sample.mp4")


def _process(pipeline: Pipeline, video: Path) -> dict:
    bar, total, sent = Bar(), video.stat().st_size, [0]

    def count(byte_count: int) -> None:
        sent[0] += byte_count
        bar.show(sent[0] / max(total, 1), f"{size(sent[0])} of {size(total)}")

    with phase(f"Uploading {video.name}"):
        asset = pipeline.upload(video, f"uploads/demo/{video.name}", count)
        bar.end()
    began = time.monotonic()
    with phase(f"Transcoding asset {asset}"):
        record = pipeline.follow(
            asset,
            lambda now: bar.show(
                float(now["progressPercent"]) / 100,
                f"{now['progressPercent']} % ({time.monotonic() - began:.0f} s)",
                now["status"],
            ),
        )
        bar.end()
    text = json.dumps(record, indent=2, ensure_ascii=False, default=_plain)
    print(f"\nThe asset's record:\n{text}\n")
    outputs = pipeline.outputs(asset)
    _print_tree(outputs)
    if record["status"] == "SUCCEEDED":
        _show(pipeline, record, text, outputs)
    for error in record["errors"]:
        print(f"{error['code']}: {error['message']}", file=sys.stderr)
    return record


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


def _show(pipeline: Pipeline, record: dict, text: str, outputs: list[Output]) -> None:
    with phase("Writing a page"):
        files = {DEMO_FOLDER / "outputs" / output.key: output for output in outputs}
        for path, output in files.items():
            pipeline.fetch(output, path)
        page = DEMO_FOLDER / "index.html"
        write_page(page, record["filename"], text, files)
    print(f"\nOpen {page.relative_to(PROJECT_FOLDER)} in a browser.")


if __name__ == "__main__":
    sys.exit(main())
