"""What is read beside a measurement."""

from types import SimpleNamespace

import pytest

from factories import stored_result
from turnkeyml.devices import find_device
from turnkeyml.dispatch import executor
from turnkeyml.dispatch.rapl import Package
from turnkeyml.options import Target


class Runners:
    """A runner that answers at once."""

    launcher = SimpleNamespace(name="process")

    def __init__(self, result):
        description = SimpleNamespace(hardware={}, versions={}, runtimes=())
        live = SimpleNamespace(runner=SimpleNamespace(identity="me"), description=description)
        self.of = lambda device: SimpleNamespace(measure=lambda job, relay: (result, live))
        self.ensure = lambda device: live


@pytest.mark.parametrize(("device", "read"), [("x86", True), ("nvidia", False)])
def test_the_packages_of_the_host_are_not_the_energy_of_a_card(tmp_path, monkeypatch, device, read):
    """A row of a card has none rather than that of the CPU beside it."""
    (tmp_path / "energy_uj").write_text("17\n")
    monkeypatch.setenv("TURNKEY_LOCK_DIR", str(tmp_path))
    monkeypatch.setattr(executor, "find_packages", lambda: (Package(counter=tmp_path / "energy_uj", range_uj=100),))
    known = stored_result([[10**6] * 5])
    options = SimpleNamespace(job=SimpleNamespace(gpu=""))
    own = executor.JobExecutor(
        options, SimpleNamespace(volume=tmp_path), SimpleNamespace(cpus=(0,)), SimpleNamespace(notify=print)
    )
    own._runners = Runners(known.result)
    target = Target(device=find_device(device), runtime="ort", precision="fp32")
    _, trace = own.measure(SimpleNamespace(name="b", artifact_of=lambda device, precision: None), known.job, target, "")
    assert bool(trace.energy_uj) is read
