"""Where a process's memory lies, out of what the kernel writes."""

import subprocess
import sys

import pytest

from turnkey_runner.host.numa import fraction_outside, is_aslr_enabled, nodes_of, remote_fraction

MAPS = """\
55d0 default file=/usr/bin/python3 mapped=10 N1=10 kernelpagesize_kB=4
7f00 default anon=30 dirty=30 N0=30 kernelpagesize_kB=4
7f10 default anon=1 dirty=1 N0=1 kernelpagesize_kB=2048
7ffe default stack anon=5 dirty=5 N0=2 N1=3 kernelpagesize_kB=4
7fff default
"""
ON_0, ON_1 = 32 * 4 + 2048, 13 * 4


def test_pages_count_by_their_size():
    """A huge page is 512 small ones; what no page was given to counts nowhere."""
    assert fraction_outside(frozenset({0}), MAPS) == pytest.approx(ON_1 / (ON_0 + ON_1))
    assert fraction_outside(frozenset({1}), MAPS) == pytest.approx(ON_0 / (ON_0 + ON_1))
    assert fraction_outside(frozenset({0, 1}), MAPS) == 0
    assert fraction_outside(frozenset({0}), "7fff default\n") is None


def test_the_nodes_of_cpus_are_those_that_list_them(tmp_path):
    """Lists of ranges and of single CPUs; a node without CPUs is nobody's."""
    for name, cpus in (("node0", "0-3,8"), ("node1", "4-7,9"), ("node2", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cpulist").write_text(f"{cpus}\n")
    assert nodes_of((2, 8), tmp_path) == {0}
    assert nodes_of((3, 9), tmp_path) == {0, 1}
    assert nodes_of((12,), tmp_path) == frozenset()


def test_this_process_is_reported():
    """Of a machine of one node there is nothing to say; of several, a share."""
    share = remote_fraction((0,))
    assert share is None or 0 <= share <= 1


@pytest.mark.parametrize(("prefix", "expected"), [((), "True"), (("setarch", "-R"), "False")])
def test_a_process_knows_whether_its_is_aslr_enabled(prefix, expected):
    """As this kernel is set up, and as `setarch -R` sets it for one process."""
    assert is_aslr_enabled() is True, "these tests expect a kernel with ASLR"
    code = "from turnkey_runner.host.numa import is_aslr_enabled; print(is_aslr_enabled())"
    requested = subprocess.run([*prefix, sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert requested.stdout.strip() == expected
