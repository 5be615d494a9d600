"""Compares the host probe with a compiled program: agreement on the host's state, and cost.

    python benchmarks/host_probe.py [--readings 500]      (three minutes; needs a C compiler)

Each reading of the probe lies between two of `core_to_core.c`; where those disagree, the state changed meanwhile. A
host that shows one state only proves nothing, and the page says so. Learnt: a thread that moves between the CPUs and
reads what it wrote itself sees the state of one busy CPU (7 of 126 readings of the slower state looked like the best).
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from artifacts import MEASUREMENTS, write_page

from turnkey_runner.host.cpus import choose_cpus
from turnkey_runner.host.probe import probing
from turnkey_runner.stats.host_states import BOUNDARY, best_ns, reading_of

PAUSE_S = 0.25
COMPILED_BOUNDARY_NS = 200.0
"""Between the two states of a cache line's round trip: 60 to 110 and 400 to 500 ns on the host where this was made."""
WIDTH, HEIGHT, MARGIN = 720, 260, 40
COLOURS = {False: "#2a7", True: "#c63"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of the probe between two of the compiled one."""

    before_ns: float
    transfer_ns: int
    after_ns: float
    cost_s: float

    @property
    def is_slow(self) -> bool | None:
        """The state by the compiled one; None where it changed."""
        both = {one > COMPILED_BOUNDARY_NS for one in (self.before_ns, self.after_ns)}
        return both.pop() if len(both) == 1 else None


def read(count: int) -> list[Reading]:
    """Take readings of both, by turns."""
    cpus = choose_cpus(2)
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "core_to_core")
        source = str(Path(__file__).with_name("core_to_core.c"))
        subprocess.run(["cc", "-O2", "-pthread", source, "-o", program], check=True)
        command = [program, *map(str, cpus)]
        with (
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as compiled,
            probing(cpus) as prober,
        ):
            assert compiled.stdin is not None
            assert compiled.stdout is not None

            to_program, from_program = compiled.stdin, compiled.stdout

            def round_trip_ns() -> float:
                to_program.write("\n")
                to_program.flush()
                return float(from_program.readline())

            found: list[Reading] = []
            while len(found) < count:
                before_ns = round_trip_ns()
                start = time.perf_counter()
                transfer_ns = reading_of(prober.take())
                cost_s = time.perf_counter() - start
                after_ns = round_trip_ns()
                if transfer_ns is not None:
                    found.append(
                        Reading(before_ns=before_ns, transfer_ns=transfer_ns, after_ns=after_ns, cost_s=cost_s)
                    )
                time.sleep(PAUSE_S)
            compiled.stdin.close()
            return found


def draw(readings: list[Reading], boundary_ns: float) -> str:
    """The readings over time, as a picture: a logarithmic scale from 2 to 100 µs."""

    def y(ns: float) -> float:
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (math.log10(ns) - 3.3) / 1.7

    step = (WIDTH - 2 * MARGIN) / max(1, len(readings) - 1)
    dots = "".join(
        f'<circle cx="{MARGIN + index * step:.0f}" cy="{y(one.transfer_ns):.0f}" r="2" '
        f'fill="{COLOURS.get(one.is_slow is True, "#999")}"/>'
        for index, one in enumerate(readings)
    )
    line = (
        f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y(boundary_ns):.0f}" y2="{y(boundary_ns):.0f}" stroke="#888"/>'
    )
    ticks = "".join(
        f'<text x="{MARGIN - 6}" y="{y(ns) + 4:.0f}" text-anchor="end">{ns / 1e3:.0f}</text>'
        for ns in (5e3, 1e4, 2e4, 5e4)
    )
    title = (
        f'<text x="{MARGIN}" y="20">µs to read 256 KiB that the other CPU has written; '
        f'<tspan fill="{COLOURS[False]}">best state</tspan>, <tspan fill="{COLOURS[True]}">slower state</tspan>'
        " by the compiled probe</text>"
    )
    axis = f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 10}" text-anchor="end">readings, a third of a second apart</text>'
    style = "<style>text{font:13px sans-serif;fill:#555}</style>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    label = "<title>Two states of a shared host</title>"
    return f"{head}{label}{style}{title}{ticks}{line}{dots}{axis}</svg>\n"


def main() -> None:
    """Take the readings, compare them, write page and picture."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--readings", type=int, default=500)
    readings = read(options.parse_args().readings)
    steady = [one for one in readings if one.is_slow is not None]
    states = {state: sorted(one.transfer_ns for one in steady if one.is_slow is state) for state in (False, True)}
    boundary_ns = BOUNDARY * (best_ns(one.transfer_ns for one in readings) or 1)
    agreed = sum((one.transfer_ns > boundary_ns) is one.is_slow for one in steady)
    lines = [
        f"{len(readings)} readings, each between two of a compiled ping-pong of one cache line.",
        f"In {len(readings) - len(steady)} of them the state changed within these 15 ms.",
        f"Of the other {len(steady)}, the probe agrees in {agreed} ({agreed / len(steady):.1%}).",
        f"A probe takes {statistics.median(one.cost_s for one in readings) * 1e3:.1f} ms (median), twice a process.",
        "",
        "| state, by the compiled one | readings | shortest, µs | median, µs | longest, µs |",
        "|---|---|---|---|---|",
    ]
    for is_slow, found in states.items():
        name = "slower" if is_slow else "best"
        if found:
            low, middle, high = (one / 1e3 for one in (found[0], statistics.median(found), found[-1]))
            lines.append(f"| {name} | {len(found)} | {low:.1f} | {middle:.1f} | {high:.1f} |")
        else:
            lines.append(f"| {name} | 0 | | | |")
    if not all(states.values()):
        lines += ["", "The host showed one state only: this says nothing of the other."]
    page = write_page("host-probe", "Host probe compared with a compiled program", lines)
    picture = MEASUREMENTS / "host-states.svg"
    picture.write_text(draw(readings, boundary_ns), encoding="utf-8")
    print(page, picture, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main()
