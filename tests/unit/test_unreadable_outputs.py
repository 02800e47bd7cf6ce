"""Operator commands where Terraform cannot read outputs: its own words, and the exit code that the
runbook promises. Terraform is the real one; S3 is a server on the loopback."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fakes.operator_machine import OperatorMachine

ASSET = "c707e2a0-6047-5488-9f03-4e652a58f5a5"
COMMANDS = {
    "asset.sh": {"ID": ASSET},
    "assets.sh": {},
    "backfill.sh": {},
    "redrive.sh": {"QUEUE": "upload-events", "GO": "1"},
    "reprocess.sh": {"KEY": "uploads/a.mp4"},
    "smoke.sh": {"VIDEO": "Makefile"},
}
NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "HOME": "/nowhere"}
S3_BACKEND = """terraform {
  backend "s3" {
    bucket                      = "media-pipeline-state-111122223333"
    key                         = "media-dev/terraform.tfstate"
    region                      = "us-east-1"
    use_path_style              = true
    skip_credentials_validation = true
    skip_requesting_account_id  = true
    max_retries                 = 1
  }
}
"""
LOCAL_BACKEND = 'terraform {\n  backend "local" {}\n}\n'


class S3(ThreadingHTTPServer):
    """A bucket without objects; or, once ``refusal`` is set, an answer with that code."""

    refusal = ""


class Answers(BaseHTTPRequestHandler):
    server: S3

    def do_GET(self) -> None:
        code = self.server.refusal or ("" if "list-type" in self.path else "NoSuchKey")
        text = f"<Error><Code>{code}</Code><Message>{code}, said S3.</Message></Error>"
        if not code:
            text = "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>"
        body = f'<?xml version="1.0"?>{text}'.encode()
        self.send_response(404 if code.startswith("NoSuch") else 403 if code else 200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    machine = OperatorMachine(tmp_path)
    (machine.root / "Makefile").touch()
    for path in (machine.root / "terraform/envs/dev").iterdir():
        path.unlink()
    return machine


@pytest.fixture
def s3(machine: OperatorMachine) -> Iterator[S3]:
    """S3, and dev initialized with its state there."""
    server = S3(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    write(machine, S3_BACKEND)
    terraform(machine, "init", **at(server))
    yield server
    server.shutdown()
    server.server_close()


def at(server: S3) -> dict[str, str]:
    return {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{server.server_address[1]}"}


def write(machine: OperatorMachine, text: str) -> None:
    (machine.root / "terraform/envs/dev/main.tf").write_text(text)


def terraform(machine: OperatorMachine, *arguments: str, **variables: str) -> None:
    done = machine.run("terraform", "-chdir=terraform/envs/dev", *arguments, **variables)
    assert done.returncode == 0, done.stdout + done.stderr


def refused(machine: OperatorMachine, script: str, status: int, says: str, **given: str) -> None:
    done = machine.run(f"scripts/{script}", **{**COMMANDS[script], **given})
    assert (done.returncode, done.stdout, machine.aws) == (status, "", {}), done.stderr
    assert says in done.stderr


@pytest.mark.parametrize("script", COMMANDS)
def test_every_command_says_that_there_are_no_credentials(
    machine: OperatorMachine, s3: S3, script: str
) -> None:
    refused(machine, script, 3, "No valid credential sources found", **at(s3), **NO_CREDENTIALS)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ExpiredToken", "ExpiredToken, said S3."),
        ("AccessDenied", "Forbidden"),
        ("NoSuchBucket", "does not exist"),
    ],
)
def test_what_s3_refuses_is_said(machine: OperatorMachine, s3: S3, code: str, says: str) -> None:
    s3.refusal = code
    refused(machine, "assets.sh", 3, says, **at(s3))


def test_a_state_that_was_never_written_is_not_applied(machine: OperatorMachine, s3: S3) -> None:
    refused(machine, "assets.sh", 1, "Terraform has no output asset_table_name", **at(s3))


def never_initialized(machine: OperatorMachine) -> None:
    write(machine, S3_BACKEND)


def another_backend(machine: OperatorMachine) -> None:
    write(machine, LOCAL_BACKEND)
    terraform(machine, "init")
    write(machine, S3_BACKEND)


def never_applied(machine: OperatorMachine) -> None:
    write(machine, LOCAL_BACKEND)
    terraform(machine, "init")


def applied_without_that_output(machine: OperatorMachine) -> None:
    write(machine, f'{LOCAL_BACKEND}output "other" {{\n  value = "x"\n}}\n')
    terraform(machine, "init")
    terraform(machine, "apply", "-auto-approve")


def not_terraform(machine: OperatorMachine) -> None:
    write(machine, "terraform {")


def no_terraform(machine: OperatorMachine) -> None:
    machine.put("terraform", "echo 'terraform: not for this machine' >&2; exit 126")


@pytest.mark.parametrize(
    ("spoil", "status", "says"),
    [
        (never_initialized, 1, "Backend initialization required"),
        (another_backend, 1, "Backend initialization required"),
        (never_applied, 1, "Terraform has no output asset_table_name"),
        (applied_without_that_output, 1, 'Output "asset_table_name" not found'),
        (not_terraform, 3, "Unclosed configuration block"),
        (no_terraform, 3, "not for this machine"),
    ],
)
def test_terraforms_own_words_are_shown(
    machine: OperatorMachine, spoil: Callable[[OperatorMachine], None], status: int, says: str
) -> None:
    spoil(machine)
    refused(machine, "assets.sh", status, says)
