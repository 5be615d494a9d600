"""Pinning a process whose engine has started threads before."""

import os
import subprocess
import sys

from turnkey_runner.host import cpus

PROGRAM = """
import os, threading
from turnkey_runner.host import cpus
go = threading.Event()
thread = threading.Thread(target=go.wait)
thread.start()
first = min(os.sched_getaffinity(0))
{pin}
print(sorted(os.sched_getaffinity(0)), sorted(os.sched_getaffinity(thread.native_id)), sorted(cpus.allowed()))
go.set()
"""


def affinities(pin):
    """Of the main thread, of one that was there before, and of the process."""
    code = PROGRAM.format(pin=pin)
    reported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return [eval(words) for words in reported.strip().replace("] [", "]|[").split("|")]


def test_every_thread_of_the_process_is_pinned():
    """Those that a script has started by running its model, too."""
    first = min(os.sched_getaffinity(0))
    assert affinities("cpus.pin([first])") == [[first]] * 3


def test_a_process_may_run_where_any_of_its_threads_may():
    """The main thread's affinity says nothing of the others'."""
    usable = sorted(os.sched_getaffinity(0))
    assert affinities("os.sched_setaffinity(0, [first])") == [usable[:1], usable, usable]


def test_heat_is_counted_of_cores_and_of_their_package(tmp_path, monkeypatch):
    """Each core has its own count, and that of the package they share; a virtual machine has neither."""
    monkeypatch.setattr(cpus, "_CPU", str(tmp_path))
    assert cpus.thermal_throttles((0, 1)) is None
    for cpu, core in ((0, 3), (1, 4)):
        folder = tmp_path / f"cpu{cpu}" / "thermal_throttle"
        folder.mkdir(parents=True)
        (folder / "core_throttle_count").write_text(f"{core}\n")
        (folder / "package_throttle_count").write_text("10\n")
    assert cpus.thermal_throttles((0, 1)) == 17
