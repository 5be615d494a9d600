"""Which CPUs exporters may use during a measurement, by what the kernel says of the machine."""

import os

import pytest

from turnkey_runner.host import cpus
from turnkeyml.system.host import spare_cpus


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Four CPUs whose last-level caches are shared as given; the first level is each one's own."""

    def make(*shared):
        monkeypatch.setattr(cpus, "_CPU", str(tmp_path))
        monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(4)))
        for cpu, last in enumerate(shared):
            for index, (level, sharing) in enumerate((("1", str(cpu)), ("1", str(cpu)), ("3", last))):
                folder = tmp_path / f"cpu{cpu}" / "cache" / f"index{index}"
                folder.mkdir(parents=True)
                (folder / "level").write_text(f"{level}\n")
                (folder / "shared_cpu_list").write_text(f"{sharing}\n")

    return make


def test_exporters_are_given_cpus_behind_another_cache(machine):
    """Two clusters of two: what is measured on one leaves the other, and not the rest of its own."""
    machine("0-1", "0-1", "2-3", "2-3")
    assert spare_cpus(1) == spare_cpus(2) == (2, 3)
    assert spare_cpus(3) == spare_cpus(None) == ()


def test_a_shared_cache_spares_no_cpu(machine):
    """One socket: the exporters are held."""
    machine("0-3", "0-3", "0-3", "0-3")
    assert spare_cpus(1) == ()


@pytest.mark.parametrize("shared", [(), ("0",)])
def test_a_machine_with_unknown_caches_spares_no_cpu(machine, shared):
    """As some virtual ones do not, of none or of one that is not measured on."""
    machine(*shared)
    assert spare_cpus(1) == ()
