"""What a process that confines itself can still do: its own files, threads, arithmetic; and nothing else."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from turnkey_runner.host import landlock
from turnkeyml.system import confinement

CONFINED = """
import ctypes, os, signal, socket, sys, threading
from pathlib import Path
from turnkeyml.system import confinement

own, other, parent = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
confinement.set_limits(confinement.Limits(memory_bytes=1 << 30, cpu_s=60))
confinement.confine(read=(), write=(own,))
"""


def attempt(tmp_path: Path, code: str) -> str:
    """What the last expression of `code` answers in a confined process, or the name of what it raises."""
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir(exist_ok=True)
    other.mkdir(exist_ok=True)
    (other / "secret").write_text("canary")
    text = f"{CONFINED}\ntry:\n    print({code})\nexcept BaseException as error:\n    print(type(error).__name__)\n"
    command = [sys.executable, "-P", "-c", text, str(own), str(other), str(os.getpid())]
    done = subprocess.run(command, capture_output=True, text=True, env=confinement.environment(), timeout=60)
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "(other / 'secret').read_text()",
        "(other / 'new').write_text('x')",
        "os.listdir(other)",
        "os.listdir(Path.home())",
        "Path(f'/proc/{parent}/environ').read_bytes()",
        "Path(f'/proc/{parent}/cmdline').read_bytes()",
        "os.symlink('/etc/passwd', own / 'link')",
        "os.link('/etc/passwd', own / 'link')",
        "os.mkfifo(own / 'fifo')",
        "socket.socket(socket.AF_INET)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socket(40)",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(parent, 0)",
        "os.pidfd_open(parent)",
        "__import__('resource').prlimit(parent, 0)",
        "bytearray(2 << 30)",
    ],
)
def test_what_is_not_needed_is_refused(tmp_path: Path, code: str):
    """Files of others, links, the network, processes and programs, signals, memory beyond the limit."""
    assert landlock.abi(), "this kernel has no Landlock"
    assert attempt(tmp_path, code) in {"PermissionError", "OSError", "MemoryError"}


def test_a_process_of_another_architecture_or_number_space_is_refused(tmp_path: Path):
    """The x32 numbers name the same system calls: 0x40000000 + 41 is socket."""
    code = "ctypes.CDLL(None).syscall(0x40000000 + 41, 2, 1, 0)"
    assert attempt(tmp_path, code) == "-1"


def test_what_is_needed_goes_on(tmp_path: Path):
    """Its own folder, the interpreter's modules, threads, and ending by abort."""
    assert attempt(tmp_path, "(own / 'file').write_text('abc'), (own / 'file').read_text()") == "3 abc"
    assert attempt(tmp_path, "__import__('xml.dom.minidom').__name__") == "xml"
    assert attempt(tmp_path, "[t := threading.Thread(target=print), t.start(), t.join()][1]").strip() == "None"
    moved = "os.makedirs(own / 'a'), (own / 'a' / 'f').write_text(''), os.replace(own / 'a' / 'f', own / 'f')"
    assert attempt(tmp_path, moved) == "None 0 None"
    assert attempt(tmp_path, "signal.raise_signal(signal.SIGCONT)") == "None"


def test_the_environment_is_a_list_of_allowed_names(monkeypatch):
    """Tokens, proxies and whatever else is set are not in it, nor is the working folder on the path."""
    for name in ("HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "https_proxy", "HTTPS_PROXY", "LD_PRELOAD", "SOMETHING_NEW"):
        monkeypatch.setenv(name, "canary")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", "relative", "/absolute"]))
    found = confinement.environment()
    assert "canary" not in found.values()
    entries = found["PYTHONPATH"].split(os.pathsep)
    assert "/absolute" in entries
    assert all(map(os.path.isabs, entries))


def test_the_limits_hold_where_they_are_lower_already(tmp_path: Path):
    """A user's own `ulimit` is no error."""
    code = f"{CONFINED}\nprint(__import__('resource').getrlimit(__import__('resource').RLIMIT_NOFILE))"
    command = [sys.executable, "-P", "-c", code, str(tmp_path), str(tmp_path), "1"]

    def lower() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    done = subprocess.run(
        command, capture_output=True, text=True, env=confinement.environment(), preexec_fn=lower, timeout=60
    )
    assert done.stdout.strip() == "(64, 64)"


def test_a_process_that_used_up_its_time_is_told_so_by_the_signal():
    """SIGXCPU, which names the cause; SIGKILL would look like a lack of memory."""
    code = (
        "from turnkeyml.system import confinement\n"
        "confinement.set_limits(confinement.Limits(memory_bytes=1 << 30, cpu_s=1))\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert done.returncode == -signal.SIGXCPU
