"""What Terraform refuses by our own words: every validation and precondition in terraform/."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from plan.hcl import blocks
from plan.refusals import Refusal
from plan.shared_variables import SHARED

BLOCKS = ("check", "data", "module", "output", "resource", "variable")
RULE = re.compile(r"^ +(?:validation|(?:pre|post)condition|assert) \{$", re.MULTILINE)
MESSAGE = re.compile(r'^ +error_message = (?:"|.*?: ")(.*)"\]?\)?$', re.MULTILINE)
# A shorter text between two values does not tell a rule from others.
FEW = 10


@dataclass(frozen=True)
class Rule:
    """``folder`` is a module's or an environment's; ``subject`` is what the rule stands in."""

    folder: Path
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.folder.name}, {self.subject}: {self.message}"

    def is_said(self, message: str) -> bool:
        """A refusal may tell a part of it, and any values in it."""
        texts = re.split(r"\$\{[^}]*\}", self.message)
        return any(
            len(text) >= FEW and (text.strip() in message or message in text) for text in texts
        )


def rules_of(folder: Path) -> Iterator[Rule]:
    for block in blocks(folder, *BLOCKS):
        messages = MESSAGE.findall(block.body)
        assert len(messages) == len(RULE.findall(block.body)), block.labels
        for message in messages:
            yield Rule(folder, block.labels[-1], message.replace('\\"', '"'))


def unproven(rules: Collection[Rule], refusals: Collection[Refusal]) -> list[str]:
    """The rules that no refusal shows at work: one of their own module, or of an environment if no
    other module says the same. Shared variables have one rule everywhere."""
    places = Counter(rule.message for rule in rules)
    return [
        str(rule)
        for rule in rules
        if not any(
            rule.is_said(message)
            and (
                refusal.module == rule.folder.name
                or (refusal.module is None and places[rule.message] == 1)
                or rule.subject in SHARED
            )
            for refusal in refusals
            for message in refusal.messages
        )
    ]
