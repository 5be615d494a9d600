"""turnkey's timed loop and a bare one by turns, in one process, over one session and the same bound inputs.

    PYTHONPATH=runners/common:runners/x86 RUNNER_PYTHON benchmarks/by_turns.py VOLUME SECONDS [TURN_S] < JOB

Prints a JSON list of [ours, bare]: the medians of neighbouring turns in ns, with those of ours first and those of the
bare loop first alternating. `JOB` is a job of the contract. Two processes that load the same model differ by a per
cent, whatever loop they run; where a quarter of a microsecond is asked about, nothing but the loop may differ.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from turnkey_runner import artifact, codec, timing
from turnkey_runner.contract import Job, Settings
from turnkey_runner.cpus import choose_cpus
from turnkey_runner.measurement import INPUTS
from turnkey_runner.rotation import bind_sets, timed_calls
from turnkey_runner.session import Bound
from turnkey_x86.__main__ import RUNTIMES

TURN_S = 0.1
Turn = Callable[[], float]


def bare_ort(bound: Sequence[Bound], turn_s: float) -> Turn:
    """What one writes around ONNX Runtime with bound inputs and outputs."""
    calls = timed_calls(bound)
    run, bindings = calls.function, calls.arguments

    def turn() -> float:
        take, times, clock = itertools.cycle(bindings).__next__, [], time.perf_counter_ns
        end = time.perf_counter() + turn_s
        while time.perf_counter() < end:
            binding = take()
            start = clock()
            run(binding)
            times.append(clock() - start)
        return statistics.median(times)

    return turn


def bare_openvino(bound: Sequence[Bound], turn_s: float) -> Turn:
    """What one writes around OpenVINO's synchronous request."""
    requests = timed_calls(bound).arguments

    def turn() -> float:
        take, times, clock = itertools.cycle(requests).__next__, [], time.perf_counter_ns
        end = time.perf_counter() + turn_s
        while time.perf_counter() < end:
            request = take()
            start = clock()
            request.infer(share_outputs=True)
            times.append(clock() - start)
        return statistics.median(times)

    return turn


def ours(bound: Sequence[Bound], turn_s: float) -> Turn:
    """The timed loop of the method, with what the engine tells of each inference where it does."""
    settings = Settings(min_time_s=turn_s, min_iterations=1)
    warmup = timing.warm_up(bound[0].infer, Settings(warmup_time_s=1.0, warmup_iterations=10))
    calls = timed_calls(bound)
    return lambda: statistics.median(timing.measure(calls, warmup, settings).samples)


BARE = {"ort": bare_ort, "openvino": bare_openvino}


def without_garbage(turn: Turn) -> float:
    """As `timing.measure` does it: collected before, and not meanwhile."""
    gc.collect()
    gc.disable()
    try:
        return turn()
    finally:
        gc.enable()


def main(volume: Path, seconds: float, turn_s: float) -> None:
    """Load once, then take turns."""
    job = codec.decode(sys.stdin.buffer.readline(), Job)
    cpus = choose_cpus(job.threads)
    os.sched_setaffinity(0, cpus)
    job = replace(job, threads=len(cpus))
    folder = artifact.open_artifact(volume, job.artifact, job.files)
    with RUNTIMES[job.runtime].open_session(job, folder, None) as session:
        bound = bind_sets(session, artifact.read_tensors(folder / INPUTS, job.inputs))
        turns = [ours(bound, turn_s), BARE[job.runtime](bound, turn_s)]
        pairs: list[tuple[float, float]] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            if len(pairs) % 2 == 0:
                pairs.append((without_garbage(turns[0]), without_garbage(turns[1])))
            else:
                bare = without_garbage(turns[1])
                pairs.append((without_garbage(turns[0]), bare))
    print(json.dumps(pairs))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else TURN_S)
