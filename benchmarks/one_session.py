"""turnkey's timed loop over a model that is loaded once, whenever it is asked for.

    PYTHONPATH=runners/common:runners/x86 RUNNER_PYTHON benchmarks/one_session.py VOLUME

The first line of the standard input is a job of the contract, each further one how many seconds to measure; the answer
is the median in ns.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import replace
from pathlib import Path

from by_turns import loaded

from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.harness import timed_loop
from turnkey_runner.harness.input_rotation import timed_calls


def main(volume: Path) -> None:
    """Load, then answer until the input ends."""
    with loaded(volume) as (_, bound):
        calls = timed_calls(bound)
        for line in sys.stdin.buffer:
            settings = replace(PROFILES["standard"], min_time_s=float(line), min_iterations=3, max_time_s=15.0)
            timed = timed_loop.measure(calls, timed_loop.warm_up(bound[0].infer, settings), settings)
            print(statistics.median(timed.samples), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
