"""What a large cache costs: starting, listing, choosing, a cached rerun, a second runtime; and dispatching one job.

    python benchmarks/scale.py [--builds 100000]      (about 10 minutes)

Builds are copies of a real one under other names. Prints seconds; the judged limits stand beside them.

Learnt: the first line of all output is a greeting, which says nothing of the cache; the first event does.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from artifacts import USERS, build_artifacts, measure, options_of, write_page

from turnkeyml.cache import layout
from turnkeyml.cache.index import Index
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.launchers.status import image_state
from turnkeyml.options.targets import choose_targets
from turnkeyml.records import Build
from turnkeyml.system import paths

CACHED = 1000
DISPATCHED = 20
FEW = 19
"""And the one that they are copies of."""


def turnkey(*arguments: object) -> tuple[float, str, int]:
    """Seconds of a command, what it printed on stdout, and its peak memory in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "turnkeyml", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=USERS,
    )
    assert process.stdout is not None
    out = process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, out, usage.ru_maxrss * 1024


def until_s(word: str, *arguments: object) -> float:
    """Seconds until a command prints a line with a word on stdout (on stderr it greets); it is ended then."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "turnkeyml", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=USERS,
    )
    assert process.stdout is not None
    found = any(word in line for line in process.stdout)
    seconds = time.perf_counter() - start
    process.kill()
    process.wait()
    process.stdout.close()
    assert found, f"no {word!r} in what {arguments} printed"
    return seconds


def fill(store: Store, build: Build, count: int, scripts: Path | None) -> None:
    """Copies of a build and its results, each of a script of its own where there is a folder for them."""
    own = json.loads((layout.build(store.path, build.name) / layout.BUILD).read_text())
    results = {path.name: path.read_text() for path in layout.results(store.path, build.name).iterdir()}
    text = Path(build.source.path).read_bytes()
    for number in range(count):
        name = f"copy-{number}_{build.labels['author'][0]}_{number:08x}"
        folder = layout.build(store.path, name)
        (folder / "results").mkdir(parents=True)
        source = own["source"] | {"siblings": [name]}
        if scripts is not None:
            script = scripts / f"copy-{number}.py"
            script.write_bytes(text)
            source["path"] = str(script)
        (folder / layout.BUILD).write_text(json.dumps(own | {"name": name, "source": source}))
        for file, result in results.items():
            (folder / "results" / file).write_text(result.replace(f'"build": "{build.name}"', f'"build": "{name}"'))


def main() -> None:
    """Fill caches, time commands, write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--builds", type=int, default=100_000)
    count = options.parse_args().builds
    work = Path(tempfile.mkdtemp(dir=paths.cache_root()))
    try:
        lines = ["| what | seconds | limit |", "|---|---|---|"]
        for row in rows(work, count):
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], file=sys.stderr, flush=True)
        print(write_page("scale", "What a large cache costs", lines))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def rows(work: Path, count: int) -> Iterator[tuple[str, str, str]]:
    """What was timed, in seconds, and what it may take."""
    seed = Store.create(work / "seed")
    (build,) = build_artifacts(seed, ("selftest/linear",))
    measure(seed, build, ["ort"], profile="quick")
    for launcher in ("process", "docker"):
        if launcher == "docker" and image_state(find_device("x86")) != "ready":
            continue
        what = f"dispatch of a job to a warm runner ({launcher}), measurement apart (median)"
        yield what, f"{statistics.median(dispatch_overheads(seed, build, launcher)):.3f}", "0.05"

    quick = ("--profile", "quick", "--launcher", "process")
    few = Store.create(Path(shutil.copytree(seed.path, work / "few")))
    fill(few, build, FEW, None)
    seconds, out, _ = turnkey("run", "-d", few.path, *quick, "--runtime", "openvino", "--json")
    ended = [json.loads(line) for line in out.splitlines() if '"job_ends"' in line]
    own_s = seconds - sum(one["result"]["duration_s"] for one in ended)
    what = f"own time of an artifact, {len(ended)} cached builds on a second runtime, all processes' start included"
    yield what, f"{own_s / len(ended):.2f}", "0.3"

    scripts = work / "scripts"
    scripts.mkdir()
    cached = Store.create(Path(shutil.copytree(seed.path, work / "cached")))
    fill(cached, build, CACHED, scripts)
    seconds, _, _ = turnkey("run", scripts, "-d", cached.path, *quick, "--verbosity", "quiet")
    yield f"rerun of {CACHED} scripts, all cached", f"{seconds:.2f}", "3"

    large = Store.create(Path(shutil.copytree(seed.path, work / "large")))
    fill(large, build, count, None)
    index = Index(large.path)
    for what in (f"index of {count} builds made", "index brought up to date, nothing changed"):
        start = time.perf_counter()
        index.refresh()
        yield what, f"{time.perf_counter() - start:.2f}", ""
    index.close()
    run = ("run", "-d", large.path, "--json", "--build-only")
    yield "`run` until it knows its builds", f"{until_s('run_begins', *run):.2f}", "2"
    yield "`run` until its first build is done", f"{until_s('input_ends', *run):.2f}", ""
    yield "`run --labels` until it has chosen", f"{until_s('run_begins', *run, '--labels', 'name::none'):.2f}", "2"
    listed = ("cache", "list", "-d", large.path)
    yield "`cache list` until its first build", f"{until_s('_0000', *listed):.2f}", ""
    for what in ("the first", "again"):
        seconds, out, memory_bytes = turnkey(*listed)
        memory = f"{memory_bytes / 1e6:.0f} MB of memory"
        yield f"`cache list`, {what}: {len(out.splitlines())} lines, {memory}", f"{seconds:.1f}", ""
    yield from reports(large, work)


