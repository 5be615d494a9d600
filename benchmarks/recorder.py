"""What recording adds to a script: time and memory beside plain Python, by turns, each in a process of its own.

    python benchmarks/recorder.py      (about 3 minutes)

Learnt: a description of the arguments in every call was 30 times the call (20,000 calls with a dictionary of 31
entries); the hash of a code object is computed anew each time, from all of its bytes; a strong reference to each model
was all memory of a loop over models.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from contextlib import nullcontext
from pathlib import Path

from artifacts import write_page

TURNS = 2
HEAD = """
import argparse, gc, torch
torch.manual_seed(0)
torch.set_grad_enabled(False)
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 4)
    def forward(self, batch, args=None):
        return self.linear(batch["x"])
model, x = Net().eval(), torch.randn(2, 4)
batch = {"x": x, **{f"meta{index}": index for index in range(30)}}
"""
SCRIPTS = {
    "20,000 calls, one tensor": "linear = model.linear\nfor _ in range(20_000):\n    linear(x)",
    "20,000 calls, a dictionary of 31 entries": "for _ in range(20_000):\n    model(batch)",
    "20,000 calls, a namespace with 50,000 words": """
        args = argparse.Namespace(scale=2.0, words={f"w{index}": index for index in range(50_000)})
        for _ in range(20_000):
            model(batch, args)
        """,
    "100 models of 64 MB, one after the other": """
        for index in range(100):
            big = torch.nn.Linear(4000, 4000 + index).eval()
            big(torch.randn(1, 4000))
            del big
            gc.collect()
        """,
}


def run(script: Path, *, recorded: bool) -> dict[str, float]:
    """In a child: seconds of a script without the import of torch, and the peak of its memory."""
    import torch  # noqa: F401 (its import is no part of the comparison)

    from turnkeyml.analysis.trace import Trace
    from turnkeyml.analysis.trace_calls import record_calls

    code = compile(script.read_text(), str(script), "exec")
    trace = Trace(max_depth=0, max_invocations=4, script=str(script))
    start = time.perf_counter()
    with record_calls(trace) if recorded else nullcontext():
        exec(code, {"__name__": "__main__"})
    seconds = time.perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak_mb, "calls": sum(call.count for call in trace.calls.values())}


def compare(script: Path) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """Plain and recorded runs by turns, each second pair the other way about."""
    found: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    for turn in range(TURNS):
        for recorded in (False, True) if turn % 2 == 0 else (True, False):
            command = [sys.executable, __file__, str(script), "recorded" if recorded else "plain"]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
            found[recorded].append(json.loads(done.stdout.splitlines()[-1]))
    return found[False], found[True]


def main() -> None:
    """Compare them for each script, and write the table."""
    heading = "| script | plain, s | recorded, s | added | plain, peak MB | recorded, peak MB | calls recorded |"
    lines = [heading, "|---|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SCRIPTS.items():
            script = Path(folder) / "script.py"
            script.write_text(HEAD + textwrap.dedent(text))
            plain, recorded = compare(script)
            before, after = (min(one["seconds"] for one in runs) for runs in (plain, recorded))
            low, high = (statistics.median(one["peak_mb"] for one in runs) for runs in (plain, recorded))
            lines.append(
                f"| {name} | {before:.2f} | {after:.2f} | {after / before - 1:+.0%} | {low:.0f} | {high:.0f} "
                f"| {recorded[0]['calls']:,.0f} |"
            )
            print(lines[-1], file=sys.stderr, flush=True)
    print(write_page("recorder", "Recording the calls of a script", lines))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(run(Path(sys.argv[1]), recorded=sys.argv[2] == "recorded")))
    else:
        main()
