"""Calls of the module mediaconvert with many profiles.

Terraform checks types first and reports one wrong type of a call, but all wrong values: what is
wrong is in two roots, what is right in a third.
"""

import json
from typing import Any

from fakes.edited_profiles import Terraform, accepted, edited, wrong
from plan.roots import Root, case_files

RIGHT, WRONG, MISTYPED = (Root("profiles", name) for name in ("right", "wrong", "mistyped"))
CASES = {f"wrong-{number}": case for number, case in enumerate(wrong())}
ACCEPTED = {f"right-{number}": edited(*edit) for number, edit in enumerate(accepted())}
MENDED = {name: case for name, case in CASES.items() if case.terraform is Terraform.MENDS}


def calls(name: str) -> str:
    if name == RIGHT.name:
        return _call("right", ACCEPTED | {name: case.document for name, case in MENDED.items()})
    if name == WRONG.name:
        return _call("wrong", _cases(Terraform.REFUSES))
    mistyped = _cases(Terraform.BY_TYPE)
    return "".join(_call(name, {name: document}) for name, document in mistyped.items())


def _cases(answer: Terraform) -> dict[str, Any]:
    return {name: case.document for name, case in CASES.items() if case.terraform is answer}


def _call(name: str, profiles: dict[str, Any]) -> str:
    """JSON is an expression of Terraform's."""
    arguments = case_files("mediaconvert")[-1].read_text()
    return (
        f'module "{name}" {{\n  source = "../../modules/mediaconvert"\n{arguments}\n'
        f"  transcoding_profiles = {json.dumps(profiles)}\n}}\n"
    )