def reports(store: Store, work: Path) -> Iterator[tuple[str, str, str]]:
    """A report without kept rows, and with them; the results carry evaluations of today's rules, as after a run."""
    for table in store.path.glob("derived.*"):
        table.unlink()
    for what in ("no rows kept", "rows kept"):
        seconds, out, memory_bytes = turnkey("report", "-d", store.path, "-r", work / "reports")
        (count,) = (line.split()[0] for line in out.splitlines() if " rows in " in line)
        yield f"`report` of {count} rows, {what}, {memory_bytes / 1e6:.0f} MB of memory", f"{seconds:.1f}", "15"


def dispatch_overheads(store: Store, build: Build, launcher_name: str) -> list[float]:
    """Seconds of a job at its orchestrator that are not of loading, inferring and the timed loop.

    These are both ends, the stream, digests, inputs, parity.

    The warm-up is short: of a long one, the first 1,000 samples alone are kept, and the rest would count here.
    """
    from turnkey_runner.contract.profiles import PROFILES
    from turnkeyml.dispatch.make_job import make_job
    from turnkeyml.launchers.runner_client import WarmRunner
    from turnkeyml.launchers.select import choose_launcher, choose_limits

    assert build.artifact is not None
    device = find_device("x86")
    target = choose_targets(["x86"], [], [])[0]
    options = options_of(dataclasses.replace(PROFILES["quick"], min_time_s=0.2, warmup_time_s=0.0))
    launcher = choose_launcher(launcher_name, (device,), lambda line: None)
    overheads = []
    with WarmRunner(launcher, device, store.volume, choose_limits(None)) as runner:
        runner.ensure()
        for _ in range(DISPATCHED):
            job = make_job(build.artifact, target, options)
            start = time.perf_counter()
            result, _ = runner.measure(job, lambda progress: None)
            seconds = time.perf_counter() - start
            times = [m for m in result.measurements if m.name in ("load", "first", "warmup")]
            inside = sum(sum(m.samples) for m in times) + sum(one.wall_ns for one in result.conditions)
            overheads.append(seconds - inside / 1e9)
    return overheads


if __name__ == "__main__":
    main()
