"""``aws_cli.py STATE ARGUMENT…``: an AWS CLI for tests of scripts; STATE is a JSON file.

It answers as the CLI does after ``--query``, for queues, the policies of a role, the assets of the
table with their uploads, and keys that sign. In the state: ``comes_back``, what is sent again fails
again; ``cut_at``, a command that fails from its second call on; ``waiting``, how many messages a
queue has each time it is asked; ``sent``, the bodies of each batch; ``calls``, all calls in their
order.
"""

import fcntl
import json
import sys
from pathlib import Path
from typing import Any

POLICIES_PER_ROLE = 10
VALID_POLICY_CHARACTERS = 6144


def main(state_file: Path, arguments: list[str]) -> int:
    lock = state_file.with_suffix(".lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # scripts ask several things at once
    state = json.loads(state_file.read_text())
    service, command, *rest = [
        argument for argument in arguments if not argument.startswith("--endpoint")
    ]
    options = {
        name: rest[at + 1]
        for at, name in enumerate(rest)
        if name.startswith("--") and at + 1 < len(rest)
    }
    calls = state.setdefault("calls", [])
    again = command in [earlier for _, earlier, _ in calls]
    calls.append([service, command, options])
    try:
        if again and command == state.get("cut_at"):
            raise RefusedError("Could not connect to the endpoint")
        answer = COMMANDS[service, command](state, options)
        sys.stdout.buffer.write(answer.encode() + b"\n")
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 254
    finally:
        state_file.write_text(json.dumps(state))
    return 0


class RefusedError(Exception):
    """What the service answers is an error."""


def caller(state: dict[str, Any], _: dict[str, str]) -> str:
    return "111122223333\t" + state["caller"]


def count(state: dict[str, Any], _: dict[str, str]) -> str:
    if "waiting" in state:
        return f"{state['waiting'].pop(0) if state['waiting'] else 0}.0"
    return f"{state['visible']}\t{state['hidden']}"


def receive(state: dict[str, Any], options: dict[str, str]) -> str:
    left = state["visible"] - state.get("taken_meanwhile", 0)
    taken = max(0, min(left, int(options["--max-number-of-messages"])))
    state["visible"] -= taken
    state["hidden"] += taken
    rows = [["send", "{}", "delete", "{}", "show", "{}"]] * taken
    return json.dumps(rows, indent=4) if rows else "null"


def send(state: dict[str, Any], _: dict[str, str]) -> str:
    entries = json.load(sys.stdin)
    if "assets" in state:
        assert 1 <= len({entry["Id"] for entry in entries}) == len(entries) <= 10
        state.setdefault("sent", []).append([entry["MessageBody"] for entry in entries])
        return "0"
    state["visible"] += len(entries) if state.get("comes_back") else 0
    return "null"


def query(state: dict[str, Any], options: dict[str, str]) -> str:
    """The index: a page of ids and the token of the next one; of an uploader, all of them."""
    values = json.loads(options["--expression-attribute-values"])
    if ":uploader" in values:
        whose = values[":uploader"]["S"]
        named = [[one["id"]] for one in state["assets"] if one.get("uploader") == whose]
        return json.dumps(named, indent=4)
    status, since, before = (values[name]["S"] for name in (":status", ":since", ":before"))
    found = sorted(
        (asset["changed"], asset["id"])
        for asset in state["assets"]
        if asset["status"] == status and since <= asset["changed"] <= before
    )
    begin = int(options.get("--starting-token", 0))
    end = begin + int(options["--max-items"])
    rows = [[name] for _, name in found[begin:end]]
    return json.dumps([*rows, ["next", str(end) if end < len(found) else ""]], indent=4)


def batch_get(state: dict[str, Any], options: dict[str, str]) -> str:
    """The records, in any order; ``now`` is what has changed since the index was asked."""
    (table,) = json.load(sys.stdin).values()
    wanted = [key["assetId"]["S"] for key in table["Keys"]]
    assert table["ConsistentRead"]
    assert len(wanted) <= 100
    rows = []
    for asset in reversed(state["assets"]):
        if asset["id"] in wanted and not asset.get("unread"):
            now = {**asset, **asset.get("now", {})}
            if "etag" not in options["--query"]:
                rows.append([now["id"], now["status"], now.get("key")])
                continue
            names = ("id", "status", "attempt", "changed", "profile", "etag")
            rows.append([*(now.get(name) for name in names), "uploads", now["key"]])
    return json.dumps(rows, indent=4, ensure_ascii=False)


def sign(state: dict[str, Any], options: dict[str, str]) -> str:
    """``signed`` are the texts; the signature is that of the state."""
    algorithm = (options["--message-type"], options["--signing-algorithm"])
    assert algorithm == ("RAW", "RSASSA_PKCS1_V1_5_SHA_256")
    text = Path(options["--message"].removeprefix("fileb://")).read_text()
    state.setdefault("signed", []).append([options["--key-id"], text])
    return state["signature"]


def public_key(state: dict[str, Any], options: dict[str, str]) -> str:
    return state["public_keys"][options["--key-id"]]


def head(state: dict[str, Any], options: dict[str, str]) -> str:
    (asset,) = (asset for asset in state["assets"] if asset["key"] == options["--key"])
    upload = asset.get("upload", {"etag": asset["etag"]})
    if "refusal" in upload:
        raise RefusedError(f"An error occurred ({upload['refusal']}) when calling HeadObject")
    return "\t".join([f'"{upload["etag"]}"', upload.get("class", "None"), "None", "None"])


def delete(state: dict[str, Any], _: dict[str, str]) -> str:
    state["hidden"] -= len(json.load(sys.stdin))
    return "null"


def upload(_: dict[str, Any], options: dict[str, str]) -> str:
    if options["--body"].startswith("-"):
        raise RefusedError("argument --body: expected one argument")
    raise RefusedError("An error occurred (AccessDenied) when calling the PutObject operation")


def list_policies(state: dict[str, Any], _: dict[str, str]) -> str:
    return "\n".join(state["policies"])


def create_policy(state: dict[str, Any], options: dict[str, str]) -> str:
    partition = state["caller"].split(":")[1]
    arn = f"arn:{partition}:iam::111122223333:policy/{options['--policy-name']}"
    return _put(state, arn, options)


def create_version(state: dict[str, Any], options: dict[str, str]) -> str:
    return _put(state, options["--policy-arn"], options)


def _put(state: dict[str, Any], arn: str, options: dict[str, str]) -> str:
    document = json.loads(options["--policy-document"])
    if len(json.dumps(document, separators=(",", ":"))) > VALID_POLICY_CHARACTERS:
        raise RefusedError(
            "An error occurred (LimitExceeded): Cannot exceed quota for PolicySize: 6144"
        )
    state["policies"][arn] = document
    return ""


def attach(state: dict[str, Any], options: dict[str, str]) -> str:
    attached, arn = state["attached"], options["--policy-arn"]
    if arn not in attached and len(attached) >= POLICIES_PER_ROLE:
        raise RefusedError(
            "An error occurred (LimitExceeded): Cannot exceed quota for PoliciesPerRole"
        )
    state["attached"] = sorted({*attached, arn})
    return ""


def detach(state: dict[str, Any], options: dict[str, str]) -> str:
    if options["--policy-arn"] not in state["attached"]:
        raise RefusedError("An error occurred (NoSuchEntity)")
    state["attached"].remove(options["--policy-arn"])
    return ""


def delete_policy(state: dict[str, Any], options: dict[str, str]) -> str:
    if options["--policy-arn"] in state["attached"]:
        raise RefusedError("An error occurred (DeleteConflict)")
    del state["policies"][options["--policy-arn"]]
    return ""


def scan(state: dict[str, Any], options: dict[str, str]) -> str:
    """Of another table, or of an owner's upload sessions."""
    if options["--table-name"].endswith("-upload-sessions"):
        (wanted,) = json.loads(options["--expression-attribute-values"]).values()
        owned = (one for one, whose in state["sessions"].items() if whose == wanted["S"])
        named = [[one, "waiting"] for one in owned]
        return json.dumps(named, indent=4)
    return json.dumps([[one] for one in state["tables"][options["--table-name"]]], indent=4)


def get_item(state: dict[str, Any], options: dict[str, str]) -> str:
    """A whole record, of ``items``; of another table a tombstone."""
    (wanted,) = json.loads(options["--key"]).values()
    if "items" in state:
        item = state["items"].get(wanted["S"])
        return json.dumps(item, indent=4, ensure_ascii=False)
    assert wanted["S"] in state["tables"][options["--table-name"]]
    return json.dumps({"assetId": wanted, "status": {"S": "ERASED"}}, indent=4)


def delete_item(state: dict[str, Any], options: dict[str, str]) -> str:
    """Of an upload session."""
    (wanted,) = json.loads(options["--key"]).values()
    del state["sessions"][wanted["S"]]
    return ""


def put_item(state: dict[str, Any], options: dict[str, str]) -> str:
    item = json.load(sys.stdin)
    assert options["--condition-expression"] == "attribute_not_exists(assetId)"
    refusal = state.get("write_refused")
    if item["assetId"]["S"] == state.get("came_meanwhile"):
        refusal = "ConditionalCheckFailedException"
    if refusal:
        raise RefusedError(f"An error occurred ({refusal}) when calling the PutItem operation")
    state.setdefault("written", []).append(item)
    return ""


def uploads_under_way(state: dict[str, Any], options: dict[str, str]) -> str:
    begun = [row for row in state.get("begun", ()) if row[1].startswith(options["--prefix"])]
    return json.dumps(begun, indent=4, ensure_ascii=False) if begun else "null"


def versions(state: dict[str, Any], options: dict[str, str]) -> str:
    there = [row for row in state.get("versions", ()) if row[1].startswith(options["--prefix"])]
    return json.dumps(there, indent=4, ensure_ascii=False)


def remove(state: dict[str, Any], options: dict[str, str]) -> str:
    name, version = (
        ("begun", "--upload-id") if "--upload-id" in options else ("versions", "--version-id")
    )
    state[name].remove([options[version], options["--key"]])
    return ""


def nothing(_: dict[str, Any], __: dict[str, str]) -> str:
    return ""


COMMANDS = {
    ("dynamodb", "batch-get-item"): batch_get,
    ("dynamodb", "delete-item"): delete_item,
    ("dynamodb", "get-item"): get_item,
    ("dynamodb", "put-item"): put_item,
    ("dynamodb", "query"): query,
    ("dynamodb", "scan"): scan,
    ("iam", "attach-role-policy"): attach,
    ("iam", "create-policy"): create_policy,
    ("iam", "create-policy-version"): create_version,
    ("iam", "delete-policy"): delete_policy,
    ("iam", "detach-role-policy"): detach,
    ("iam", "get-role"): nothing,
    ("iam", "list-policies"): list_policies,
    ("iam", "list-policy-versions"): nothing,
    ("iam", "update-assume-role-policy"): nothing,
    ("kms", "get-public-key"): public_key,
    ("kms", "sign"): sign,
    ("s3api", "abort-multipart-upload"): remove,
    ("s3api", "delete-object"): remove,
    ("s3api", "head-object"): head,
    ("s3api", "list-multipart-uploads"): uploads_under_way,
    ("s3api", "list-object-versions"): versions,
    ("s3api", "put-object"): upload,
    ("sqs", "delete-message-batch"): delete,
    ("sqs", "get-queue-attributes"): count,
    ("sqs", "receive-message"): receive,
    ("sqs", "send-message-batch"): send,
    ("sts", "get-caller-identity"): caller,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
