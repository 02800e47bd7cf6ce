"""``python -m plan FILE``: the policies of the dev environment, as planned, for checks of IAM.

With keys of one's own the policies of roles, queues, topics and buckets are whole in the plan;
the keys' own come from the environment as shipped. The cases of the module function add what no
function of the environment needs, such as a VPC.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plan.planned import Planned, Resource
from plan.plans import Plans
from plan.policies import POLICY_ATTRIBUTES
from plan.roots import FURTHER_ROOTS, Root


def main(file: Path) -> None:
    shipped = Root("env", "dev")
    (own_keys,) = (root for root in FURTHER_ROOTS if str(root) == "env-dev-frankfurt")
    functions = Root("module", "function")
    with tempfile.TemporaryDirectory() as folder:
        plans = Plans(Path(folder), [shipped, own_keys, functions])
        keys = list(_documents(plans.plan(shipped), key=True))
        others = list(_documents(plans.plan(own_keys), key=False))
        others += _documents(plans.plan(functions), key=False)
        plans.close()
    assert keys
    assert others
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(keys + others, indent=1))


def _documents(planned: Planned, *, key: bool) -> Iterator[dict[str, Any]]:
    for resource in planned.resources:
        if (resource.type == "aws_kms_key") == key:
            for attribute in POLICY_ATTRIBUTES:
                document = resource.document(attribute)
                if isinstance(document, dict):
                    kind = _kind(resource, attribute)
                    yield {"resource": str(resource), "kind": kind, "document": document}


def _kind(resource: Resource, attribute: str) -> str:
    if attribute == "assume_role_policy":
        return "trust"
    return {"aws_iam_role_policy": "identity", "aws_kms_key": "key"}.get(resource.type, "resource")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
