"""An environment as an earlier version left it, planned with today's modules.

``python -m plan.upgrades TFSTATE FILE`` makes the data of such a test from the state of a
deployment on local AWS: what a plan reads of it, one resource a line.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from local_aws import state
from plan.planned import Planned
from plan.roots import ACCOUNT_ID

PACKAGE = "../../../build/lambda.zip"


def addresses(path: Path) -> set[str]:
    """Of every instance in a state."""
    return {
        ".".join(filter(None, [resource.get("module"), resource["type"], resource["name"]]))
        + (f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else "")
        for resource in json.loads(path.read_text())["resources"]
        for instance in resource["instances"]
    }


def kept(planned: Planned) -> set[str]:
    """The addresses, as the state has them, of what the plan keeps or changes in place."""
    return {
        change.get("previous_address", change["address"])
        for change in planned.raw["resource_changes"]
        if change["change"]["actions"] in (["no-op"], ["update"])
    }


def changed(planned: Planned, action: str) -> dict[str, set[str]]:
    """Address → the attributes that differ, of what the plan creates ("create") or changes in place
    ("update")."""
    return {
        one["address"]: {
            name
            for name, after in (one["change"]["after"] or {}).items()
            if after != (one["change"]["before"] or {}).get(name)
        }
        for one in planned.raw["resource_changes"]
        if one["change"]["actions"] == [action]
    }


def type_of(address: str) -> str:
    """``module.cdn[0].aws_kms_key.signing["first"]`` → ``aws_kms_key``"""
    return re.sub(r"\[[^]]*\]", "", address).split(".")[-2]


def compacted(found: dict[str, Any]) -> str:
    """Without outputs, data, what is null or secret, and where it was deployed from."""
    resources = [
        {
            **{key: resource[key] for key in ("module", "mode", "type", "name", "provider")},
            "instances": [_instance(instance) for instance in resource["instances"]],
        }
        for resource in found["resources"]
        if resource["mode"] == "managed"
    ]
    head = {key: found[key] for key in ("version", "terraform_version", "serial", "lineage")}
    lines = ",\n".join(json.dumps(resource, separators=(",", ":")) for resource in resources)
    text = f'{json.dumps(head)[:-1]}, "outputs": {{}}, "resources": [\n{lines}\n]}}\n'
    text = re.sub(r"https?://127\.0\.0\.1:\d+", "https://sqs.us-east-1.amazonaws.com", text)
    text = re.sub(r"\.localhost:\d+", ".us-east-1.amazonaws.com", text)
    return text.replace(state.ACCOUNT_ID, ACCOUNT_ID)


def _instance(instance: dict[str, Any]) -> dict[str, Any]:
    attributes = {
        key: value
        for key, value in instance["attributes"].items()
        if value is not None and key != "client_secret"
    }
    if "filename" in attributes:
        attributes["filename"] = PACKAGE
    index = {"index_key": instance["index_key"]} if "index_key" in instance else {}
    # Without its marks, Terraform changes what is sensitive.
    told = {key: instance[key] for key in ("schema_version", "sensitive_attributes")}
    return {**index, **told, "attributes": attributes}


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(compacted(json.loads(Path(sys.argv[1]).read_text())))
