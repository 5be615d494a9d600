"""Interrupts runs at random instants by each signal, and looks at how long they take, how they end and what is left.

    python -m campaigns.interrupts FOLDER [--count 40] [--launcher process|docker]      (goes on where it was)

A run is interrupted by SIGINT, SIGTERM, SIGHUP or SIGINT twice, sent to its process alone or to its group, as a
terminal does. Results that were complete are kept, and nothing that the run started is left.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from campaigns.descendants import descendants
from campaigns.kills import containers, finish, run_command
from turnkeyml.cache.store import Store
from turnkeyml.report.rows import rows_of

SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGINT twice": 130}
"""By name: the exit status of a run that it interrupts."""
MAX_END_S = 10.0
MAX_END_TWICE_S = 3.0
_TWICE_AFTER_S = 0.3
_SETTLE_S = 15.0


def start(cache: Path, launcher: str) -> subprocess.Popen[bytes]:
    """Start a run in a group of its own whose signals are as in a terminal."""

    def as_in_a_terminal() -> None:
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, signal.SIG_DFL)

    return subprocess.Popen(
        run_command(cache, launcher),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=as_in_a_terminal,
    )


def send(run: subprocess.Popen[bytes], name: str, *, to_group: bool) -> None:
    """Send a signal, SIGINT a second time where that is asked for."""
    number = signal.Signals[name.split()[0]]
    for pause_s in (0.0, _TWICE_AFTER_S) if "twice" in name else (0.0,):
        time.sleep(pause_s)
        if run.poll() is None:
            os.killpg(run.pid, number) if to_group else os.kill(run.pid, number)


def interrupt(cache: Path, launcher: str, chance: random.Random, longest_s: float) -> dict[str, object]:
    """Interrupt one run; return what was seen. A run that had ended before has no signal."""
    before = containers() if launcher == "docker" else set()
    run = start(cache, launcher)
    time.sleep(chance.uniform(0.05, longest_s))
    seen = descendants(run.pid)
    name, to_group = chance.choice([*SIGNALS]), chance.random() < 0.5
    if run.poll() is not None:
        run.communicate()
        return {"signal": None, "wrong": []}
    sent_s = time.monotonic()
    send(run, name, to_group=to_group)
    _, words = run.communicate()
    took_s = time.monotonic() - sent_s
    wrong = [] if took_s < (MAX_END_TWICE_S if "twice" in name else MAX_END_S) else [f"took {took_s:.1f} s"]
    if run.returncode not in (0, SIGNALS[name]):  # 0: it was at its end
        wrong.append(f"status {run.returncode}")
    wrong += ["a traceback"] if b"Traceback" in words else []
    end_s = time.monotonic() + _SETTLE_S
    while any(one.is_running() for one in seen) and time.monotonic() < end_s:
        time.sleep(0.1)
    wrong += [f"running: {one.command}" for one in seen if one.is_running()]
    wrong += [f"container: {one}" for one in (containers() - before if launcher == "docker" else ())]
    return {"signal": name, "group": to_group, "took_s": round(took_s, 2), "status": run.returncode, "wrong": wrong}


def trial(folder: Path, launcher: str, seed: int, longest_s: float) -> dict[str, object]:
    """One interrupted run on an empty cache, then one to its end, that measures only what is missing."""
    chance = random.Random(seed)
    cache = folder / f"interrupted-{seed}"
    shutil.rmtree(cache, ignore_errors=True)
    seen = interrupt(cache, launcher, chance, longest_s)
    kept = {path: path.read_bytes() for path in cache.glob("builds/*/results/*.json")}
    finish(cache, launcher)
    wrong = [*seen["wrong"]]  # type: ignore[misc]
    wrong += [f"measured again: {path.name}" for path, data in kept.items() if path.read_bytes() != data]
    wrong += [f"temporary: {path}" for path in cache.rglob(".tmp-*")]
    rows = [str(row["status"]) for row in rows_of([Store.open(cache)])]
    wrong += [f"rows: {rows}"] if set(rows) != {"successful"} else []
    shutil.rmtree(cache)
    return {"seed": seed, "launcher": launcher, "kept": len(kept), **seen, "wrong": wrong}


def main() -> int:
    """Interrupt runs until there are enough; append a line for each to FOLDER/interrupts-LAUNCHER.jsonl."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--count", type=int, default=40)
    options.add_argument("--launcher", choices=("process", "docker"), default="process")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    record = chosen.folder / f"interrupts-{chosen.launcher}.jsonl"
    known = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    start_s = time.monotonic()
    finish(chosen.folder / "undisturbed", chosen.launcher)
    longest_s = time.monotonic() - start_s
    shutil.rmtree(chosen.folder / "undisturbed")
    seed = max((one["seed"] for one in known), default=chosen.seed - 1) + 1
    with open(record, "a") as file:
        while sum(one["signal"] is not None for one in known) < chosen.count:
            known.append(trial(chosen.folder, chosen.launcher, seed, longest_s))
            print(json.dumps(known[-1]), file=file, flush=True)
            seed += 1
    wrong = [one for one in known if one["wrong"]]
    print(f"{len(known)} runs, {dict(collections.Counter(one['signal'] for one in known))}, {len(wrong)} with a fault")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
