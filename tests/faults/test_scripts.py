"""Scripts that fail in every way: each has a status and one clear line, and the others are unaffected."""

import json
import os
import re
import time
from pathlib import Path

import filelock
import pytest

from conftest import Done

GOOD = "import torch\ntorch.nn.Linear(4, 3)(torch.rand(1, 4))\n"
CALL = "import torch\nm = torch.nn.Linear(4, 3)\n"

SCRIPTS = {
    "raises": ("raise ValueError('no')", "analysis failed: ValueError: no (raises.py:1)"),
    "exits": ("import os\nos._exit(3)", "the script ended its process with status 3 (os._exit or a native library)"),
    "leaves": ("import sys\nsys.exit(4)", "the script ended itself with exit status 4"),
    "syntax": ("def (", "SyntaxError: invalid syntax (syntax.py:1)"),
    "asks": ("input()", "EOFError: EOF when reading a line (asks.py:1) (it reads standard input, which is empty here)"),
    "empty": ("", "the script called no torch.nn.Module"),
    "segfault": ("import ctypes\nctypes.string_at(0)", "the analysis crashed with SIGSEGV"),
    "killed": ("import os\nos.kill(os.getpid(), 9)", "the analysis was killed from outside (SIGKILL)"),
    "garbles": (
        "import os\nfor fd in range(3, 64):\n  try: os.write(fd, b'garbage\\n')\n  except OSError: pass",
        "the worker sent a message that cannot be read: not JSON",
    ),
    "endless": ("while True: pass", "the analysis did not end within 40 s (allow more with --timeout)"),
    "greedy": ("x = bytearray(8 << 30)", "MemoryError (greedy.py:1) (allow more with --memory)"),
    "unexportable": (
        CALL.replace("m = torch.nn.Linear(4, 3)", "")
        + "class M(torch.nn.Linear):\n    def forward(self, x):\n        return super().forward(x).numpy()\n"
        + "M(4, 3).requires_grad_(False)(torch.rand(1, 4))",
        "export failed: NoTensorOutputError: the model returns no tensor",
    ),
}
FINE = {
    "good": GOOD,
    "forks": GOOD + "import os\npid = os.fork()\nif pid == 0:\n    torch.nn.Linear(9, 9)(torch.rand(1, 9))\n",
    "noisy": GOOD + "import os, sys\nprint('out')\nos.write(1, b'by-descriptor\\n')\nprint('err', file=sys.stderr)\n",
    "polite": GOOD + "import sys\nsys.exit(0)\n",
    "daemon": GOOD + "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n",
    "hidden": GOOD + "import subprocess\nsubprocess.Popen(['sleep', '987'])\n",
}


@pytest.fixture(scope="session")
def ran(turnkey, session_folder):
    """All of them in one run, by the first process of a parallel session."""
    folder, ended = session_folder / "scripts", session_folder / "scripts.json"
    with filelock.FileLock(session_folder / "scripts.lock"):
        if not ended.exists():
            folder.mkdir()
            for name, text in (FINE | {name: text for name, (text, _) in SCRIPTS.items()}).items():
                (folder / f"{name}.py").write_text(text)
            options = ("--build-only", "--timeout", "40", "--memory", "6G")
            done = turnkey("run", folder, "-d", folder / "cache", *options)
            ended.write_text(json.dumps([done.status, done.out, done.err]))
    status, out, err = json.loads(ended.read_text())
    return folder, folder / "cache", Done(status=status, out=out, err=err)


def rows(turnkey, cache):
    listed = turnkey("cache", "list", "-d", cache, "--json")
    return {Path(row["script"]).stem: row for row in map(json.loads, listed.out.splitlines())}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_failure_is_one_line_in_the_terminal(ran, name):
    _, _, done = ran
    messages = (re.sub(r"^\[\d+/\d+\] ", "", line.strip()) for line in done.err.splitlines())
    lines = [line for line in messages if line.startswith((f"{name}_", f"{name}-"))]
    assert len(lines) == 1, done.err
    assert SCRIPTS[name][1] in lines[0]


def test_the_others_are_built(ran, turnkey):
    """The exit status is 1, failed scripts are listed, and every good script has its build."""
    _, cache, done = ran
    assert done.status == 1
    assert "Traceback" not in done.err
    found = rows(turnkey, cache)
    assert {name for name, row in found.items() if row["status"] == "built"} == set(FINE)
    assert {name for name, row in found.items() if row["status"] == "failed"} == set(SCRIPTS)


def test_statuses_say_how_a_script_has_ended(ran, turnkey):
    """Failed, crashed, killed or timeout; the next stage is not_started."""
    found = rows(turnkey, ran[1])
    expected = {"raises": "failed", "exits": "crashed", "segfault": "crashed", "killed": "killed", "endless": "timeout"}
    assert {name: found[name]["analysis_status"] for name in expected} == expected
    assert {found[name]["export_status"] for name in expected} == {"not_started"}
    assert (found["unexportable"]["analysis_status"], found["unexportable"]["export_status"]) == (
        "successful",
        "failed",
    )


def test_output_of_a_script_is_in_its_log_and_not_in_the_terminal(ran):
    _, cache, done = ran
    (log,) = cache.glob("builds/noisy_*/log_analysis.txt")
    assert sorted(log.read_text().split()) == ["by-descriptor", "err", "out"]
    assert "by-descriptor" not in done.err + done.out


def test_nothing_is_left_running(ran):
    """Processes that scripts have started end with them."""
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"sleep\x00987" in _read(path)]
    assert left == []


def test_nothing_is_left_in_the_staging_area(ran):
    """Not even a partial artifact."""
    assert list((ran[1] / "staging").iterdir()) == []


def test_a_killed_orchestrator_leaves_a_build_that_reads_as_killed(turnkey, clean_environment, tmp_path):
    """After `kill -9`, no process is left, and the next run builds it."""
    import subprocess
    import sys

    script, cache = tmp_path / "slow.py", tmp_path / "cache"
    script.write_text(f"import time, pathlib\npathlib.Path({str(tmp_path)!r}, 'started').touch()\ntime.sleep(600)\n")
    command = [sys.executable, "-m", "turnkeyml", "run", str(script), "-d", str(cache), "--build-only"]
    process = subprocess.Popen(command, env=clean_environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not (tmp_path / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    workers = [path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if b"turnkeyml.worker" in _read(path)]
    assert workers
    process.kill()
    process.wait()
    while any(_read(worker / "cmdline") for worker in workers if worker.exists() and _belongs(worker, tmp_path)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    (row,) = rows(turnkey, cache).values()
    assert (row["analysis_status"], row["status"]) == ("killed", "failed")
    script.write_text(GOOD)
    assert turnkey("run", script, "-d", cache, "--build-only").status == 0
    (row,) = rows(turnkey, cache).values()
    assert row["status"] == "built"


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _belongs(process, folder):
    try:
        return str(folder) in "".join(os.readlink(link) for link in (process / "fd").iterdir())
    except OSError:
        return False
