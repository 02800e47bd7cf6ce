"""`make site`: the page with what it is told of its environment, in the site's bucket."""

import json
import shutil
from pathlib import Path

import pytest

from deployment import PROJECT_FOLDER
from fakes.operator_machine import OperatorMachine

PAGE = Path("tests/demo/page")
SITE = '{"bucket_name":"media-dev-site","url":"https://media.example.com/site/"}'
IDENTITY = (
    '{"browser_client_id":"client","issuer":"https://issuer","scope_prefix":"media/",'
    '"server_client_id":null,"sign_in_url":"https://sign-in.example.com"}'
)
# `aws s3 sync … FROM TO` and `aws s3 cp … FROM TO`, into a folder.
AWS = """
from=${*: -2:1} to=$BUCKETS/${*: -1}
mkdir -p "$(dirname "${to/s3:/}")" && cp -R "$from" "${to/s3:/}"
"""


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    """Nothing can be fetched by its npm."""
    machine = OperatorMachine(tmp_path)
    shutil.copytree(PROJECT_FOLDER / PAGE, machine.root / PAGE)
    outputs = {"cdn_site": SITE, "identity": IDENTITY, "profile_names": '["default","uhd"]'}
    cases = "".join(f"*' {name}') echo '{value}' ;; " for name, value in outputs.items())
    machine.put("terraform", f"case $* in {cases}esac")
    machine.put("aws", AWS)
    for tool in ("node", "npm"):
        machine.put(tool, "exit 1")
    return machine


def test_the_page_is_told_where_it_is(machine: OperatorMachine, tmp_path: Path) -> None:
    done = machine.run(
        "scripts/site.sh",
        ADDRESSES="https://127.0.0.1:1=http://127.0.0.1:2 https://a.example.com=http://localhost:2",
        HINT="Here, that is <me>",
        BUCKETS=str(tmp_path / "buckets"),
    )
    assert done.returncode == 0, done.stderr
    assert "from cdn.jsdelivr.net" in done.stdout
    assert done.stdout.endswith("Open https://media.example.com/site/index.html\n")
    site = tmp_path / "buckets/media-dev-site/site"
    assert {path.name for path in site.iterdir()} == {
        "config.json",
        *(path.name for path in (PROJECT_FOLDER / PAGE).iterdir()),
    }
    assert json.loads((site / "config.json").read_text()) == {
        "api": "/api",
        "signIn": {
            "url": "https://sign-in.example.com",
            "clientId": "client",
            "scopePrefix": "media/",
            "hint": "Here, that is <me>",
        },
        "profiles": ["default", "uhd"],
        "vendor": False,
        "addresses": {
            "https://127.0.0.1:1": "http://127.0.0.1:2",
            "https://a.example.com": "http://localhost:2",
        },
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ADDRESSES": "https://a.example.com"}, "pairs of origins"),
        ({"ADDRESSES": 'https://a.example.com=http://b"'}, "pairs of origins"),
        ({"HINT": 'a "word"'}, "one line"),
        ({"HINT": "a\nb"}, "one line"),
    ],
)
def test_what_is_not_valid_is_refused(
    machine: OperatorMachine, given: dict[str, str], words: str
) -> None:
    done = machine.run("scripts/site.sh", **given)
    assert done.returncode == 2
    assert words in done.stderr


def test_an_environment_without_a_site_is_told(machine: OperatorMachine, tmp_path: Path) -> None:
    machine.put("terraform", "echo null")
    done = machine.run("scripts/site.sh", BUCKETS=str(tmp_path))
    assert done.returncode == 1
    assert "cdn = { site = {} }" in done.stderr
