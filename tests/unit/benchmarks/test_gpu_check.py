"""What `make gpu-check` counts as missed, and the pruning of the wheel that it carries."""

import importlib
import json
import os
import struct
import subprocess
import sys
from dataclasses import replace
from types import ModuleType
from types import SimpleNamespace as Fake

import pytest

from conftest import REPOSITORY
from factories import result_of
from turnkey_runner.contract import RuntimeInfo


@pytest.mark.parametrize(
    ("ours", "bare", "expected"),
    [
        ([(1.02, 0.505)] * 4, (1.0, 0.5), []),
        ([(1.04, 0.50)] * 4, (1.0, 0.5), ["whole/bare is 1.040, allowed are 3%"]),
        ([(1.00, 0.48)] * 4, (1.0, 0.5), ["device/bare is 0.960, allowed are 2%"]),
        ([(1.02, 0.50), (0.98, 0.50)] * 2, (1.0, 0.5), ["A/A whole is 1.041, allowed are 2%"]),
    ],
)
def test_a_ratio_beyond_its_limit_is_a_criterion_missed(monkeypatch, ours, bare, expected):
    """`make gpu-check` fails with it."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    agreement = importlib.import_module("gpu_agreement")
    assert agreement.missed(agreement.ratios_of([(one, bare) for one in ours])) == expected


def test_pieces_that_are_not_measured_are_missed_too(monkeypatch):
    """A page of half of the builds is none that passes; one of all of them is."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    check = importlib.import_module("gpu_check")
    whole = {part: dict.fromkeys(check.MODELS) for part in check.PARTS} | {"missed": {}}
    assert check.all_missed(whole) == []
    assert check.all_missed(whole | {"agreement": {}}) == ["8 of 8 builds lack agreement"]
    assert check.all_missed(whole | {"missed": {"linear": ["device/bare is 2"]}}) == ["linear: device/bare is 2"]


def test_what_failed_is_measured_again_and_a_ratio_is_not(monkeypatch):
    """A second try until it fits would be no measurement."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    check = importlib.import_module("gpu_check")
    kept = {"runtimes": {"a": ["row"], "b": ["row"]}, "agreement": {"a": "it failed", "b": {"device/bare": 2.0}}}
    kept |= {"missed": {"a runtimes": ["no"], "b runtimes": [], "b agreement": ["device/bare is 2"]}}
    known = {name: [check.is_known(kept, part, name) for part in check.PARTS] for name in "abc"}
    assert known == {"a": [False, False], "b": [True, True], "c": [False, False]}


def test_the_bare_loop_is_on_the_gpu_that_ours_was_on(monkeypatch, tmp_path):
    """Whichever that is of several: by its UUID, before anything of CUDA is loaded."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nprintf %s "$2" > {tmp_path}/requested\necho \'{{"whole_ms": 2, "device_ms": 1}}\'\n')
    python.chmod(0o755)
    runtime_info = RuntimeInfo(engine="", engine_version="", provider="", cpus=(0,), options={"gpu_uuid": "GPU-b"})
    ours = replace(result_of([[1]]), runtime_info=runtime_info)
    build = Fake(artifact=Fake(digest="", inputs=()))
    store = Fake(artifact_folder=lambda _: tmp_path)
    assert importlib.import_module("gpu_agreement")._bare(store, build, python, ours) == (2, 1)
    requested = json.loads((tmp_path / "requested").read_text())
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.setenv("NVIDIA_TF32_OVERRIDE", "")
    for name in ("onnxruntime", "cuda", "cuda.bindings"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.delitem(sys.modules, "cuda.bindings.runtime", raising=False)  # another test's
    with pytest.raises(ImportError, match="runtime"):
        importlib.import_module("gpu_bare").main(**requested | {"cpus": os.sched_getaffinity(0)})
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "GPU-b"


def test_pruning_leaves_the_kernels_of_one_gpu(tmp_path):
    """Where each was; a fatbin that holds nothing for the GPU stays whole, and the package is marked."""

    def fatbin(*kernels):
        entries = [struct.pack("<HHIQ12xI", 2, 1, 32, len(code), sm) + code for sm, code in kernels]
        body = b"".join(entries)
        return struct.pack("<IHHQ", 0xBA55ED50, 1, 16, len(body)) + body

    library = tmp_path / "capi" / "libonnxruntime_providers_cuda.so"
    library.parent.mkdir()
    other = fatbin((80, b"80808080"))
    library.write_bytes(b"head" + fatbin((80, b"80808080"), (90, b"90909090")) + other + b"tail")
    script = REPOSITORY / "scripts" / "prune_onnxruntime_gpu.py"
    subprocess.run([sys.executable, script, tmp_path, "90"], check=True, capture_output=True)
    assert library.read_bytes() == b"head" + fatbin((80, bytes(8)), (90, b"90909090")) + other + b"tail"
    assert (tmp_path / "PRUNED").read_text() == "sm_90\n"
