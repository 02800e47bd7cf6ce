"""IAM policies: ``*`` stands for any characters, line feeds included.

ministack 1.5.33 stops at a line feed, which a key of S3 may hold.
"""

import re


def apply() -> None:
    """Wrap what makes a pattern of a wildcard."""
    from ministack.core import iam_evaluator

    plain = iam_evaluator._fnmatch_compile

    def compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
        found = plain(pattern, ignore_case)
        return re.compile(found.pattern, found.flags | re.DOTALL)

    iam_evaluator._fnmatch_compile = compiled
