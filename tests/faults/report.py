"""Tables for people."""

from collections.abc import Iterable

from faults.burst import Figures
from faults.campaign import Tally

HEAD = (
    "mix",
    "schedules",
    "uploads",
    "succeeded",
    "failed",
    "erased",
    "dead letter",
    "wrong",
    "faults by kind",
)


def table(title: str, tallies: Iterable[Tally]) -> str:
    rows: list[tuple[str, ...]] = [HEAD]
    for tally in tallies:
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.kinds.items()))
        ends = [str(tally.ends[end]) for end in ("succeeded", "failed", "erased", "dead letter")]
        wrong = tally.ends["wrong"]
        share = f"{wrong} ({100 * wrong / max(1, tally.uploads):.2f} %)" if wrong else "0"
        counts = (str(tally.schedules), str(tally.uploads))
        rows.append((tally.mix, *counts, *ends, share, kinds or "none"))
    return f"{title}\n{columns(rows)}"


def bursts(measured: Iterable[Figures]) -> str:
    rows: list[tuple[str, ...]] = [
        (
            "uploads",
            "concurrency",
            "batch",
            "last job after",
            "throttled",
            "put off",
            "receives",
            "timeouts",
            "dead letters",
            "faults",
        )
    ]
    rows += [
        (
            str(figures.uploads),
            str(figures.concurrency),
            str(figures.batch_size),
            f"{figures.last_job_seconds:.0f} s",
            f"{100 * figures.throttled:.2f} %",
            f"{100 * figures.put_off:.2f} %",
            str(figures.most_receives),
            str(figures.timeouts),
            str(figures.dead_letters),
            str(len(figures.faults)),
        )
        for figures in measured
    ]
    return columns(rows)


def columns(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def figures(tally: Tally) -> str:
    """What was injected and what it took."""
    injected = ", ".join(f"{name} {count}" for name, count in sorted(tally.injected.items()))
    per_upload = sum(tally.calls.values()) / max(1, tally.uploads)
    rate = tally.schedules / tally.cpu_seconds if tally.cpu_seconds else 0
    return (
        f"{tally.mix}: {rate:.0f} schedules a CPU second, {tally.hours:.0f} h simulated, "
        f"{tally.jobs} jobs, {per_upload:.1f} calls per upload, "
        f"{tally.healed} healed by the reconciler\n"
        f"  failed calls: {injected or 'none'}"
    )


def count(tallies: Iterable[Tally]) -> str:
    """For the summary of all layers."""
    return f"{sum(tally.schedules for tally in tallies)} schedules"


def failures(tallies: Iterable[Tally]) -> str:
    lines = []
    for tally in tallies:
        for seed, kind, text in tally.examples:
            lines.append(f"{kind}: {text.strip().splitlines()[0]}")
            lines.append(f"  make replay SEED={seed} MIX={tally.mix}")
    return "\n".join(lines)
