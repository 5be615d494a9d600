"""A job on TensorRT from its start to its end, with stand-ins for the GPU, CUDA and TensorRT."""

import json
import signal
from dataclasses import replace

import numpy as np
import onnx
import pytest

from factories import QUICK, make_settings
from onnx_factories import finish, make_job, write_artifact
from runners.fake_gpu import run_python
from runners.fake_tensorrt import write_modules
from runners.runner_process import RunnerProcess, as_json
from turnkey_runner.contract import Kind, Stage
from turnkey_runner.stats.verdict import Verdict, judge

RUNNER = ["-m", "turnkey_nvidia"]


@pytest.fixture
def volume(tmp_path):
    """Beside it, on the path, a GPU, CUDA and TensorRT."""
    write_modules(tmp_path)
    (tmp_path / "volume").mkdir()
    return tmp_path / "volume"


@pytest.fixture
def start(runner_python, volume):
    """Start a runner; at the end, all of them have ended as they should."""
    started = []

    def run(**variables):
        place = {"scratch": volume.parent, "path": (volume.parent,)}
        started.append(RunnerProcess(runner_python, volume, RUNNER, **place, variables=variables))
        return started[-1]

    yield run
    assert [runner.end() for runner in started] == [0] * len(started)


def same_job(volume, first=0, **options):
    """A model that gives back what it is given, of which the stand-in for TensorRT is an engine."""
    helper, values = onnx.helper, np.arange(first, first + 8, dtype=np.float32).reshape(2, 4)
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, (2, 4)) for name in "xy")
    model = finish(helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "same", [x], [y]))
    fields = write_artifact(volume, model, [values], [values])
    return make_job(fields | options, "tensorrt", device="nvidia")


def measured(runner, job):
    result = runner.run(job)
    assert result.failure is None, as_json(result)
    return result


def test_what_was_really_used_is_reported(start, volume):
    """The GPU and its UUID, whether a graph was replayed, and the types, which it tells where shapes are known."""
    result = measured(start(), same_job(volume, gpu="1"))
    reported = {name: result.runtime_info.options[name] for name in ("gpu", "gpu_uuid", "cuda_graph")}
    assert reported == {"gpu": "A GPU", "gpu_uuid": "GPU-1", "cuda_graph": "True"}
    assert result.runtime_info.precisions == {"f32": 1}
    (device,) = (m for m in result.measurements if m.name == "latency_device")
    assert set(device.samples) == {500_000}


def test_what_cannot_be_captured_is_no_graph(start, volume):
    """It is run call by call, and the result says so."""
    result = measured(start(FAKE_CUDA="uncapturable"), same_job(volume))
    assert result.runtime_info.options["cuda_graph"] == "False"


def test_the_hosts_part_is_measured_once_a_process(start, volume):
    """Outside of the timed loop; more of it than of the GPU's own time is a warning."""
    result = measured(start(), same_job(volume, settings=replace(QUICK, processes=2, max_processes=2)))
    enqueue = [m for m in result.measurements if m.name == "enqueue"]
    assert [(one.process, one.unit, len(one.samples)) for one in enqueue] == [(0, "ns", 1), (1, "ns", 1)]
    assert min(one.samples[0] for one in enqueue) > 2e6
    assert "W_ENQUEUE_BOUND" in {warning.code for warning in judge(result).warnings}
    throughput = make_settings(mode="throughput", warmup_time_s=0.0, min_time_s=0.05)
    assert "enqueue" not in {m.name for m in measured(start(), same_job(volume, settings=throughput)).measurements}


@pytest.mark.parametrize(("cuda", "verdict"), [("", Verdict.VALID), ("far", Verdict.CONTENDED)])
def test_the_way_to_the_gpu_is_probed(start, volume, cuda, verdict):
    """Before and after the loop: where it is longer than it is known to be, the numbers are of a slower state."""
    runner = start(FAKE_CUDA=cuda)
    known_ns = 1_000_000
    result = measured(runner, same_job(volume, best_ns=known_ns, settings=replace(QUICK, processes=2, max_processes=2)))
    probes = [probe for one in result.conditions for probe in (one.probe_before, one.probe_after)]
    assert all((probe.device_ns > 2 * known_ns) is (cuda == "far") for probe in probes)
    states = [one.verdict for one in judge(result).warnings if one.code == "W_HOST_STATE"]
    assert states == ([] if verdict is Verdict.VALID else [verdict])


