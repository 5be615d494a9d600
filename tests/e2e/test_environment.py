"""Troubles of the machine are one line: caches that cannot be written, few descriptors, clocks that are set."""

import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import time

import pytest

from conftest import SELFTEST
from e2e.stored_results import PROCESS, results
from turnkeyml.system.processes import this_process

QUICK = (*PROCESS, "--profile", "quick", "--min-time", "0.05", "--warmup", "0")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


@pytest.fixture
def turnkey_with(clean_environment):
    """Run the command line after `prepare` was called in its process."""

    def run(prepare, *arguments, env=None):
        done = subprocess.run(
            [sys.executable, "-m", "turnkeyml", *map(str, arguments)],
            env=clean_environment | (env or {}),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=prepare,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


def obey_permissions():
    """Take the right to write whatever its permissions say from a user who has it."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


@pytest.fixture
def read_only(turnkey, cache):
    """A measured cache that nobody may write."""
    done = turnkey("run", "-d", cache, *QUICK)
    assert done.status == 0, done.err
    paths = [cache, *cache.rglob("*")]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    yield cache
    for path in paths:
        path.chmod(path.stat().st_mode | 0o200)


def test_a_cache_that_cannot_be_written_can_be_read(turnkey_with, read_only, tmp_path, monkeypatch):
    """A39: what is cached is answered and shown; what would write is one line with the status of a cache error."""
    before = {path: path.stat().st_mtime_ns for path in read_only.rglob("*")}
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ("run", "-d", read_only, *QUICK),
        ("run", SELFTEST / "linear.py", "-d", read_only, *QUICK),
        ("report", "-d", read_only),
        ("cache", "list", "-d", read_only),
        ("cache", "verify", "-d", read_only),
    ):
        done = turnkey_with(obey_permissions, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    (name, *_) = sorted(path.name for path in read_only.glob("builds/*"))
    for arguments in (
        ("cache", "clean", "-d", read_only),
        ("cache", "delete", name, "-d", read_only),
        ("cache", "verify", "--repair", "-d", read_only),
        ("run", "-d", read_only, *QUICK, "--remeasure"),
        ("run", SELFTEST / "conv.py", "-d", read_only, *QUICK),
    ):
        done = turnkey_with(obey_permissions, *arguments)
        assert done.returncode == 3, (arguments, done.stderr)
        line = done.stderr.splitlines()[-1]
        assert line.startswith("turnkey: cannot ")
        assert "change its permissions" in line
    assert {path: path.stat().st_mtime_ns for path in read_only.rglob("*")} == before


@pytest.mark.parametrize("descriptors", [10, 16, 64])
def test_with_few_descriptors_a_run_succeeds_or_says_what_to_allow(turnkey_with, turnkey, cache, descriptors):
    """A40: a result is stored whole or not at all, and a good one is not replaced."""
    assert turnkey("run", "-d", cache, *QUICK).status == 0
    ids = {stored.job.id for stored in results(cache)[1]}

    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    done = turnkey_with(limit, "run", "-d", cache, *QUICK, "--remeasure")
    stored = results(cache)[1]
    assert [one.result.failure for one in stored] == [None] * 3
    if descriptors == 64:
        assert done.returncode == 0, done.stderr
        assert not ids & {one.job.id for one in stored}
    elif done.returncode != 0:
        assert "allow more open files (`ulimit -n 1024`)" in done.stderr.splitlines()[-1]
    assert turnkey("cache", "verify", "-d", cache).status == 0


CLOCK = """
import os, time
offset, real, real_ns = float(os.environ["CLOCK_OFFSET_S"]), time.time, time.time_ns
steps = os.environ.get("CLOCK_STEPS")
def now():
    return real() + offset + (0.05 * int(time.monotonic()) if steps else 0)
time.time = now
time.time_ns = lambda: int(now() * 1e9)
"""


@pytest.mark.parametrize("offset_s", [86400 * 2, -86400 * 2, -56 * 365 * 86400, 20 * 365 * 86400], ids=str)
def test_a_clock_that_is_set_changes_neither_answers_nor_what_is_removed(turnkey, cache, tmp_path, offset_s):
    """A36: by days, to 1970 and beyond 2038, and in steps; hits stay hits, and folders of a live run stay."""
    assert turnkey("run", "-d", cache, *QUICK).status == 0
    (tmp_path / "sitecustomize.py").write_text(CLOCK)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    env = {"PYTHONPATH": path, "CLOCK_OFFSET_S": str(offset_s), "CLOCK_STEPS": "1"}
    live = cache / "staging" / f"0.{int(time.time())}.{owner()}"
    live.mkdir()
    done = turnkey("run", "-d", cache, *QUICK, "--json", env=env)
    assert done.status == 0, done.err
    ended = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "job_ends"]
    assert [one["cached"] for one in ended] == [True] * 3
    assert live.is_dir()
    again = turnkey("run", "-d", cache, *QUICK, "--remeasure", "--json", env=env)
    assert again.status == 0, again.err
    assert all(0 < one.duration_s < 100 for one in results(cache)[1])


def owner():
    """The identity of this process, as in the name of a folder of the staging area."""
    return this_process().replace(":", "~")


@pytest.mark.parametrize("stem", ["模型-ünï", "m" * 252, "a b'c\"d$(e)"], ids=["unicode", "255-bytes", "quotes"])
def test_any_name_of_a_script_is_one_of_a_build(turnkey, tmp_path, stem):
    """Long ones are shortened, and stay different; a second run finds the build again."""
    folder = tmp_path / "scripts"
    folder.mkdir()
    script = folder / f"{stem}.py"
    shutil.copy(SELFTEST / "linear.py", script)
    command = ("run", script, "-d", tmp_path / "c", "--build-only", "--json")
    for cached in (False, True):
        done = turnkey(*command)
        assert done.status == 0, done.err
        (ended,) = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "build_ends"]
        assert ended["cached"] is cached
        assert len(ended["build"]) < 255
