"""Ends a program, or fails it, at each of its system calls that change files; then everything has to be whole.

    python -m campaigns.syscalls commit FOLDER      (minutes; seconds with --step 7)
    python -m campaigns.syscalls run FOLDER         (hours; goes on where it was)

`strace` injects the fault at the first call, the second, and so on, until the program ends undisturbed: the method of
SQLite's tests (sqlite.org/testing.html). After each fault, the same is done again without one: nothing that was in the
cache before is lost, nothing is damaged, and the cache equals that of a program that was never disturbed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from campaigns.commits import commit
from campaigns.final_rows import final_rows
from factories import add_artifact, example_build
from turnkeyml.cache.store import Store

CALLS = ",".join(
    (
        *("write", "pwrite64", "sendfile", "copy_file_range", "ftruncate", "fsync", "fdatasync", "chmod", "fchmod"),
        *("fchmodat", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat"),
        "rmdir",
    )
)
"""Those that change files."""
FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO", "error=EDQUOT", "error=EMFILE")
TESTS = Path(__file__).resolve().parents[1]
SCRIPT = "import torch\ntorch.nn.Linear(4, 3)(torch.rand(1, 4))\n"
_TIMEOUT_S = 300
_NOT_COMPARED = re.compile(r".*\.sqlite|\.lock|\.lock-gate|CACHE\.json|\.origin")
"""Tables, locks, and what depends on the place of a cache."""
OLD = "old_me_00000000"


@dataclass(frozen=True, kw_only=True)
class Program:
    """What is disturbed."""

    command: Callable[[Path], list[str]]
    again: Callable[[Path], None]
    """Does the same without a fault."""
    state: Callable[[Path], object]
    """What has to be equal in the end."""


def commit_program() -> Program:
    """Writing into a cache, alone."""
    return Program(
        command=lambda cache: [sys.executable, "-m", "campaigns.commits", str(cache)],
        again=lambda cache: commit(Store.create(cache)),
        state=files_of,
    )


def run_program(folder: Path) -> Program:
    """A whole small run, with analysis, export and a measurement."""
    script = folder / "small.py"
    script.write_text(SCRIPT)

    def command(cache: Path) -> list[str]:
        options = ("--launcher", "process", "--runtime", "ort", "--iterations", "3", "--warmup", "1")
        return [sys.executable, "-m", "turnkeyml", "run", str(script), "-d", str(cache), *options]

    def again(cache: Path) -> None:
        subprocess.run(command(cache), check=True, capture_output=True, timeout=_TIMEOUT_S, stdin=subprocess.DEVNULL)

    return Program(command=command, again=again, state=lambda cache: final_rows(Store.open(cache)))


def files_of(cache: Path) -> dict[str, bytes]:
    """Every file of a cache, but what is only a table of the others; temporary ones are to be gone."""
    files = (path for path in sorted(cache.rglob("*")) if path.is_file())
    return {str(path.relative_to(cache)): path.read_bytes() for path in files if not _NOT_COMPARED.fullmatch(path.name)}


def with_something(cache: Path) -> Path:
    """A cache that has a build before anything is disturbed."""
    store = Store.create(cache)
    add_artifact(store, b"old weights")
    store.save_build(example_build(OLD))
    return cache


def disturb(program: Program, cache: Path, fault: str, number: int) -> tuple[bool, int]:
    """Run the program with the fault at call `number`. Return whether the call was reached, and how it ended."""
    log = cache.with_suffix(".strace")
    inject = f"inject={CALLS}:{fault}:when={number}"
    trace = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}", "-e", inject]
    paths = os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": paths}
    done = subprocess.run(
        [*trace, *program.command(cache)],
        env=environment,
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    traced = log.read_text(errors="replace")
    log.unlink()
    reached = "(INJECTED)" in traced or "killed by SIGKILL" in traced
    assert reached or done.returncode == 0, f"fails without a fault: {done.stderr.decode()[-500:]}"
    return reached, done.returncode


def check(program: Program, cache: Path, before: bytes, expected: object) -> list[str]:
    """What is not as it has to be after a fault, and after the same was done once more."""
    record = cache / "builds" / OLD / "build.json"
    wrong = [] if record.read_bytes() == before else ["a build that was there before has changed"]
    damaged = [row for row in final_rows(Store.open(cache)) if "damaged" in map(str, row)]
    wrong += [f"damaged after the fault: {row}" for row in damaged]
    program.again(cache)
    if program.state(cache) != expected:
        wrong.append("the cache differs from one that was never disturbed")
    return wrong


def trials(program: Program, folder: Path, *, step: int, done: set[tuple[str, int]]) -> Iterator[dict[str, object]]:
    """Each fault at every `step`-th call."""
    expected_cache = with_something(folder / "undisturbed")
    program.again(expected_cache)
    program.again(expected_cache)
    expected = program.state(expected_cache)
    for fault in FAULTS:
        for number in itertools.count(1, step):
            if (fault, number) in done:
                continue
            cache = with_something(folder / "disturbed")
            before = (cache / "builds" / OLD / "build.json").read_bytes()
            reached, status = disturb(program, cache, fault, number)
            wrong = check(program, cache, before, expected)
            shutil.rmtree(cache)
            if not reached:
                break
            yield {"fault": fault, "call": number, "status": status, "wrong": wrong}
    shutil.rmtree(expected_cache)


def main() -> int:
    """Run the campaign; append a line per trial to FOLDER/PROGRAM.jsonl and print the sums."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program", choices=("commit", "run"))
    options.add_argument("folder", type=Path)
    options.add_argument("--step", type=int, default=1)
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    program = commit_program() if chosen.program == "commit" else run_program(chosen.folder)
    record = chosen.folder / f"{chosen.program}.jsonl"
    known = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    done = {(one["fault"], one["call"]) for one in known}
    with open(record, "a") as file:
        for trial in trials(program, chosen.folder, step=chosen.step, done=done):
            known.append(trial)
            print(json.dumps(trial), file=file, flush=True)
    wrong = [one for one in known if one["wrong"]]
    print(f"{len(known)} faults in {chosen.program}, {len(wrong)} with a loss")
    for one in wrong:
        print(one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
