"""The command line: ``run``, ``replay``, ``mutants``, ``burst``."""

import argparse
import sys
from pathlib import Path

from faults import burst, campaign, mutants, report
from faults.mixes import MIXES, shares

SHARE_OF_OTHER_MIXES = 20
BASELINE_SCHEDULES = 250
BURSTS = [340, 3000]


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    campaign.collect_seldom()
    return options.command(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="many schedules, a table by fault mix")
    run.set_defaults(command=_run)
    run.add_argument("--schedules", type=int, default=20_000)
    run.add_argument("--seed", type=int, default=1, help="the first")
    which = run.add_mutually_exclusive_group()
    which.add_argument("--mix", choices=MIXES, help="this one only, and not the baseline")
    which.add_argument(
        "--mixed", action="store_true", help="all mixes share the schedules; not the baseline"
    )
    run.add_argument("--bursts", type=int, nargs="+", default=[], help="of so many uploads, too")
    run.add_argument("--cores", type=int)
    run.add_argument("--quiet", action="store_true", help="no progress")
    run.add_argument("--count-file", type=Path, help="gets how many schedules of ours were run")
    replay = commands.add_parser("replay", help="one schedule with its trace")
    replay.set_defaults(command=_replay)
    replay.add_argument("--seed", type=int, required=True)
    replay.add_argument("--mix", choices=MIXES, default="all")
    replay.add_argument("--baseline", action="store_true")
    replay.add_argument("--mutant", choices=mutants.names())
    kill = commands.add_parser("mutants", help="who kills which mutant, after how many schedules")
    kill.set_defaults(command=_mutants)
    kill.add_argument("--schedules", type=int, default=1500, help="at most, for each")
    kill.add_argument("--only", choices=mutants.names())
    bursts = commands.add_parser("burst", help="many uploads at once under the quota of CreateJob")
    bursts.set_defaults(command=_burst)
    bursts.add_argument("--uploads", type=int, nargs="+", default=BURSTS)
    bursts.add_argument("--concurrency", type=int, default=2)
    bursts.add_argument("--batch-size", type=int, default=5)
    return parser


def _run(options: argparse.Namespace) -> int:
    seeds = {mix: range(options.seed, options.seed + n) for mix, n in _counts(options).items()}
    shared = {"cores": options.cores, "progress": not options.quiet}
    ours, bursts = campaign.run(seeds, bursts=options.bursts, **shared)
    print(report.table("this pipeline", ours))
    if options.count_file:
        options.count_file.write_text(report.count(ours))
    if not options.mix and not options.mixed:
        count = min(BASELINE_SCHEDULES, options.schedules)
        seeds = dict.fromkeys(MIXES, range(options.seed, options.seed + count))
        theirs, _ = campaign.run(seeds, baseline=True, **shared)
        print(report.table("\nbaseline: the design of requirement document 3", theirs))
        if not any(tally.wrong for tally in theirs):
            print("The baseline has no fault: the simulator does not bite.")
            return 1
    print("\n" + "\n".join(report.figures(tally) for tally in ours))
    if bursts:
        print("\n" + report.bursts(bursts))
    if any(tally.wrong for tally in ours):
        print("\n" + report.failures(ours))
        return 1
    return int(any(figures.wrong for figures in bursts))


def _counts(options: argparse.Namespace) -> dict[str, int]:
    """How many schedules of each mix."""
    if options.mix:
        return {options.mix: options.schedules}
    if options.mixed:
        return shares(options.schedules)
    others = max(1, options.schedules // SHARE_OF_OTHER_MIXES)
    return dict.fromkeys(MIXES, others) | {"all": options.schedules}


def _replay(options: argparse.Namespace) -> int:
    run = campaign.design_run(options.baseline)
    with mutants.applied(options.mutant):
        result = run(options.seed, options.mix, tracing=True)
    for moment, text in result.lines:
        minutes, seconds = divmod(moment, 60)
        print(f"{minutes:5.0f}:{seconds:06.3f}  {text}")
    print(f"\n{dict(result.ends)}; calls that failed: {dict(result.injected)}")
    for kind, text in result.faults:
        print(f"{kind}: {text}")
    return int(result.wrong)


def _mutants(options: argparse.Namespace) -> int:
    only = [options.only] if options.only else mutants.names()
    rows = [mutants.run(name, options.schedules) for name in only]
    print(
        report.columns(
            [("mutant", "what it does", "killed by", "after"), *(row.cells for row in rows)]
        )
    )
    return int(not all(row.killed for row in rows))


def _burst(options: argparse.Namespace) -> int:
    measured = [
        burst.run(count, options.concurrency, options.batch_size) for count in options.uploads
    ]
    print(report.bursts(measured))
    return int(any(figures.wrong for figures in measured))


if __name__ == "__main__":
    sys.exit(main())
