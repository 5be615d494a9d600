"""What a kind of accelerator needs: names for locks, flags of containers, a line of doctor."""

import os

import pytest

from turnkeyml.devices import all_devices, find_device
from turnkeyml.dispatch.device_lock import choose_unit, lock_name
from turnkeyml.errors import UsageError
from turnkeyml.launchers import accelerators
from turnkeyml.launchers.accelerators import find_accelerator, nvidia

NVIDIA = find_device("nvidia")


@pytest.fixture
def smi(tmp_path, monkeypatch):
    """An nvidia-smi that prints a text and counts its calls."""

    def install(text, status=0):
        script = f"#!/bin/sh\necho called >> {tmp_path}/calls\ncat <<'END'\n{text}END\nexit {status}\n"
        (tmp_path / "nvidia-smi").write_text(script)
        (tmp_path / "nvidia-smi").chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return tmp_path / "calls"

    return install


def test_every_accelerator_of_the_table_can_be_created_and_every_device_has_a_known_one():
    """By its own name."""
    assert {find_accelerator(name).name for name in accelerators.ALL} == set(accelerators.ALL)
    assert {device.accelerator for device in all_devices().values()} - {""} <= set(accelerators.ALL)
    with pytest.raises(UsageError, match="unknown accelerator 'abacus'; choose from: nvidia"):
        find_accelerator("abacus")


def test_the_vendors_tool_is_called_once_per_run(smi):
    """B17: not for each job, while another run may be measuring that GPU."""
    calls = smi("GPU 0: NVIDIA H100 (UUID: GPU-a)\n")
    names = {lock_name(NVIDIA, requested) for requested in ("", "0", "GPU-a") for _ in range(3)}
    assert names == {"nvidia-GPU-a"}
    assert calls.read_text().count("called") == 1


def test_a_tool_that_fails_is_not_called_again_either(smi):
    """The requested name is the lock's, in all of the run."""
    calls = smi("", status=9)
    assert [lock_name(NVIDIA, "3"), lock_name(NVIDIA, "")] == ["nvidia-3", "nvidia-0"]
    assert calls.read_text().count("called") == 1


def test_a_device_without_an_accelerator_is_locked_by_its_name():
    """The whole host."""
    assert lock_name(find_device("x86"), "") == "x86"


def test_the_requested_gpu_counts_more_than_the_environments(monkeypatch):
    """As with CUDA itself."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1,0")
    assert [choose_unit("", "nvidia"), choose_unit("GPU-9", "nvidia")] == ["1", "GPU-9"]


@pytest.mark.parametrize(
    ("engine", "programs", "expected"),
    [
        ({}, (), False),
        ({"Runtimes": None}, (), False),
        ({"Runtimes": {"nvidia": {}}}, (), True),
        ({}, ("nvidia-ctk",), True),
    ],
)
def test_gpus_are_requested_where_the_engine_has_the_toolkit(tmp_path, monkeypatch, engine, programs, expected):
    """It would refuse the request otherwise."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for program in programs:
        (tmp_path / program).write_text("#!/bin/sh\n")
        (tmp_path / program).chmod(0o755)
    options = find_accelerator("nvidia").container_options(engine)
    assert bool(options) is expected
    if expected:
        assert options["device_requests"][0]["Capabilities"] == [["gpu"]]


def test_doctor_sees_gpus_or_why_there_are_none(smi, monkeypatch, tmp_path):
    """Each with its driver."""
    smi("NVIDIA H100, 580.1\nNVIDIA H100, 580.1\n")
    assert nvidia.NvidiaAccelerator().find_units().names == ("NVIDIA H100, 580.1",) * 2
    smi("")
    assert nvidia.NvidiaAccelerator().find_units().problem == "the NVIDIA driver finds no GPU"
    smi("", status=9)
    assert "nvidia-smi failed" in nvidia.NvidiaAccelerator().find_units().problem
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    missing = nvidia.NvidiaAccelerator().find_units()
    assert (missing.names, bool(missing.remedy)) == ((), True)
    assert missing.problem == "no NVIDIA driver on this host: nvidia-smi not found"
