"""GPUs, slices and samples of them, as the nvidia runner finds them: with a stand-in for NVIDIA's library."""

import json
import os

import pytest

from runners.fake_gpu import FAKE_NVML, run_python
from turnkeyml.devices import find_device
from turnkeyml.dispatch.device_lock import choose_unit, lock_name
from turnkeyml.options.request import RunRequest
from turnkeyml.options.resolve import resolve_options


@pytest.mark.parametrize(
    ("state", "requested", "expected"),
    [
        ("", "", "GPU-0"),
        ("", "1", "GPU-1"),
        ("", "GPU-1", "GPU-1"),
        ("", "MIG-7", "MIG-7"),
        ("slices", "1", "MIG-7"),
        ("slices", "GPU-1", "MIG-7"),
        ("divided", "MIG-8", "MIG-8"),
        ("divided", "1", "the GPU 1 is in 2 slices: --gpu takes one of MIG-7, MIG-8"),
        ("divided", "GPU-1", "the GPU GPU-1 is in 2 slices: --gpu takes one of MIG-7, MIG-8"),
        ("undivided", "1", "the GPU 1 is in MIG mode, and has no slice"),
        ("", "5", "there is no GPU 5: this host has 2"),
        ("", "GPU-9", "there is no GPU GPU-9: Not Found"),
        ("none", "", "the NVIDIA driver finds no GPU"),
        ("old", "", "the driver 535.54 is for CUDA 12; this runner needs CUDA 13"),
    ],
)
def test_gpus_are_found_by_index_uuid_and_slice(tmp_path, state, requested, expected):
    """Or the one line says why not. (A stand-in for NVIDIA's library: this machine has none.)"""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.gpus import NoGpuError, find_gpu\n"
        f"try: print(find_gpu({requested!r}).uuid)\n"
        "except NoGpuError as error: print(error)\n"
    )
    assert run_python(program, tmp_path, state) == expected


def test_the_environment_does_not_choose_a_gpu(tmp_path):
    """The job does, for which the lock is held; and an index of the host's is none of a container's."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = "from turnkey_nvidia.gpus import find_gpu\nprint(find_gpu('').uuid)"
    reported = {"CUDA_VISIBLE_DEVICES": "1", "NVIDIA_VISIBLE_DEVICES": "1"}
    assert run_python(program, tmp_path, "", **reported) == "GPU-0"


@pytest.mark.parametrize(
    ("state", "requested", "expected"),
    [
        ("", "", "None"),
        ("lost", "", "device_lost"),
        *((f"nvmlInit={code}", "", "device_lost") for code in (4, 15, 17, 999)),
        *((f"nvmlInit={code}", "", "no_device") for code in (9, 12, 18)),
        ("nvmlDeviceGetHandleByIndex=15", "", "device_lost"),
        ("nvmlDeviceGetHandleByUUID=15", "GPU-1", "device_lost"),
        ("nvmlDeviceGetHandleByUUID=2", "GPU-1", "no_device"),
        ("nvmlDeviceGetName=4", "", "no_device"),
        ("nvmlDeviceGetMemoryInfo=4", "", "None"),
        ("nvmlDeviceGetMemoryInfo=999", "", "device_lost"),
        ("nvmlDeviceGetTemperatureV=13", "", "None"),
        ("nvmlDeviceGetTemperature=26", "", "None"),
        ("nvmlDeviceGetCount=15 nvmlShutdown=15", "", "device_lost"),
    ],
)
def test_a_lost_gpu_is_distinguished_from_one_that_is_not_there(tmp_path, state, requested, expected):
    """It is a failure of the infrastructure: the runner is started again. What a GPU keeps to itself is neither.

    By NVML's numbers; a library that does not open is a GPU that was taken from a container.
    """
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.gpus import find_failure\n"
        f"class Job: gpu = {requested!r}\n"
        "failure = find_failure(Job)\n"
        "print(failure and failure.kind.value)\n"
    )
    assert run_python(program, tmp_path, state) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("divided", ""),
        ("undivided", ""),
        ("nvmlDeviceGetIndex=15", "the GPU does not answer: GPU is lost"),
        ("nvmlInit=999", "NVIDIA's driver does not answer: Unknown Error"),
    ],
)
def test_a_runner_can_be_used_where_any_of_its_gpus_can(tmp_path, state, expected):
    """Also where a job has to say which."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = "from turnkey_nvidia.gpus import find_problem\nprint(find_problem())"
    assert run_python(program, tmp_path, state) == expected


