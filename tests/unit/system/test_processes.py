"""Whether the process with an identity still runs: here, after a reboot, in a container, on another machine."""

import platform
import time

import pytest

from turnkeyml.system import processes
from turnkeyml.system.processes import is_alive, this_process


@pytest.fixture(autouse=True)
def forget():
    """What is cached of this machine may be replaced by a test."""
    cached = (processes._machine, processes._boot, processes._pid_namespace)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


def identity(*, machine="m", boot="b", namespace="1", made=None, pid="4", start="5"):
    return f"{machine}+{boot}+{namespace}+{int(time.time()) if made is None else made}:{pid}:{start}"


@pytest.fixture
def place(monkeypatch):
    """Pretend to be on a machine, in a boot of it, in a PID namespace."""

    def be(*, machine, boot, namespace):
        for name, value in (("_machine", machine), ("_boot", boot), ("_pid_namespace", namespace)):
            monkeypatch.setattr(processes, name, lambda value=value: value)

    return be


def test_this_process_runs_and_one_with_its_pid_and_another_start_does_not():
    """A PID that was used again is another process."""
    own = this_process()
    place, pid, start = own.rsplit(":", 2)
    assert is_alive(own)
    assert not is_alive(f"{place}:{pid}:{int(start) + 1}")
    assert not is_alive(f"{place}:999999999:{start}")


def test_the_name_of_the_host_does_not_matter(monkeypatch):
    """B24: a container has another one at each start."""
    own = this_process()
    monkeypatch.setattr(platform, "node", lambda: "renamed")
    assert is_alive(own)
    place, pid, start = own.rsplit(":", 2)
    assert not is_alive(f"{place}:{pid}:1{start}")


def test_an_earlier_boot_of_this_machine_has_no_process_left(place):
    """Whatever runs under that PID now."""
    place(machine="m", boot="now", namespace="1")
    assert not is_alive(identity(machine="m", boot="before"))


@pytest.mark.parametrize("machine", ["other", ""])
def test_what_cannot_be_known_counts_as_running_for_a_day(place, machine):
    """A process of another machine, or in a container of any machine."""
    place(machine="m", boot="now", namespace="1")
    assert is_alive(identity(machine=machine, boot="there"))
    assert not is_alive(identity(machine=machine, boot="there", made=int(time.time()) - 25 * 3600))


def test_a_container_does_not_see_processes_of_other_containers(place):
    """Nor of the host: they count as running for a day as well."""
    place(machine="", boot="now", namespace="2")
    assert is_alive(identity(machine="", boot="now", namespace="1"))
    assert not is_alive(identity(machine="", boot="now", namespace="1", made=0))


def test_a_container_does_not_believe_the_machine_id_of_its_image(monkeypatch):
    """Containers on two machines have the same image, and share a cache."""
    monkeypatch.setattr(processes, "_pid_namespace", lambda: "4026532000")
    assert processes._machine() == ""


def test_the_former_form_of_an_identity_is_read():
    """`host:pid:start`, in caches of earlier versions."""
    _, pid, start = this_process().rsplit(":", 2)
    assert is_alive(f"{platform.node()}:{pid}:{start}")
    assert not is_alive(f"{platform.node()}:{pid}:{int(start) + 1}")
    assert is_alive(f"elsewhere:{pid}:{start}")
    assert not is_alive("")


def test_a_container_of_this_machine_is_seen_from_outside(place, tmp_path, monkeypatch):
    """By the PID that it has in its own namespace, and its start: until it ends."""
    place(machine="m", boot="now", namespace=processes._INITIAL_PID_NAMESPACE)
    monkeypatch.setattr(processes, "_PROC", tmp_path)
    for pid, seen_as, start in ((1, "1", 1), (812, "812\t1", 555)):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} (a ) b) S " + "0 " * 18 + f"{start} 0\n")
        (tmp_path / str(pid) / "status").write_text(f"Name:\ta\nNSpid:\t{seen_as}\n")
    contained = {"machine": "", "boot": "now", "namespace": "4026532180"}
    assert is_alive(identity(**contained, pid="1", start="555"))
    assert not is_alive(identity(**contained, pid="1", start="554"))
    (tmp_path / "1" / "stat").unlink()  # as with the mount option hidepid: then it cannot be known
    assert is_alive(identity(**contained, pid="1", start="554"))
