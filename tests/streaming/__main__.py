"""``python -m streaming FOLDER [--profile NAME] [--quiet]``: judge the HLS and DASH outputs below a
folder. Exits 1 if a rule that the profile is held to is broken, 2 if nothing can be judged."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from streaming.presentation import load, pairs
from streaming.report import Finding, judge, table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m streaming", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", default="default", help="whose rules to hold it to")
    parser.add_argument("--quiet", action="store_true", help="only the last line of each")
    given = parser.parse_args()
    try:
        found = pairs(given.folder.resolve())
        if not found:
            raise ValueError(f"{given.folder} has no multivariant playlist and no DASH manifest")
        broken = 0
        for multivariant, manifest in found:
            presentation = load(multivariant, manifest, lambda text: print(text, file=sys.stderr))
            findings = judge(presentation, given.profile)
            if not given.quiet:
                print(f"{presentation.name}\n\n{table(findings)}\n")
            print(f"{presentation.name}: {_summary(findings)}")
            broken += sum(one.verdict == "BROKEN" for one in findings)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if broken else 0


def _summary(findings: list[Finding]) -> str:
    counts = Counter(one.verdict for one in findings)
    told = [
        f"{counts[verdict]} {verdict}"
        for verdict in ("met", "not aimed for", "advice")
        if counts[verdict]
    ]
    broken = " ".join(one.rule.number for one in findings if one.verdict == "BROKEN")
    return (f"BROKEN {broken}; " if broken else "") + ", ".join(told)


if __name__ == "__main__":
    sys.exit(main())
