"""A process gives up access for ever, and goes on where the kernel cannot take it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from turnkey_runner.host import landlock

CODE = """
import json, os, signal, sys
from pathlib import Path
from turnkey_runner.host import landlock
folder, secret = map(Path, sys.argv[1:])
done = landlock.restrict([(Path(one), landlock.READ) for one in ("/usr", "/lib", "/proc", "/absent")]
                         + [(folder, landlock.WRITE)])
def attempt(function):
    try:
        function()
    except OSError as error:
        return type(error).__name__
    return "allowed"
print(json.dumps({
    "restricted": done,
    "read": attempt(lambda: secret.read_bytes()),
    "write": attempt(lambda: (folder / "new").write_text("x")),
    "signal": attempt(lambda: os.kill(os.getppid(), 0)),
    "memory": attempt(lambda: open(f"/proc/{os.getppid()}/mem", "rb").close()),
}))
"""


def restricted(tmp_path):
    """What a restricted process could do."""
    folder, secret = tmp_path / "folder", tmp_path / "secret"
    folder.mkdir()
    secret.write_text("secret")
    common = Path(__file__).resolve().parents[4] / "runners" / "common"
    done = subprocess.run(
        [sys.executable, "-c", CODE, folder, secret],
        env={"PYTHONPATH": str(common), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_what_the_kernel_can_restrict_is_restricted(tmp_path):
    """And what it cannot is said: the outcomes follow from `abilities`, on any kernel."""
    outcomes = restricted(tmp_path)
    able = landlock.abilities()
    assert outcomes["restricted"] == list(able)
    assert outcomes["write"] == "allowed"
    assert outcomes["read"] == ("PermissionError" if "files" in able else "allowed")
    assert outcomes["memory"] == ("PermissionError" if "files" in able else "allowed")
    assert outcomes["signal"] == ("PermissionError" if "signals" in able else "allowed")


@pytest.mark.parametrize(("version", "able"), [(0, ()), (1, ("files",)), (5, ("files", "tcp"))])
def test_an_older_kernel_restricts_less(monkeypatch, version, able):
    """Each ability has the ABI that brought it."""
    monkeypatch.setattr(landlock, "abi", lambda: version)
    assert landlock.abilities() == able
