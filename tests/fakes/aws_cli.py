"""``aws_cli.py STATE ARGUMENT…``: an AWS CLI for tests of scripts; STATE is a JSON file.

It answers as the CLI does after ``--query``, for a dead-letter queue and the policies of a role.
In the state: ``comes_back``, what is sent again fails again; ``cut_at``, a command that fails from
its second call on; ``calls``, all calls in their order.
"""

import json
import sys
from pathlib import Path
from typing import Any

POLICIES_PER_ROLE = 10
VALID_POLICY_CHARACTERS = 6144


def main(state_file: Path, arguments: list[str]) -> int:
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
        print(COMMANDS[service, command](state, options))
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
    return f"{state['visible']}\t{state['hidden']}"


def receive(state: dict[str, Any], options: dict[str, str]) -> str:
    left = state["visible"] - state.get("taken_meanwhile", 0)
    taken = max(0, min(left, int(options["--max-number-of-messages"])))
    state["visible"] -= taken
    state["hidden"] += taken
    rows = [["send", "{}", "delete", "{}", "show", "{}"]] * taken
    return json.dumps(rows, indent=4) if rows else "null"


def send(state: dict[str, Any], _: dict[str, str]) -> str:
    sent = len(json.load(sys.stdin))
    state["visible"] += sent if state.get("comes_back") else 0
    return "null"


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


def nothing(_: dict[str, Any], __: dict[str, str]) -> str:
    return ""


COMMANDS = {
    ("iam", "attach-role-policy"): attach,
    ("iam", "create-policy"): create_policy,
    ("iam", "create-policy-version"): create_version,
    ("iam", "delete-policy"): delete_policy,
    ("iam", "detach-role-policy"): detach,
    ("iam", "get-role"): nothing,
    ("iam", "list-policies"): list_policies,
    ("iam", "list-policy-versions"): nothing,
    ("iam", "update-assume-role-policy"): nothing,
    ("s3api", "list-object-versions"): nothing,
    ("s3api", "put-object"): upload,
    ("sqs", "delete-message-batch"): delete,
    ("sqs", "get-queue-attributes"): count,
    ("sqs", "receive-message"): receive,
    ("sqs", "send-message-batch"): send,
    ("sts", "get-caller-identity"): caller,
}

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
