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
    "says": ("import sys\nsys.exit('Z' * 3_000_000)", "the script ended itself with exit status 1: ZZZ"),
    "surrogate": ("raise ValueError('lone \\ud800 \\x1b[2J')", "ValueError: lone \\ud800 \\x1b[2J (surrogate.py:1)"),
    "mute": (
        "class Mute(Exception):\n  def __str__(self): raise RuntimeError\nraise Mute",
        "analysis failed: Mute (mute.py:3)",
    ),
    "unnamed": ("import os\nos.kill(os.getpid(), 40)", "the analysis crashed with signal 40"),
    "stops": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
        "the analysis did not end within 40 s: its process was stopped (SIGSTOP)",
    ),
    "prints": ("while True: print('spam ' * 1000)", "the analysis did not end within 40 s (allow more with --timeout)"),
    "leaves": ("import sys\nsys.exit(4)", "the script ended itself with exit status 4"),
    "syntax": ("def (", "SyntaxError: invalid syntax (syntax.py:1)"),
    "asks": ("input()", "EOFError: EOF when reading a line (asks.py:1) (it reads standard input, which is empty here)"),
    "empty": ("", "the script called no torch.nn.Module"),
    "segfault": ("import ctypes\nctypes.string_at(0)", "the analysis crashed with SIGSEGV"),
    "killed": ("import os\nos.kill(os.getpid(), 9)", "the analysis was killed from outside (SIGKILL)"),
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
    "garbles": GOOD + "import os\nfor fd in range(256):\n  try: os.write(fd, b'garbage\\n')\n  except OSError: pass\n",
    "closes": GOOD + "import os\nos.closerange(0, 65536)\n",
    "duplicates": GOOD
    + "import os\nnull = os.open(os.devnull, os.O_RDWR)\nfor fd in range(256):\n  if fd != null: os.dup2(null, fd)\n",
    "unplugs": "import socket\nsocket.socket = socket.create_connection = None\n" + GOOD,
    "forgets": GOOD + "import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)\n",
    "hurries": GOOD + "import signal\nsignal.alarm(1)\n",
    "session": GOOD + "import subprocess\nsubprocess.Popen(['sleep', '987'], start_new_session=True)\n",
    "daemonic": GOOD
    + "import os\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0: os.execlp('sleep', 'sleep', '987')\n"
    + "  os._exit(0)\n",
    "bomb": GOOD + "import os\nfor _ in range(150):\n  if os.fork() == 0: os.execlp('sleep', 'sleep', '987')\n",
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
    expected |= {"stops": "timeout", "surrogate": "failed", "unnamed": "crashed"}
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


def test_a_text_of_a_script_is_bounded_and_can_be_printed(ran, turnkey):
    """Also in the report, which is a file of UTF-8."""
    _, cache, done = ran
    assert max(map(len, done.err.splitlines())) < 2000
    assert "\x1b" not in done.err
    reported = turnkey("report", "-d", cache, "-r", cache.parent / "reports")
    assert reported.status == 0, reported.err


def test_the_log_of_a_script_that_prints_for_ever_has_its_beginning_and_its_end(ran):
    """Also while it is written: nothing more than that reaches the disk."""
    (log,) = ran[1].glob("builds/prints_*/log_analysis.txt")
    text = log.read_text()
    assert len(text) < 1 << 20
    assert text.startswith("spam spam")
    assert re.search(r"\n\[turnkey: \d+ bytes of output were cut here\]\n", text)
    assert text.endswith(("spam", "spam \n", "spam ", "s", "sp", "spa"))


def test_nothing_is_left_running(ran):
    """Processes that scripts have started end with them, in whatever session they are."""
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
