"""Runs many jobs for hours while faults happen at random instants, and watches memory, rows and what is left over.

    python -m campaigns.soak FOLDER [--hours 2] [--launcher process|docker] [--scripts 250] [--seed 0]

Each round is one `turnkey run` of all scripts with two runtimes and two precisions, on one cache that is kept; what was
measured is measured again. Faults: SIGKILL, or SIGSTOP for some seconds, of any process below the orchestrator; a byte
of an artifact or of a record changed; the index removed. The orchestrator itself is never disturbed: its memory is
what is watched (`campaigns.kills` ends it).
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.descendants import descendants
from campaigns.kills import kind_of
from turnkeyml.cache.store import Store
from turnkeyml.report.rows import rows_of

SCRIPT = "import torch\ntorch.nn.Sequential(torch.nn.Linear({width}, 8), torch.nn.ReLU())(torch.rand(2, {width}))\n"
MEASURED = ("--runtime", "ort", "--runtime", "openvino", "--precision", "fp32", "--precision", "fp16")
SHORT = ("--iterations", "3", "--warmup", "1", "--profile", "quick", "--remeasure")
FAULTS = ("kill", "kill", "kill", "stop", "artifact", "record", "index")
"""Drawn from; processes are killed most often."""
_LONGEST_PAUSE_S = 20.0
LONGEST_STOP_S = 5.0
_SAMPLE_S = 1.0
_SETTLE_S = 15.0
_PAGE_BYTES = 4096
_WARM_SHARE = 0.25
"""The first part of a run, in which modules are loaded, and the last are compared."""


@dataclass(kw_only=True)
class Watch:
    """What was done to one run, and what was seen."""

    faults: collections.Counter[str] = field(default_factory=collections.Counter)
    memory_bytes: list[int] = field(default_factory=list)


def write_scripts(folder: Path, count: int) -> list[Path]:
    """Small models, each of another width."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"soak_{number}.py" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(SCRIPT.format(width=number + 4))
    return paths


def disturb(run: int, cache: Path, chance: random.Random) -> str | None:
    """Make one fault happen; return its name, or None where there was nothing to disturb."""
    fault = chance.choice(FAULTS)
    if fault in ("kill", "stop"):
        below = descendants(run)[1:]
        if not below:
            return None
        victim = chance.choice(below)
        if fault == "kill":
            return f"kill {kind_of(victim, run)}" if victim.kill() else None
        return f"stop {kind_of(victim, run)}" if victim.stop(chance.uniform(0.5, LONGEST_STOP_S)) else None
    if fault == "index":
        found = [*cache.glob("*.sqlite")]
        for path in found:
            path.unlink(missing_ok=True)
        return fault if found else None
    pattern = "artifacts/*/*/*" if fault == "artifact" else "builds/*/results/*.json"
    files = [path for path in cache.glob(pattern) if path.is_file() and not path.name.startswith(".")]
    return fault if files and change_byte(chance.choice(files), chance) else None


def change_byte(path: Path, chance: random.Random) -> bool:
    """Change one byte of a file in a copy of it that takes its place, as files of a cache are read-only."""
    try:
        data = bytearray(path.read_bytes())
        if not data:
            return False
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        beside = path.with_name(f".soak-{path.name}")
        beside.write_bytes(data)
        beside.replace(path)
    except OSError:
        return False
    return True


def memory_of(pid: int) -> int | None:
    """The resident memory of a process."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return None


def disturbed_run(scripts: list[Path], cache: Path, launcher: str, chance: random.Random) -> tuple[int, str, Watch]:
    """One run with faults. Return its status, the last line that it printed, and what was seen."""
    log = cache.with_suffix(".log")
    command = [sys.executable, "-m", "turnkeyml", "run", *map(str, scripts), "-d", str(cache), "--launcher", launcher]
    watch = Watch()
    with open(log, "wb") as words:
        run = subprocess.Popen(
            [*command, *MEASURED, *SHORT], stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True
        )
        next_fault = time.monotonic() + chance.uniform(0, _LONGEST_PAUSE_S)
        while run.poll() is None:
            if found := memory_of(run.pid):
                watch.memory_bytes.append(found)
            if time.monotonic() >= next_fault:
                if fault := disturb(run.pid, cache, chance):
                    watch.faults[fault] += 1
                next_fault = time.monotonic() + chance.uniform(0, _LONGEST_PAUSE_S)
            time.sleep(_SAMPLE_S)
    lines = log.read_text(errors="replace").splitlines()
    watch.faults["traceback seen"] += sum("Traceback (most recent" in line for line in lines)
    return run.returncode, lines[-1] if lines else "", watch


def growth(memory_bytes: list[int]) -> float:
    """The median of the last quarter over that of the second: the first has the start."""
    part = max(1, int(len(memory_bytes) * _WARM_SHARE))
    return statistics.median(memory_bytes[-part:]) / statistics.median(memory_bytes[part : 2 * part] or memory_bytes)


def left_over(cache: Path, scripts: list[Path]) -> list[str]:
    """What must not be there any more: processes of the run, and temporary files after a start of another one."""
    verify = subprocess.run(
        [sys.executable, "-m", "turnkeyml", "cache", "verify", "-d", str(cache), "--repair"],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + _SETTLE_S
    while (running := of_scripts(scripts)) and time.monotonic() < deadline:
        time.sleep(0.2)
    left = [f"temporary: {path}" for path in cache.rglob(".tmp-*")]
    return left + running + (["verify has a traceback"] if b"Traceback" in verify.stderr else [])


def of_scripts(scripts: list[Path]) -> list[str]:
    """Command lines of processes that name the folder of the scripts, but this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{scripts[0].parent}/" in words:
            found.append(f"running: {words[:200]}")
    return found


def round_of(scripts: list[Path], cache: Path, launcher: str, chance: random.Random) -> dict[str, object]:
    """One run, and the rows of its cache."""
    start_s = time.monotonic()
    status, last, watch = disturbed_run(scripts, cache, launcher, chance)
    rows = [*rows_of([Store.open(cache)])]
    return {
        "seconds": round(time.monotonic() - start_s),
        "launcher": launcher,
        "status": status,
        "last_line": last[:300],
        "rows": len(rows),
        "statuses": collections.Counter(str(row["status"]) for row in rows),
        "failures": collections.Counter(str(row["failure_kind"]) for row in rows if row["failure_kind"]),
        "faults": watch.faults,
        "memory_mb": round(max(watch.memory_bytes) / 1e6),
        "growth": round(growth(watch.memory_bytes), 3),
        "left": left_over(cache, scripts),
    }


def main() -> int:
    """Rounds until the time is over; append a line for each to FOLDER/soak.jsonl. Status 1 where something was left."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--hours", type=float, default=2.0)
    options.add_argument("--launcher", choices=("process", "docker"), default="process")
    options.add_argument("--scripts", type=int, default=250)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    scripts = write_scripts(chosen.folder.absolute() / "scripts", chosen.scripts)
    chance = random.Random(chosen.seed)
    end = time.monotonic() + chosen.hours * 3600
    wrong = False
    with open(chosen.folder / "soak.jsonl", "a") as record:
        while time.monotonic() < end:
            seen = round_of(scripts, chosen.folder.absolute() / "cache", chosen.launcher, chance)
            wrong |= bool(seen["left"])
            print(json.dumps(seen), file=record, flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    sys.exit(main())
