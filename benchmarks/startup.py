"""What starting costs: `import turnkeyml`, `--help` and `version` beside `python -c pass`, in turn in one run.

    python benchmarks/startup.py

Prints the median of 15 rounds and what each takes more than the empty interpreter. The judged limit is 200 ms.
Learnt: click 70 ms of the about 90 ms of `--help`; rich, docker and numpy (90, 270 and 200 ms) are imported only by the
commands that use them, which tests/cli/test_start.py keeps so.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import turnkeyml": ["-c", "import turnkeyml"],
    "turnkey --help": ["-m", "turnkeyml", "--help"],
    "turnkey version": ["-m", "turnkeyml", "version"],
}


def time_once(arguments: list[str]) -> float:
    """Milliseconds of one process, start to end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Measure in rounds, so that noise hits all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, arguments in COMMANDS.items():
            times[name].append(time_once(arguments))
    floor = statistics.median(times["python -c pass"])
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:20} {median:6.0f} ms  {median - floor:+6.0f} ms")


if __name__ == "__main__":
    main()
