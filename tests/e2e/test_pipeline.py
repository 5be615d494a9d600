"""Several scripts at once, ahead of the measurements; nothing is done twice, in this cache or a neighbour's."""

import ast
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from conftest import SELFTEST
from turnkey_runner.host.cpus import choose_cpus

HEARTBEAT = """
import pathlib, time, torch
end, folder = time.monotonic() + 200, pathlib.Path({folder!r})
with open({beats!r}, "w") as file:
    while time.monotonic() < end and not list(folder.glob("c/builds/linear*/results/*.json")):
        file.write(f"{{time.monotonic()}}\\n")
        file.flush()
        time.sleep(0.002)
torch.nn.Linear(5, 5)(torch.rand(1, 5))
"""
AFTER_BEATS = """
import pathlib, time, torch
beats = pathlib.Path({beats!r})
while not beats.exists() or beats.read_text().count("\\n") < 200:
    time.sleep(0.01)
torch.nn.Linear(10, 5)(torch.rand(1, 10))
"""
"""Is measured once the other's heart beats, however fast it is exported."""
TWIN = "# labels: name::{name} author::test\nimport torch\ntorch.manual_seed({seed})\n{call}\n"
SLEEPS = """
import os, subprocess, time
subprocess.Popen(['sleep', '300'])
open(os.path.join({folder!r}, str(os.getpid())), 'w').close()
time.sleep(300)
"""
CALL = "torch.nn.Linear(24, {out})(torch.rand(2, 24))"


def events(done):
    return [json.loads(line) for line in done.out.splitlines()]


