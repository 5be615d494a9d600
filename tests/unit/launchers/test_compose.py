"""Connecting to a resident runner."""

import socket

import pytest

from turnkeyml.devices import find_device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers import compose
from turnkeyml.launchers.compose import ComposeLauncher
from turnkeyml.launchers.select import choose_limits

X86 = find_device("x86")


def start(root, monkeypatch, notes):
    """Connect to the runner of a cache root."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(root))
    with ComposeLauncher(notes.append).start(X86, root / "caches" / "one", choose_limits(1 << 30)) as runner:
        return runner


def test_a_socket_whose_path_is_too_long_is_refused_at_once(tmp_path, monkeypatch):
    """B7: the kernel's limit is 107 bytes; nothing is waited for, and the line says what to do."""
    root = tmp_path / ("a" * 100)
    monkeypatch.setattr(compose.time, "sleep", pytest.fail)
    path = root / "run" / "x86" / "runner.sock"
    with pytest.raises(LauncherError) as caught:
        start(root, monkeypatch, [])
    assert str(caught.value) == (
        f"the path of the x86 runner's socket is too long, {len(str(path))} bytes of at most 107: {path}; "
        "set TURNKEY_CACHE_ROOT to a shorter path"
    )


def test_the_longest_path_that_is_allowed_is_used(tmp_path, monkeypatch):
    """As the kernel counts: bytes, not characters."""
    rest = 107 - len(str(tmp_path / "run" / "x86" / "runner.sock")) - len("/é")
    root = tmp_path / ("é" + "a" * (rest - 1))
    (root / "run" / "x86").mkdir(parents=True)
    path = root / "run" / "x86" / "runner.sock"
    assert len(str(path).encode()) == 107
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        assert start(root, monkeypatch, []).prefix == "caches/one"


def test_a_runner_that_does_not_answer_is_one_line_with_the_cause(tmp_path, monkeypatch):
    """After waiting for a container that restarts, which is reported once."""
    monkeypatch.setattr(compose, "_CONNECT_TIMEOUT_S", 0.3)
    notes = []
    with pytest.raises(LauncherError, match=r"no resident x86 runner answers at .*: No such file or directory; `dock"):
        start(tmp_path, monkeypatch, notes)
    assert notes == [f"waiting for the resident x86 runner at {tmp_path / 'run' / 'x86' / 'runner.sock'}"]
