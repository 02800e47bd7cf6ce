"""Variables of one name in several folders: one type and one rule everywhere."""

import re
from collections.abc import Iterable
from pathlib import Path

from plan.hcl import Block, blocks

SHARED = {"account_id", "logs", "name_prefix", "package", "permissions_boundary_arn"}
# Words of a rule that one folder adds to those of all.
ADDED = {("identity", "name_prefix"): "amazon|aws|cognito"}
RULE = re.compile(r"^  validation \{\n.*?^  \}$", re.MULTILINE | re.DOTALL)


def differing(folders: Iterable[Path]) -> list[str]:
    """Shared variables that do not have the same type and rule in all folders, or have no rule."""
    found: dict[str, dict[str, list[str]]] = {name: {} for name in SHARED}
    for folder in folders:
        for variable in blocks(folder, "variable"):
            (name,) = variable.labels
            if name in SHARED:
                found[name].setdefault(_rule(folder, variable), []).append(folder.name)
    return [
        f"{name}: {sorted(rules.values())}"
        for name, rules in sorted(found.items())
        if len(rules) != 1 or not all("validation" in rule for rule in rules)
    ]


def _rule(folder: Path, variable: Block) -> str:
    added = ADDED.get((folder.name, variable.labels[0]))
    rules = [rule for rule in RULE.findall(variable.body) if not added or added not in rule]
    return "\n".join([variable.attribute("type") or "", *rules])
