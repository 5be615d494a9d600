"""Which quota holds: that of the process's control group or of one above it, in either version."""

import pytest

from turnkey_runner.host.cgroups import quota, throttled_periods


@pytest.fixture
def machine(tmp_path):
    """Writes the kernel's files; asks for the quota and the stopped periods."""

    def ask(own, files):
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            path = tmp_path / "cgroup" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        places = tmp_path / "cgroup", str(tmp_path / "own")
        return quota(*places), throttled_periods(*places)

    return ask


STAT = "nr_periods 9\nnr_throttled {}\nthrottled_time 5\n"


def test_in_a_namespace_the_root_is_the_groups_own(machine):
    """As in a container with control groups of version 2."""
    files = {"cpu.max": "150000 100000\n", "cpu.stat": "usage_usec 5\n" + STAT.format(3)}
    assert machine("0::/\n", files) == (1.5, 3)


def test_a_parents_quota_counts(machine):
    """The least of all; periods are those of each group that has a quota."""
    files = {
        "cgroup.controllers": "cpu\n",
        "user.slice/cpu.max": "50000 100000\n",
        "user.slice/cpu.stat": STAT.format(2),
        "user.slice/job/cpu.max": "max 100000\n",
        "user.slice/job/cpu.stat": STAT.format(1),
        "user.slice/job/deep/cpu.max": "200000 100000\n",
    }
    assert machine("0::/user.slice/job/deep\n", files) == (0.5, 3)
    assert machine("0::/user.slice/job\n", {}) == (0.5, 3)
    assert machine("0::/other\n", {}) == (None, None)


@pytest.mark.parametrize("controllers", ["cpu", "cpu,cpuacct"])
def test_version_1_has_a_folder_for_the_controller(machine, controllers):
    """Under the name of its mount; `cpuset` is another one."""
    files = {
        f"{controllers}/docker/1/cpu.cfs_quota_us": "-1\n",
        f"{controllers}/docker/1/cpu.cfs_period_us": "100000\n",
        f"{controllers}/docker/cpu.cfs_quota_us": "100000\n",
        f"{controllers}/docker/cpu.cfs_period_us": "100000\n",
        f"{controllers}/docker/cpu.stat": STAT.format(7),
        "cpuset/cpu.stat": STAT.format(100),
    }
    assert machine(f"3:cpuset:/\n2:{controllers}:/docker/1\n0::/\n", files) == (1.0, 7)


def test_version_2_beside_version_1_has_a_folder_of_its_own(machine):
    """As systemd mounts them where both are wanted."""
    files = {"cpu/tasks": "", "unified/job/cpu.max": "300000 100000\n", "unified/job/cpu.stat": STAT.format(4)}
    assert machine("1:cpu:/\n0::/job\n", files) == (3.0, 4)


def test_a_path_of_the_host_leads_to_the_containers_root(machine):
    """Version 1 without a namespace: the mount is the container's own group, the path is not there."""
    files = {"cpu/cpu.cfs_quota_us": "25000\n", "cpu/cpu.cfs_period_us": "100000\n", "cpu/cpu.stat": STAT.format(1)}
    assert machine("4:cpu:/docker/0123\n0::/../../elsewhere\n", files) == (0.25, 1)
