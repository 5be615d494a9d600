"""What a script's process is kept from."""

import json
import subprocess
import sys

PROGRAM = """
import errno, json, os, resource, sys
from turnkey_runner.host import landlock
from turnkeyml.worker.child import script_limits
script_limits.limit_script(None)
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
def write_at(offset):
    try:
        return os.pwrite(file, b"x", offset)
    except OSError as error:
        return errno.errorcode[error.errno]
below, beyond = write_at(8 << 30), write_at(script_limits.MAX_FILE_BYTES)
try:
    os.kill(os.getppid(), 0)
    reaches_parent = True
except PermissionError:
    reaches_parent = False
child = os.fork()
if child == 0:
    os.execvp("sleep", ["sleep", "60"])
os.kill(child, 9)
os.waitpid(child, 0)
script_limits.lift_file_limit()
print(json.dumps([below, beyond, write_at(script_limits.MAX_FILE_BYTES), resource.getrlimit(resource.RLIMIT_CORE)]))
print(json.dumps([reaches_parent, landlock.restrict_signals()]))
"""


def test_a_file_has_a_generous_bound_and_an_export_none(tmp_path):
    """8 GiB are fine, and no memory is dumped; with Landlock, signals reach only what the process has started."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "file")], capture_output=True, text=True, check=True, timeout=60
    )
    limits, (reaches_parent, is_scoped) = map(json.loads, done.stdout.splitlines())
    assert limits == [1, "EFBIG", 1, [0, 0]]
    assert reaches_parent is not is_scoped
