"""The lock of a device: in a folder that all users share, anyone may have put something in its place."""

import getpass
import os
import subprocess
import sys

import pytest

from turnkeyml.dispatch.device_lock import device_lock
from turnkeyml.errors import LauncherError

HOLD = (
    "import sys; from turnkeyml.dispatch.device_lock import device_lock\n"
    "with device_lock('x86', print): print('held', flush=True); sys.stdin.read()\n"
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The file of the lock."""
    monkeypatch.setenv("TURNKEY_LOCK_DIR", str(tmp_path))
    return tmp_path / "turnkey-x86.lock"


def lock():
    with device_lock("x86", print):
        return "held"


def test_all_users_may_use_its_file(path):
    """Whatever the umask of the first one."""
    before = os.umask(0o077)
    try:
        assert lock() == "held"
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o666
    path.chmod(0o444)
    assert lock() == "held"


def test_what_is_no_plain_file_is_refused_in_one_line(path, tmp_path):
    """F21: a link of somebody else's, a FIFO, a folder; what it leads to is not touched."""
    (tmp_path / "victim").write_text("precious")
    path.symlink_to(tmp_path / "victim")
    with pytest.raises(LauncherError, match=r"cannot use the lock .*: it is a link; remove it, or name another folder"):
        lock()
    assert (tmp_path / "victim").read_text() == "precious"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(LauncherError, match="it is not a regular file"):
        lock()
    path.unlink()
    path.mkdir()
    with pytest.raises(LauncherError, match="cannot use the lock"):
        lock()


def test_a_folder_that_is_missing_is_one_line(path, monkeypatch):
    """It is named."""
    monkeypatch.setenv("TURNKEY_LOCK_DIR", str(path.parent / "none"))
    with pytest.raises(LauncherError, match=r"cannot use the lock .*none.*: No such file or directory; "):
        lock()


def test_who_holds_it_is_said_and_the_wait_can_be_ended(path):
    """The kernel tells of the process, whatever is in the file; Ctrl-C reaches the one that waits."""
    path.write_text("held by nobody")
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout.readline() == "held\n"
        code = "from turnkeyml.dispatch.device_lock import device_lock\nwith device_lock('x86', print): pass\n"
        command = [sys.executable, "-u", "-c", code]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as second:
            line = second.stdout.readline()
            assert f"waiting for another measurement on x86 to end ({path}, held by process {holder.pid}" in line
            assert f"of {getpass.getuser()}: {sys.executable}" in line
            second.send_signal(2)
            assert "KeyboardInterrupt" in second.stderr.read()
        holder.stdin.close()
        holder.wait()
    assert lock() == "held"