def rows_of(turnkey, cache, **options):
    return [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json", **options).out.splitlines()]


@pytest.fixture
def beats():
    """A file by which scripts that run at the same time may speak: elsewhere, a script that writes is run alone."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder) / "beats.txt"


def test_scripts_stand_still_while_something_is_measured_on_their_host(turnkey, tmp_path, beats):
    """One beats until the other is measured, for three seconds: its heart stops for as long, and goes on."""
    (tmp_path / "beating.py").write_text(HEARTBEAT.format(folder=str(tmp_path), beats=str(beats)))
    (tmp_path / "linear.py").write_text(AFTER_BEATS.format(beats=str(beats)))
    scripts = (tmp_path / "beating.py", tmp_path / "linear.py")
    options = ("--jobs", "2", "--launcher", "process", "--profile", "quick", "--min-time", "3", "--warmup", "0")
    done = turnkey("run", *scripts, "-d", tmp_path / "c", *options)
    assert done.status == 0, done.err
    times = [float(line) for line in beats.read_text().split()]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert max(gaps) > 2.9, "the script went on while the other was measured"
    assert len(times) > 100


@pytest.fixture
def caches_apart(tmp_path):
    """An environment in which the kernel tells of a last-level cache for each CPU, as of sockets."""
    for cpu in os.sched_getaffinity(0):
        folder = tmp_path / "system" / f"cpu{cpu}" / "cache" / "index3"
        folder.mkdir(parents=True)
        (folder / "level").write_text("3\n")
        (folder / "shared_cpu_list").write_text(f"{cpu}\n")
    (tmp_path / "site").mkdir()
    text = f"import turnkey_runner.host.cpus as cpus\ncpus._CPU = {str(tmp_path / 'system')!r}\n"
    (tmp_path / "site" / "sitecustomize.py").write_text(text)
    return {"PYTHONPATH": str(tmp_path / "site")}


def test_scripts_go_on_beside_a_measurement_that_leaves_them_cpus(turnkey, tmp_path, caches_apart, beats):
    """On CPUs of their own, behind caches of their own: the heart beats on."""
    cpus = beats.with_name("cpus.txt")
    text = (
        HEARTBEAT.format(folder=str(tmp_path), beats=str(beats))
        + f"import os\nopen({str(cpus)!r}, 'w').write(str(os.sched_getaffinity(0)))\n"
    )
    (tmp_path / "beating.py").write_text(text)
    (tmp_path / "linear.py").write_text(AFTER_BEATS.format(beats=str(beats)))
    scripts = (tmp_path / "beating.py", tmp_path / "linear.py")
    options = ("--jobs", "2", "--threads", "1", "--launcher", "process", "--profile", "quick", "--min-time", "3")
    done = turnkey("run", *scripts, "-d", tmp_path / "c", *options, env=caches_apart)
    assert done.status == 0, done.err
    times = [float(line) for line in beats.read_text().split()]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert max(gaps) < 2.9, "the script was held"
    assert choose_cpus(1)[0] not in ast.literal_eval(cpus.read_text())


def test_what_happens_is_told_as_json(turnkey, tmp_path, cache, quick):
    """Each event a line: beginnings, builds, results, the end."""
    done = turnkey("run", "-d", cache, "--json", "--launcher", "process", "--profile", "quick", *quick)
    names = [one["event"] for one in events(done)]
    assert (names[0], names[-1]) == ("run_begins", "run_ends")
    assert names.count("job_ends") == names.count("input_ends") == events(done)[0]["inputs"] == 3
    results = [one["result"] for one in events(done) if one["event"] == "job_ends"]
    assert all(one["schema"] == "turnkey.filed-result/1" for one in results)


def test_a_named_cache_borrows_what_another_has_made(turnkey, tmp_path, without_torch):
    """A copy, never a link, without torch; results are not borrowed."""
    env = {"TURNKEY_CACHE_ROOT": str(tmp_path / "root")}
    script = SELFTEST / "linear.py"
    assert turnkey("run", script, "-d", "first", "--build-only", env=env).status == 0
    done = turnkey("run", script, "-d", "second", "--build-only", env=env | without_torch)
    assert done.status == 0, done.err
    one, other = (sorted((tmp_path / "root" / "caches" / name).glob("artifacts/*/*/*")) for name in ("first", "second"))
    assert [path.name for path in one] == [path.name for path in other]
    assert [path.read_bytes() for path in one if path.suffix != ".json"] == [
        path.read_bytes() for path in other if path.suffix != ".json"
    ]
    assert {path.stat().st_nlink for path in (*one, *other)} == {1}


def test_twins_are_measured_once_and_filed_under_both_names(turnkey, tmp_path, quick):
    """One structure under two names; a third model differs, and is measured. The check knows whose result it is."""
    for name, seed, out in (("one", 1, 8), ("two", 2, 8), ("three", 3, 9)):
        text = TWIN.format(name=name, seed=seed, call=CALL.format(out=out))
        (tmp_path / f"{name}.py").write_text(text)
    options = ("--dedupe", "--launcher", "process", "--profile", "quick", "--jobs", "1", *quick)
    done = turnkey(
        "run", tmp_path / "one.py", tmp_path / "two.py", tmp_path / "three.py", "-d", tmp_path / "c", *options
    )
    assert done.status == 0, done.err
    stored = {
        path.parent.parent.name: json.loads(path.read_text()) for path in (tmp_path / "c").glob("builds/*/results/*")
    }
    assert len(stored) == 3
    (twin,) = [one for one in stored.values() if one.get("deduplicated_from")]
    assert twin["result"]["measurements"] == stored[twin["deduplicated_from"]]["result"]["measurements"]
    assert twin["build"] != twin["deduplicated_from"]
    assert turnkey("check", tmp_path / "c").status == 0
    again = turnkey("run", "-d", tmp_path / "c", *options)
    assert again.err.count("from the cache") == 3
    alone = turnkey("run", "-d", tmp_path / "c", *(one for one in options if one != "--dedupe"))
    assert alone.err.count("from the cache") == 2


ENDINGS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}


@pytest.mark.parametrize("number", ENDINGS)
def test_a_run_that_is_ended_leaves_no_process(clean_environment, tmp_path, number, beats):
    """However that is asked for, with scripts under way; nor a temporary file, unless it was killed."""
    scripts, temporary = tmp_path / "scripts", tmp_path / "temporary"
    scripts.mkdir()
    temporary.mkdir()
    for name in ("a", "b"):
        (scripts / f"{name}.py").write_text(SLEEPS.format(folder=str(beats.parent)))
    command = [sys.executable, "-m", "turnkeyml", "run", str(scripts), "-d", str(tmp_path / "c"), "--jobs", "2"]
    environment = clean_environment | {"TMPDIR": str(temporary)}
    run = subprocess.Popen(
        [*command, "--build-only"], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    wait_until(lambda: len(list(beats.parent.iterdir())) == 2)
    children = descendants(run.pid)
    assert len(children) >= 5  # the fork server, two scripts, and what each of them has started
    run.send_signal(number)
    assert run.wait(60) == ENDINGS[number]
    wait_until(lambda: not [pid for pid in children if is_running(pid)])
    left = [path.name for path in (*temporary.iterdir(), *(tmp_path / "c" / "staging").iterdir())]
    assert left == [] or number == signal.SIGKILL


def test_a_run_whose_terminal_is_closed_ends_as_well(clean_environment, tmp_path, beats):
    """Though it can tell nobody."""
    (tmp_path / "a.py").write_text(SLEEPS.format(folder=str(beats.parent)))
    ours, theirs = os.openpty()
    command = [
        sys.executable,
        "-m",
        "turnkeyml",
        "run",
        str(tmp_path / "a.py"),
        "-d",
        str(tmp_path / "c"),
        "--build-only",
    ]
    program = (
        "import os, sys; os.setsid(); os.close(os.open(os.ttyname(0), os.O_RDWR)); os.execv(sys.argv[1], sys.argv[1:])"
    )
    leading = [sys.executable, "-c", program, *command]
    run = subprocess.Popen(leading, env=clean_environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    wait_until(lambda: list(beats.parent.iterdir()))
    os.close(ours)
    assert run.wait(60) == ENDINGS[signal.SIGHUP]
    assert list((tmp_path / "c" / "staging").iterdir()) == []


def test_a_run_leaves_no_temporary_file(turnkey, tmp_path):
    """Neither the worker's, nor what a script has left."""
    (tmp_path / "temporary").mkdir()
    (tmp_path / "leaves.py").write_text(f"import tempfile, torch\ntempfile.mkdtemp()\ntorch.{CALL.format(out=3)[6:]}\n")
    environment = {"TMPDIR": str(tmp_path / "temporary")}
    done = turnkey(
        "run", tmp_path / "leaves.py", SELFTEST / "linear.py", "--build-only", "-d", tmp_path / "c", env=environment
    )
    assert done.status == 0, done.err
    assert list((tmp_path / "temporary").iterdir()) == []


def descendants(parent):
    """All processes below one, by the kernel's own lists."""
    found = []
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            below = [int(word) for word in path.read_text().split()]
        except OSError:
            continue
        found += below + [further for pid in below for further in descendants(pid)]
    return found


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, timeout_s=120):
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")
