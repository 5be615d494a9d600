"""Ends processes of runs with SIGKILL at random instants, resumes each run, and compares its rows in the end.

    python -m campaigns.kills FOLDER [--kills 200] [--launcher process|docker] [--seed 0]      (goes on where it was)

A campaign is a cache that is filled by runs which are killed again and again: the orchestrator, the worker, its fork
server or a script's process, the runner or a job's process. It ends with a run that nobody disturbs. The rows equal
those of an undisturbed campaign, no build is more or less, no process or container is left, and no temporary file.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from campaigns.descendants import Process, descendants
from campaigns.final_rows import final_rows
from turnkeyml.cache.store import Store

SELFTEST = Path(__file__).resolve().parents[2] / "models" / "selftest"
SCRIPTS = ("linear", "two_layers", "conv", "embedding", "two_shapes")
KILLS_PER_CAMPAIGN = 4
START_S = 0.5
"""A run takes longer than this before it has found out that nothing is to be done."""
_SETTLE_S = 15.0
_TIMEOUT_S = 900
ENDED = "ended before"
LABEL = "turnkey"
"""Part of the labels of our containers."""


def run_command(cache: Path, launcher: str) -> list[str]:
    """One run of a campaign."""
    scripts = [str(SELFTEST / f"{name}.py") for name in SCRIPTS]
    options = ("--launcher", launcher, "--runtime", "ort", "--iterations", "3", "--warmup", "1")
    return [sys.executable, "-m", "turnkeyml", "run", *scripts, "-d", str(cache), *options]


def start(cache: Path, launcher: str) -> subprocess.Popen[bytes]:
    """Start a run in a session of its own."""
    return subprocess.Popen(
        run_command(cache, launcher),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def finish(cache: Path, launcher: str) -> None:
    """A run that nobody disturbs."""
    subprocess.run(
        run_command(cache, launcher), check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT_S
    )


def missing_share(cache: Path, expected: int) -> float:
    """How many of the rows that a campaign ends with are still missing."""
    there = sum(1 for _ in cache.glob("builds/*/results/*.json"))
    return max(0.0, 1.0 - there / expected)


def kill_once(cache: Path, launcher: str, chance: random.Random, longest_s: float) -> tuple[str, list[Process]]:
    """Start a run and kill one of its processes some time later. Return its kind, and all that ran until then."""
    run = start(cache, launcher)
    wants_orchestrator = chance.random() < 0.5
    end = time.monotonic() + chance.uniform(0.1, longest_s)
    while time.monotonic() < end and run.poll() is None:
        time.sleep(0.05)
    found = descendants(run.pid)
    if run.poll() is not None or not found:
        return ENDED, found
    victim = found[0] if wants_orchestrator or len(found) == 1 else chance.choice(found[1:])
    kind = kind_of(victim, run.pid) if victim.kill() else ENDED
    if victim.pid != run.pid:
        run.wait(timeout=_TIMEOUT_S)
    else:
        run.wait()
    return kind, found


def kind_of(process: Process, orchestrator: int) -> str:
    """What a process is for, by its command line."""
    if process.pid == orchestrator:
        return "orchestrator"
    return "runner" if "turnkey_x86" in process.command else "worker" if "worker" in process.command else "other"


def containers() -> set[str]:
    """Ids of all containers with a label of ours."""
    listed = subprocess.run(
        ["docker", "ps", "-a", "--format", "{{.ID}} {{.Labels}}"], capture_output=True, text=True, check=True
    )
    return {line.split()[0] for line in listed.stdout.splitlines() if LABEL in line}


def left_over(cache: Path, seen: list[Process], before: set[str], launcher: str) -> list[str]:
    """What is still there after the last run."""
    end = time.monotonic() + _SETTLE_S
    while any(process.is_running() for process in seen) and time.monotonic() < end:
        time.sleep(0.1)
    left = [f"running: {process.command}" for process in seen if process.is_running()]
    left += [f"temporary: {path}" for path in cache.rglob(".tmp-*")]
    left += [f"staging: {path}" for path in (cache / "staging").iterdir()]
    if launcher == "docker":
        left += [f"container: {one}" for one in containers() - before]
    return left


def campaign(
    folder: Path, launcher: str, seed: int, expected: list[tuple[object, ...]], longest_s: float
) -> dict[str, object]:
    """Some kills of runs on one cache, each at most `longest_s` after its start, then a run to its end."""
    chance = random.Random(seed)
    cache = folder / f"killed-{seed}"
    shutil.rmtree(cache, ignore_errors=True)
    before = containers() if launcher == "docker" else set()
    kinds, seen = [], []
    for _ in range(KILLS_PER_CAMPAIGN):
        share = missing_share(cache, len(expected))
        kind, found = kill_once(cache, launcher, chance, START_S + longest_s * share)
        kinds.append(kind)
        seen += found
        if kind == ENDED:  # nothing is left to be done
            break
    finish(cache, launcher)
    rows = final_rows(Store.open(cache))
    wrong = [] if rows == expected else [f"rows differ: {set(rows) ^ set(expected)}"]
    wrong += left_over(cache, seen, before, launcher)
    shutil.rmtree(cache)
    return {"seed": seed, "launcher": launcher, "kinds": kinds, "wrong": wrong}


def main() -> int:
    """Run campaigns until enough processes were killed; append a line for each to FOLDER/kills.jsonl."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--launcher", choices=("process", "docker"), default="process")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    record = chosen.folder / f"kills-{chosen.launcher}.jsonl"
    known = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    undisturbed = chosen.folder / "undisturbed"
    shutil.rmtree(undisturbed, ignore_errors=True)
    start_s = time.monotonic()
    finish(undisturbed, chosen.launcher)
    longest_s = time.monotonic() - start_s
    expected = final_rows(Store.open(undisturbed))
    seed = max((one["seed"] for one in known), default=chosen.seed - 1) + 1
    with open(record, "a") as file:
        while effective(known) < chosen.kills:
            known.append(campaign(chosen.folder, chosen.launcher, seed, expected, longest_s))
            print(json.dumps(known[-1]), file=file, flush=True)
            seed += 1
    kinds = collections.Counter(kind for one in known for kind in one["kinds"])
    wrong = [one for one in known if one["wrong"]]
    print(f"{len(known)} campaigns, {effective(known)} kills ({dict(kinds)}), {len(wrong)} with a loss")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


def effective(known: list[dict[str, object]]) -> int:
    """How many processes were killed that still ran."""
    return sum(kind != ENDED for one in known for kind in one["kinds"])  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
