"""Cards, slices and samples of them, as the nvidia runner finds them: with a stand-in for NVIDIA's library."""

import json
import os

import pytest

from runners.fake_card import FAKE_NVML, run_python
from turnkeyml.dispatch.occupancy import card_of


@pytest.mark.parametrize(
    ("state", "asked", "expected"),
    [
        ("", "", "GPU-0"),
        ("", "1", "GPU-1"),
        ("", "GPU-1", "GPU-1"),
        ("", "MIG-7", "MIG-7"),
        ("", "5", "there is no card 5: this host has 2"),
        ("", "GPU-9", "there is no card GPU-9: Not Found"),
        ("none", "", "the NVIDIA driver finds no card"),
        ("old", "", "the driver 535.54 is for CUDA 12; this runner needs CUDA 13"),
    ],
)
def test_cards_are_found_by_index_uuid_and_slice(tmp_path, state, asked, expected):
    """Or the one line says why not. (A stand-in for NVIDIA's library: this machine has none.)"""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.cards import NoCardError, find_card\n"
        f"try: print(find_card({asked!r}).uuid)\n"
        "except NoCardError as error: print(error)\n"
    )
    assert run_python(program, tmp_path, state) == expected


def test_a_lost_card_is_a_failure_of_the_infrastructure(tmp_path):
    """So that the runner is started again."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.cards import find_failure\n"
        "class Job: gpu = ''\n"
        "failure = find_failure(Job)\n"
        "print(failure and failure.kind.value)\n"
    )
    assert run_python(program, tmp_path, "lost") == "device_lost"
    assert run_python(program, tmp_path, "") == "None"


def test_a_slice_is_asked_for_its_own_memory(tmp_path):
    """The whole card, once it is in slices, tells of it to nobody but root."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.cards import describe, find_failure\n"
        "class Job: gpu = 'MIG-7'\n"
        "print(find_failure(Job), describe()['gpu'])\n"
    )
    assert run_python(program, tmp_path, "slices") == "None A card (1 GiB), A card (1 GiB)"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("", "GPU-a"), ("1", "GPU-b"), ("GPU-b", "GPU-b"), ("MIG-2", "GPU-b"), ("MIG-9", "MIG-9"), ("7", "7")],
)
def test_all_slices_of_a_card_share_its_lock(tmp_path, monkeypatch, asked, expected):
    """What is measured on one of them is heard on the others."""
    listing = (
        "GPU 0: NVIDIA H100 (UUID: GPU-a)\nGPU 1: NVIDIA H100 (UUID: GPU-b)\n"
        "  MIG 1g.10gb     Device  0: (UUID: MIG-1)\n  MIG 1g.10gb     Device  1: (UUID: MIG-2)\n"
    )
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\ncat <<'END'\n{listing}END\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert card_of(asked) == expected


def test_the_card_is_sampled_beside_and_a_window_is_told(tmp_path):
    """What this card does not tell is None; what it tells lies within the window."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import json, time\n"
        "from turnkey_nvidia.telemetry import watch\n"
        "from turnkey_runner.codec import to_plain\n"
        "with watch('GPU-1') as observe:\n"
        "    time.sleep(1.5)\n"
        "    start = time.perf_counter_ns()\n"
        "    time.sleep(0.5)\n"
        "    seen = observe(start, 500_000_000)\n"
        "print(json.dumps(to_plain(seen)))\n"
    )
    seen = json.loads(run_python(program, tmp_path, ""))
    assert seen["samples"] >= 3
    assert (seen["sm_clock_mhz"], seen["power_w"], seen["temperature_c"]) == ([1500, 1500, 1500], None, 40)


def test_a_long_window_is_sampled_to_its_end(tmp_path):
    """More than a pipe holds (64 KiB, 18 s of a card): the samples here are as long as minutes of them."""
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
        "from turnkey_nvidia.cards import select\n"
        "for precision in ('fp32', 'tf32', 'fp16'):\n"
        "    select(Job(gpu='', precision=precision))\n"
        "    print(os.environ.get('NVIDIA_TF32_OVERRIDE'), end=' ')\n"
    )
    assert run_python(program, tmp_path, "") == "0 None 0"
