"""Reads mutants by their numbers, counts how each ended, and goes on where it was."""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path


def read_options(description: str) -> argparse.Namespace:
    """`--first`, `--count` and `--state`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--state", type=Path, default=None, help="folder to go on from")
    return parser.parse_args()


def read_mutants(
    options: argparse.Namespace, read: Callable[[int, Counter[str]], None], faults_of: tuple[type[BaseException], ...]
) -> int:
    """Read mutants: `read` counts how one ended, and raises one of `faults_of` where that is a fault of ours.

    Prints the counts; returns 1 where there was a fault, or 0.
    """
    state = options.state / "state.json" if options.state else None
    first, counts, faults = options.first, Counter[str](), []
    if state is not None and state.exists():
        known = json.loads(state.read_text())
        first, counts, faults = known["next"], Counter(known["counts"]), known["faults"]
    for number in range(first, options.first + options.count):
        try:
            read(number, counts)
        except faults_of as fault:
            cause = f": {fault.__cause__!r}" if fault.__cause__ else ""
            faults.append(f"{number}: {fault}{cause}")
            print(f"fault {faults[-1]}", file=sys.stderr, flush=True)
        if state is not None and number % 50 == 0:
            state.parent.mkdir(parents=True, exist_ok=True)
            state.write_text(json.dumps({"next": number + 1, "counts": counts, "faults": faults}))
    for name, count in sorted(counts.items()):
        print(f"{count:8,} {name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(faults)} faults in {options.count:,} mutants; {peak:.2f} GB in this process at most")
    return 1 if faults else 0