def test_a_slice_is_asked_for_its_own_memory(tmp_path):
    """The whole GPU, once it is in slices, tells of it to nobody but root."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.gpus import describe, find_failure\n"
        "class Job: gpu = 'MIG-7'\n"
        "print(find_failure(Job), describe()['gpu'])\n"
    )
    assert run_python(program, tmp_path, "slices") == "None A GPU (1 GiB), A GPU (1 GiB)"


@pytest.mark.parametrize(
    ("requested", "expected"),
    [("", "GPU-a"), ("1", "GPU-b"), ("GPU-b", "GPU-b"), ("MIG-2", "GPU-b"), ("MIG-9", "MIG-9"), ("7", "7")],
)
def test_all_slices_of_a_gpu_share_its_lock(tmp_path, monkeypatch, requested, expected):
    """What is measured on one of them is heard on the others."""
    listing = (
        "GPU 0: NVIDIA H100 (UUID: GPU-a)\nGPU 1: NVIDIA H100 (UUID: GPU-b)\n"
        "  MIG 1g.10gb     Device  0: (UUID: MIG-1)\n  MIG 1g.10gb     Device  1: (UUID: MIG-2)\n"
    )
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\ncat <<'END'\n{listing}END\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert lock_name(find_device("nvidia"), requested) == f"nvidia-{expected}"


@pytest.mark.parametrize(
    ("requested", "visible", "expected"),
    [("", "1,0", "1"), ("", "MIG-7", "MIG-7"), ("GPU-1", "0", "GPU-1"), ("", "", ""), ("", "-1", ""), ("", None, "")],
)
def test_the_gpu_that_a_scheduler_gave_is_the_jobs(monkeypatch, requested, visible, expected):
    """One GPU for the lock, the job and the runner, whatever starts it."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    request = RunRequest(devices=("nvidia",), gpu=requested)
    assert {target.unit for target in resolve_options(request, choose_unit).targets} == {expected}


SAMPLED = (
    "from turnkey_nvidia.telemetry import _sample\n"
    "import pynvml\n"
    "sample = _sample(pynvml, 1)\n"
    "print(sample['temperature_c'], sample['default_sm_clock_mhz'])\n"
)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("", "41 1500"),
        ("nvmlDeviceGetTemperature=26 nvmlDeviceGetDefaultApplicationsClock=26", "41 1980"),
        ("nvmlDeviceGetTemperatureV=13", "40 1500"),
        ("nvmlDeviceGetTemperatureV=15 nvmlDeviceGetTemperature=15", "None 1500"),
    ],
)
def test_old_and_new_drivers_tell_of_temperature_and_clocks(tmp_path, state, expected):
    """CUDA 14 takes application clocks and the first call for a temperature away; an older driver lacks the second."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    assert run_python(SAMPLED, tmp_path, state) == expected


def test_the_gpu_is_sampled_beside_and_a_window_is_reported(tmp_path):
    """What this GPU does not tell is None; what it tells lies within the window."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import json, time\n"
        "from turnkey_nvidia.telemetry import watch\n"
        "from turnkey_runner.contract.codec import to_plain\n"
        "with watch('GPU-1') as observe:\n"
        "    time.sleep(1.5)\n"
        "    start = time.perf_counter_ns()\n"
        "    time.sleep(0.5)\n"
        "    seen = observe(start, 500_000_000)\n"
        "print(json.dumps(to_plain(seen)))\n"
    )
    seen = json.loads(run_python(program, tmp_path, ""))
    assert seen["samples"] >= 3
    assert (seen["sm_clock_mhz"], seen["power_w"], seen["temperature_c"]) == ([1500, 1500, 1500], None, 41)


def test_a_long_window_is_sampled_to_its_end(tmp_path):
    """More than a pipe holds (64 KiB, 18 s of a GPU): the samples here are as long as minutes of them."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import time\n"
        "from turnkey_nvidia.telemetry import watch\n"
        "with watch('GPU-1') as observe:\n"
        "    time.sleep(2.5)\n"
        "    start = time.perf_counter_ns()\n"
        "    time.sleep(0.5)\n"
        "    print(observe(start, 500_000_000).samples)\n"
    )
    assert int(run_python(program, tmp_path, "long")) >= 3


def test_tf32_is_forbidden_to_every_library_unless_it_is_asked_for(tmp_path):
    """In the job's own process, before CUDA is loaded; whatever the runner's environment says."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import os\n"
        "from types import SimpleNamespace as Job\n"
        "from turnkey_nvidia.gpus import select\n"
        "for precision in ('fp32', 'tf32', 'fp16'):\n"
        "    select(Job(gpu='', precision=precision))\n"
        "    print(os.environ.get('NVIDIA_TF32_OVERRIDE'), end=' ')\n"
    )
    assert run_python(program, tmp_path, "") == "0 None 0"
