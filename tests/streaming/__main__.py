"""``python -m streaming FOLDER [--profile NAME] [--holds MANIFEST]… [--quiet]``: judge the HLS and
DASH outputs below a folder. Exits 1 if a rule that the profile is held to is broken, 2 if nothing,
or not what the folder must hold, can be judged."""

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
    parser.add_argument(
        "--holds", action="append", default=[], help="a manifest that must be there"
    )
    parser.add_argument("--quiet", action="store_true", help="only the last line of each")
    given = parser.parse_args()
    try:
        folder = given.folder.resolve()
        found = pairs(folder)
        judged = {path.relative_to(folder).as_posix() for pair in found for path in pair if path}
        for name in given.holds:
            if name not in judged:
                there = "is no manifest" if (folder / name).is_file() else "is not there"
                raise ValueError(f"{name} {there}")
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