def said(volume):
    """What the stand-in for TensorRT has written into the folder of the latest job."""
    (log,) = volume.parent.glob("job-*/log")
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_an_engine_and_its_timings_are_kept_for_their_job(start, volume):
    """A second process loads it. Another model gets neither: no job can read or change what another one has left."""
    runner, job = start(), same_job(volume, settings=replace(QUICK, processes=2, max_processes=2))
    measured(runner, job)
    assert said(volume) == [{"built": "timed "}]
    measured(runner, same_job(volume, first=1))
    assert said(volume) == [{"built": "timed "}]


def test_kernels_of_tensorrt_for_rtx_are_compiled_once_for_a_job(start, volume):
    """The second process takes those of the first; what TensorRT refuses is replaced. There are no timings to keep."""
    nvml = (volume.parent / "pynvml.py").read_text()
    (volume.parent / "pynvml.py").write_text(nvml.replace("(9, 0)", "(8, 9)"))
    job = same_job(volume, runtime="tensorrt-rtx", settings=replace(QUICK, processes=2, max_processes=2))
    measured(start(), job)
    assert said(volume) == [{"kernels": ""}, {"kernels": "compiled"}]
    (kept,) = volume.parent.rglob("kernels.cache")
    kept.write_bytes(b"strange")
    next(volume.parent.glob("job-*/log")).unlink()
    measured(start(), replace(job, id="again"))
    assert said(volume) == [{"kernels": ""}, {"kernels": "compiled"}]


def test_an_engine_is_for_one_gpu_one_driver_and_one_version(start, volume):
    """The scratch folder may outlive the runner; the job is the same, and the engine is not."""
    job, names = same_job(volume), []
    for number, changed in enumerate(({}, {}, {"driver": "590.11"}, {"name": "B GPU"}, {"FAKE_TENSORRT": "10.17"})):
        nvml = (volume.parent / "pynvml.py").read_text()
        nvml = nvml.replace("590.10", changed.get("driver", "590.10")).replace("A GPU", changed.get("name", "A GPU"))
        (volume.parent / "pynvml.py").write_text(nvml)
        runner = start(**{name: value for name, value in changed.items() if name.isupper()})
        names.append({m.name for m in measured(runner, replace(job, id=str(number))).measurements})
    assert ["compile" in one for one in names] == [True, False, True, True, True]


def test_a_full_scratch_folder_costs_the_engine_and_not_the_job(tmp_path):
    """Nothing of it stays that the next process would take for a warm load, also where the writing process dies."""
    program = (
        "import os, pathlib, resource, signal\n"
        "from turnkey_nvidia.compiled import save\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        f"folder = pathlib.Path({str(tmp_path)!r}, 'compiled-1')\n"
        "folder.mkdir()\n"
        "save(folder / 'small', b'whole')\n"
        "save(folder / 'large', bytes(5000))\n"
        "print(sorted(path.name for path in folder.parent.rglob('*')), end=' ', flush=True)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "if not (child := os.fork()): save(folder / 'large', bytes(5000))\n"
        "print(os.waitpid(child, 0)[1] & 127, [path.name for path in folder.iterdir()])\n"
    )
    assert run_python(program, tmp_path, "") == f"['compiled-1', 'small'] {int(signal.SIGXFSZ)} ['small']"


def test_tensorrt_of_the_given_interpreter_is_used(start):
    """TURNKEY_RUNNER_PYTHON's packages count; where there are none, the remedy names both ways to have them."""
    states = {runtime.name: runtime for runtime in start().describe().runtimes}
    assert (states["tensorrt"].version, states["tensorrt"].problem) == ("10.16.1.11", "")


def test_without_tensorrt_both_ways_to_have_it_are_named(start, volume):
    """An image is built with it; for the process launcher, an interpreter has it."""
    (volume.parent / "tensorrt.py").write_text("raise ImportError('no libnvinfer')")
    failure = start().run(same_job(volume)).failure
    assert (failure.stage, failure.kind) == (Stage.LOAD, Kind.BAD_JOB)
    assert failure.message == "tensorrt cannot be imported: ImportError: no libnvinfer"
    assert "--with-tensorrt" in failure.remedy
    assert "TURNKEY_RUNNER_PYTHON" in failure.remedy
