"""make grant and make signing-key: grants as the core makes them, keys as Terraform takes them."""

import json
import re
import shutil
import textwrap
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fakes.assets import apply
from fakes.assets_door import owned, processing, succeeded
from fakes.clock import START
from fakes.operator_machine import OUTPUTS, OperatorMachine
from pipeline.assets.asset import Asset, ErasedBy, Status
from pipeline.assets.changes import Edited
from pipeline.assets.erasing import erasing, tombstone_of
from pipeline.assets.item import item_of, tombstone_item
from pipeline.assets.served_urls import urls_of
from pipeline.assets.source_facts import SourceFacts
from pipeline.aws.attribute_values import typed_item
from pipeline.jobs.made import MadeRendition
from pipeline.playback.grant import grant_of
from pipeline.playback.signed_grant import SignedGrant, policy_of

HOST = OUTPUTS["cdn_domain_name"]
KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/signing"
# Of every character that CloudFront has others for.
SIGNATURE = bytes(range(256))
SERVED = succeeded(owned())
FAILED_AGAIN = replace(SERVED, attempt=2, status=Status.FAILED, outputs={}, formats=(), jobs={})


def lasting(source: str | None = None, *renditions: str) -> Asset:
    """By what is known of its length, in seconds."""
    (job,) = SERVED.jobs.values()
    made = tuple(MadeRendition(duration_seconds=Decimal(one)) for one in renditions)
    facts = SourceFacts(duration_seconds=Decimal(source)) if source else None
    return replace(SERVED, source=facts, jobs={job.name: replace(job, renditions=made)})


@pytest.fixture
def machine(tmp_path: Path) -> OperatorMachine:
    machine = OperatorMachine(tmp_path)
    machine.put_applied()
    now = int(START.timestamp())
    real = shutil.which("date")
    machine.put("date", f'[ "$*" = +%s ] && echo {now} || exec {real} "$@"')
    return machine


def run(machine: OperatorMachine, item: dict[str, Any] | None, asset_id: str = SERVED.id) -> Any:
    machine.aws = {
        "items": {asset_id: typed_item(item)} if item else {},
        "signature": b64encode(SIGNATURE).decode(),
    }
    return machine.run("scripts/grant.sh", ID=asset_id)


def without_served(asset: Asset) -> dict[str, Any]:
    """As a version wrote it that served what the record's attempt made."""
    item = dict(item_of(asset))
    del item["served"], item["posterUri"]
    return item


@pytest.mark.parametrize(
    ("asset", "item"),
    [
        (SERVED, item_of(SERVED)),
        (SERVED, without_served(SERVED)),
        (FAILED_AGAIN, item_of(FAILED_AGAIN)),
        (chosen := apply(SERVED, Edited(poster=7), START), item_of(chosen)),
        *(
            (asset, item_of(asset))
            for asset in (
                lasting("61.5"),
                lasting("10800"),
                lasting("10800.999", "9.5"),
                lasting("9", "20000.25", "100000"),
                lasting("82799.999"),
                lasting("82800"),
                lasting("400000"),
                lasting(None, "14400"),
            )
        ),
    ],
    ids=lambda value: value.status if isinstance(value, Asset) else "",
)
def test_it_grants_what_the_api_does(machine, asset, item):
    done = run(machine, item)
    assert (done.returncode, done.stderr) == (0, "")
    grant = grant_of(asset, START)
    assert grant is not None
    assert machine.aws["signed"] == [[KEY_ARN, policy_of(grant, HOST)]]
    signed = SignedGrant(
        grant=grant, domain_name=HOST, key_pair_id="K2JCJMDEHXQW5F", signature=SIGNATURE
    )
    cookies = "; ".join(f"{name}={value}" for name, value in signed.cookies.items())
    urls = urls_of(asset.served, HOST)
    assert re.findall("  curl --cookie '(.*)' '(.*)'", done.stdout) == [
        (cookies, urls[name]) for name in ("hls", "dash", "storyboard")
    ]
    assert re.findall("^  (https:.*)$", done.stdout, re.M) == [
        f"{urls[name]}?{signed.query}" for name in ("mp4", "poster")
    ]
    first = done.stdout.splitlines()[0]
    assert first.startswith(f"Attempt {grant.attempt} of asset {asset.id}, until 2026-01-0")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (None, f"There is no record of asset {SERVED.id}"),
        (item_of(owned()), "it is PENDING, and no attempt has SUCCEEDED yet"),
        (item_of(processing(owned())), "it is PROCESSING, and no attempt has SUCCEEDED yet"),
        (item_of(gone := erasing(SERVED, ErasedBy.OWNER, START)), "is ERASING"),
        (tombstone_item(tombstone_of(gone, START)), "is ERASED"),
    ],
)
def test_what_cannot_be_played(machine, item, words):
    done = run(machine, item)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert "signed" not in machine.aws


@pytest.mark.parametrize(
    ("script", "missing", "words"),
    [
        ("grant", "cdn_domain_name", "Without `cdn` in terraform.tfvars there is none"),
        ("grant", "cdn_grant_key", "Put what `make signing-key` prints into"),
        ("signing_key", "cdn_signing_key_aliases", "Without `cdn` in terraform.tfvars"),
    ],
)
def test_what_has_to_be_there(machine, script, missing, words):
    machine.put_applied(missing)
    machine.aws = {"items": {SERVED.id: typed_item(item_of(SERVED))}}
    done = machine.run(f"scripts/{script}.sh", ID=SERVED.id)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_who_may_not_sign_gets_nothing(machine):
    machine.aws = {"items": {SERVED.id: typed_item(item_of(SERVED))}}
    done = machine.run("scripts/grant.sh", ID=SERVED.id)
    assert (done.returncode != 0, done.stdout) == (True, "")


def test_keys_as_terraform_takes_them(machine):
    keys = {
        name: rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
        for name in ("2026-11", "first")
    }
    machine.aws = {
        "public_keys": {
            f"alias/media-dev-signing-{name}": b64encode(
                key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            ).decode()
            for name, key in keys.items()
        }
    }
    done = machine.run("scripts/signing_key.sh")
    assert (done.returncode, done.stderr) == (0, "")
    found = re.findall('  "(.*)" = <<-EOT\n((?:    .*\n)*)  EOT\n', done.stdout)
    assert {name: textwrap.dedent(text) for name, text in found} == {
        name: key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        for name, key in keys.items()
    }
    assert done.stdout.startswith("public_keys = {\n")
    assert done.stdout.endswith("  EOT\n}\n")


def test_a_key_that_cannot_be_read_is_none(machine):
    machine.aws = {"public_keys": {}}
    done = machine.run("scripts/signing_key.sh")
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert json.dumps(machine.aws["calls"]).count("get-public-key") == 1
