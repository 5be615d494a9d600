"""How far `ort-cuda` is from bare loops around the same session on a GPU, and from itself."""

from __future__ import annotations

import json
import statistics
import subprocess
from pathlib import Path

from artifacts import measure

from turnkey_runner.contract import Result
from turnkey_runner.stats.summary import summarize
from turnkeyml.cache.store import Store
from turnkeyml.records import Build

ROUNDS = 4
BARE = Path(__file__).with_name("gpu_bare.py")
BARE_TIMEOUT_S = 300
LIMITS = {"whole/bare": 0.03, "device/bare": 0.02, "A/A whole": 0.02, "A/A device": 0.02}
"""By how much each ratio may be away from 1."""

Ratios = dict[str, float]
Times = tuple[float, float]
"""Milliseconds from host memory to host memory, and on the device."""


def compare(store: Store, build: Build, python: Path) -> Ratios | str:
    """The ratios of one build, or in one line why there are none.

    Ours and theirs by turns, every second round the other way about. A ratio is the median of its rounds; A/A is
    that of the even rounds over the odd ones.
    """
    pairs: list[tuple[Times, Times]] = []
    result = _ours(store, build)
    for count in range(ROUNDS):
        if result.runtime_info is None:
            return _why(result)
        if count % 2 == 0:
            result = _ours(store, build)
        bare = _bare(store, build, python, result)
        if count % 2 == 1:
            result = _ours(store, build)
        times = _times(result)
        if isinstance(bare, str) or times is None:
            return bare if isinstance(bare, str) else _why(result)
        pairs.append((times, bare))
    return ratios_of(pairs)


def ratios_of(pairs: list[tuple[Times, Times]]) -> Ratios:
    """What rounds of ours and theirs come to."""
    found: Ratios = {}
    for index, name in enumerate(("whole", "device")):
        found[f"{name}/bare"] = statistics.median(ours[index] / theirs[index] for ours, theirs in pairs)
        even, odd = (statistics.median(ours[index] for ours, _ in pairs[start::2]) for start in (0, 1))
        found[f"A/A {name}"] = even / odd
    return found


def missed(ratios: Ratios) -> list[str]:
    """The criteria that a build's ratios miss."""
    return [
        f"{name} is {ratios[name]:.3f}, allowed are {limit:.0%}"
        for name, limit in LIMITS.items()
        if abs(ratios[name] - 1) > limit
    ]


def _why(result: Result) -> str:
    return result.failure.message if result.failure else "ours has no time on the device"


def _ours(store: Store, build: Build) -> Result:
    (stored,) = measure(store, build, ["ort-cuda"], profile="quick", device="nvidia")
    return stored.result


def _times(result: Result) -> Times | None:
    whole, device = (summarize(result, name) for name in ("latency", "latency_device"))
    return (whole.typical / 1e6, device.typical / 1e6) if whole and device else None


def _bare(store: Store, build: Build, python: Path, ours: Result) -> Times | str:
    """The bare loop on the GPU and the CPUs, and with the threads, sets of inputs and blocks, that ours had."""
    assert build.artifact is not None
    assert ours.runtime_info is not None
    requested = {
        "gpu": ours.runtime_info.options["gpu_uuid"],
        "folder": str(store.artifact_folder(build.artifact)),
        "names": [spec.name for spec in build.artifact.inputs],
        "cpus": ours.runtime_info.cpus,
        "threads": ours.runtime_info.threads or 1,
        "sets": ours.runtime_info.input_sets,
        "block": next((one.block for one in ours.measurements if one.name == "latency"), 1),
    }
    command = [str(python), str(BARE), json.dumps(requested)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=BARE_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return f"the bare loop gave no answer within {BARE_TIMEOUT_S} s"
    except subprocess.CalledProcessError as error:
        return f"the bare loop failed: {' '.join(error.stderr.split())[-200:]}"
    reported = json.loads(done.stdout.splitlines()[-1])
    return reported["whole_ms"], reported["device_ms"]
